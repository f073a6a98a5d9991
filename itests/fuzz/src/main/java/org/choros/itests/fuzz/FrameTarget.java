package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.totem.groups.Group;
import org.choros.totem.groups.GroupOutput;
import org.choros.totem.groups.PacketGroups;
import org.choros.wire.totem.PackView;

/**
 * Frames in the total order through reassembly: several senders, both byte orders, both sets of states. The messages
 * that come out are held against a naive twin that works on copies (spec 2.12).
 */
final class FrameTarget implements Target {
    private static final int STEPS_MAX = 64;
    private static final int FRAME_MAX = 4096;
    private static final int SENDERS = 3;
    private static final int MTU = 1400;

    @Override
    public String name() {
        return "frames";
    }

    @Override
    public int inputMax() {
        return 4096;
    }

    /** Every frame several times over: ours, the twin's, and what grows. */
    @Override
    public long allocationMax() {
        return 16L << 20;
    }

    @Override
    public int shortRuns() {
        return 20_000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (int dialect = 2; dialect <= 3; dialect++) {
            int fixed = dialect == 2 ? 99 : 45;
            for (byte[] m : Vectors.messages(dialect)) {
                boolean frame = m.length > fixed && m.length < fixed + 1000 && m[dialect == 2 ? 0 : 3] == 1;
                if (frame) {
                    int length = m.length - fixed;
                    byte[] seed = new byte[length + 3];
                    seed[0] = 0;
                    seed[1] = (byte) (length >> 8);
                    seed[2] = (byte) length;
                    System.arraycopy(m, fixed, seed, 3, length);
                    all.add(seed);
                }
            }
        }
        for (int cut = 1; cut < 5; cut++) {
            all.add(new byte[]{0x40, (byte) cut, 0, 1, 12, 1, 0, 1, 0, 'a', 1, 2, 3, 0x40, 0, (byte) cut, 1, 5, 1, 2,
                    3, 4, 5});
        }
        return all;
    }

    /** What came out, as text. */
    private static final class Messages implements GroupOutput {
        private final List<String> all = new ArrayList<>();

        @Override
        public void message(Group group, int sender, ByteBuffer message) {
            all.add(group + " " + sender + " " + message.remaining() + " " + message.hashCode());
        }
    }

    @Override
    public void run(byte[] input) {
        Program p = new Program(input, 0);
        Messages ours = new Messages();
        Messages naive = new Messages();
        PacketGroups groups = new PacketGroups(MTU, null, ours);
        NaiveReassembly twin = new NaiveReassembly(naive);
        for (int steps = 0; steps < STEPS_MAX && p.hasMore(); steps++) {
            int how = p.next();
            if ((how & 0x0f) == 0x0f) {
                boolean during = (how & 0x10) != 0;
                groups.reassembly(during);
                twin.reassembly(during);
                continue;
            }
            ByteBuffer frame = (how & 0x40) == 0 ? raw(p) : packed(p);
            frame.order((how & 0x80) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int sender = (how & 3) % SENDERS;
            int limit = frame.limit();
            twin.onFrame(sender, frame);
            groups.onFrame(sender, frame);
            OracleException.require(frame.position() == 0 && frame.limit() == limit, "the frame has moved");
            OracleException.require(ours.all.equals(naive.all), "delivered " + ours.all + ", expected " + naive.all);
        }
    }

    private static ByteBuffer raw(Program p) {
        return ByteBuffer.wrap(p.bytes(Math.min(FRAME_MAX, p.next() << 8 | p.next())));
    }

    /** A frame whose lengths are right: cut numbers, pieces, and their bytes. */
    private static ByteBuffer packed(Program p) {
        int fragmented = p.next(6);
        int continuation = p.next(6);
        int pieces = 1 + p.next(4);
        List<byte[]> all = new ArrayList<>();
        int length = PackView.HEADER_LENGTH + 2 * pieces;
        for (int i = 0; i < pieces; i++) {
            byte[] piece = p.bytes(p.next());
            all.add(piece);
            length += piece.length;
        }
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        PackView pack = new PackView().wrap(frame);
        pack.header(fragmented, continuation, pieces);
        int at = pack.dataOffset();
        for (int i = 0; i < pieces; i++) {
            pack.pieceLength(i, all.get(i).length);
            frame.put(at, all.get(i));
            at += all.get(i).length;
        }
        return frame;
    }
}
