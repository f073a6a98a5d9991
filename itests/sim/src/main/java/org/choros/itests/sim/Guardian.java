package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

import org.choros.wire.totem.Processor;

/**
 * What outlives a machine's process and announces its death, as badly as it may be done: it may sleep, and the network
 * may hold copies of what it sends until the next process has long been a member.
 */
final class Guardian {
    private static final int COPIES_MAX = 6;

    private final World world;
    private final Machine machine;
    private final Chance chance;
    private final List<Integer> others = new ArrayList<>();
    private byte[] leave;
    private BiFunction<Machine, byte[], byte[]> forger = (receiver, packet) -> packet;
    private int late;

    Guardian(Machine machine, Chance chance) {
        this.machine = machine;
        this.chance = chance;
        world = machine.world();
    }

    /** The node says what is to be sent when it has died: null for nothing. */
    void say(ByteBuffer packet, List<Processor> receivers) {
        others.clear();
        leave = null;
        if (packet != null) {
            leave = new byte[packet.remaining()];
            packet.get(packet.position(), leave);
            receivers.forEach(p -> others.add(p.nodeId() - 1));
        }
    }

    /** Changes late copies: a test shows what would happen if they were heeded. */
    void forge(BiFunction<Machine, byte[], byte[]> change) {
        forger = change;
    }

    /** @return copies that were still on their way when the next process ran */
    int late() {
        return late;
    }

    /** The process has died. */
    void died() {
        Options o = world.options();
        byte[] packet = leave;
        List<Integer> to = List.copyOf(others);
        leave = null;
        if (packet == null || world.healed() || !chance.with(o.guardian)) {
            return;
        }
        long tokenNs = o.tokenMs * Options.MS;
        long sleepNs = chance.oneIn(4) ? chance.wide(Options.MS, 2 * tokenNs) : chance.wide(1000, 5 * Options.MS);
        world.after(sleepNs, () -> {
            // the next process has the port, or the token is lost by now
            if (machine.isUp() || sleepNs > tokenNs * 3 / 4) {
                return;
            }
            world.note(machine.toString(), () -> "is announced by its guardian");
            to.forEach(other -> send(packet, other));
            for (int copies = chance.with(o.lateLeave) ? 1 + chance.below(COPIES_MAX) : 0; copies > 0; copies--) {
                int other = to.get(chance.below(to.size()));
                world.after(chance.wide(Options.MS, 20 * tokenNs), () -> again(packet, other));
            }
        });
    }

    private void again(byte[] packet, int other) {
        if (!world.healed()) {
            late += machine.isUp() ? 1 : 0;
            send(forger.apply(world.machine(other), packet), other);
        }
    }

    private void send(byte[] packet, int other) {
        ByteBuffer message = ByteBuffer.wrap(packet);
        world.network().unicast(0, machine.index(), other, message.order(ByteOrder.LITTLE_ENDIAN));
    }
}
