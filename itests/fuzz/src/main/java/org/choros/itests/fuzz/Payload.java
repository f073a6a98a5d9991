package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PackView;

/** What is in a forged frame: messages of the synchronisation, of services, pieces of long ones, or rubbish. */
final class Payload {
    private static final int SERVICES = 6;
    private static final int LONG = 60_000;

    private final World world;
    private ByteBuffer to;

    Payload(World world) {
        this.world = world;
    }

    /**
     * Writes it.
     *
     * @param target where to
     * @param from the place
     * @param p the choices
     * @param serial the number of the frame in a row of the same choices
     * @return where it ends
     */
    int write(ByteBuffer target, int from, Program p, int serial) {
        to = target;
        int how = p.next();
        int fragmented = (how & 8) == 0 ? 0 : p.next();
        int continuation = (how & 16) == 0 ? 0 : p.next();
        if ((how & 32) != 0) {
            // cuts of one long message, one after the other
            fragmented = serial % 255 + 1;
            continuation = serial == 0 ? 0 : (serial - 1) % 255 + 1;
        }
        int at = from + PackView.HEADER_LENGTH + 2;
        int end = switch (how & 7) {
            case 0, 1 -> sync(at, p);
            case 2, 3, 4 -> service(at, p);
            case 5 -> filled(at, LONG);
            case 6 -> filled(at, p.next());
            default -> raw(at, p);
        };
        PackView pack = new PackView().wrap(target.position(from));
        target.position(0);
        pack.header(fragmented, continuation, 1);
        pack.pieceLength(0, end - at);
        return end;
    }

    private int group(int at, byte... name) {
        to.putShort(at, (short) 1).putShort(at + 2, (short) name.length).put(at + 4, name);
        return at + 4 + name.length;
    }

    private int filled(int at, int length) {
        int end = at + length;
        for (int i = at; i < end; i += 64) {
            to.put(i, (byte) 0);
        }
        return end;
    }

    private int raw(int at, Program p) {
        byte[] bytes = p.bytes(p.next());
        to.put(at, bytes);
        return at + bytes.length;
    }

    /** A barrier or a service build of the present ring, in little-endian whatever the frame is. */
    private int sync(int begin, Program p) {
        int at = group(begin, (byte) 's', (byte) 'y', (byte) 'n', (byte) 'c');
        ByteOrder order = to.order();
        to.order(ByteOrder.LITTLE_ENDIAN);
        int id = p.next(4);
        int head = world.dialect == Dialect.V3 ? 32 : 48;
        for (int i = 0; i < head + 8; i++) {
            to.put(at + i, (byte) 0);
        }
        to.putInt(at, id == 3 ? p.value() : id & 1);
        world.victim.inside.ring().write(world.dialect, to, at + 16);
        int end = at + head;
        if ((id & 1) == 1) {
            int count = p.chance(4) ? p.value() : p.next(8);
            to.putInt(end, count);
            end += 8;
            for (int i = 0; i < Math.min(count, 130); i++) {
                to.putInt(end, p.chance(8) ? p.value() : p.next(8));
                end += 4;
            }
        }
        to.putInt(at + 8, end - at);
        to.order(order);
        return end;
    }

    private int service(int begin, Program p) {
        int at = group(begin, (byte) 'a');
        ByteOrder order = to.order();
        to.order(ByteOrder.LITTLE_ENDIAN);
        int service = p.next(SERVICES + 2);
        int id = service < SERVICES ? service << 16 | p.next(8) : p.value();
        byte[] body = p.bytes(p.next(600));
        to.putInt(at, id).putInt(at + 4, 0).putInt(at + 8, p.chance(8) ? p.value() : 16 + body.length);
        to.putInt(at + 12, 0).put(at + 16, body);
        to.order(order);
        return at + 16 + body.length;
    }
}
