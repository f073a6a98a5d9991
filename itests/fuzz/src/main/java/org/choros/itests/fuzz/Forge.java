package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.RingTestView;
import org.choros.wire.totem.TokenView;

/**
 * Makes packets by a program: of the right ring, with numbers that fit, sent by members or strangers, and then wrong in
 * as many places as the program says.
 */
final class Forge {
    private static final int LENGTH_MAX = 65_507;
    private static final int TYPES = 8;

    private final Dialect dialect;
    private final World world;
    private final Payload payload;
    private final ByteBuffer bytes = ByteBuffer.allocate(LENGTH_MAX);
    private Inside is;
    private Program p;
    private int serial;

    Forge(World world) {
        this.world = world;
        this.dialect = world.dialect;
        this.payload = new Payload(world);
    }

    /**
     * Makes a packet.
     *
     * @param program its choices
     * @param number how many there were before by the same choices; makes strangers and numbers differ
     * @return the packet, valid until the next one
     */
    ByteBuffer make(Program program, int number) {
        p = program;
        serial = number;
        is = world.victim.inside;
        int kind = p.next();
        bytes.clear().order((kind & 0x80) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        switch ((kind & 0x7f) % TYPES) {
            case 0 -> token();
            case 1 -> frame();
            case 2 -> join();
            case 3 -> commitToken();
            case 4 -> mergeDetect();
            case 5 -> holdCancel();
            case 6 -> replay();
            default -> odd();
        }
        edit();
        return bytes;
    }

    /** Somebody: ourselves, the peer, a neighbour, or whoever. */
    private Processor somebody() {
        int who = p.next();
        int id = switch (who & 7) {
            case 0 -> 5 - world.victim.nodeId;
            case 1 -> world.victim.nodeId;
            case 2 -> 1;
            case 3 -> 4 + serial;
            case 4 -> p.value();
            default -> 1000 + (who >> 3) + serial;
        };
        return processor(id, (who & 0x80) != 0);
    }

    private Processor processor(int id, boolean odd) {
        if (dialect == Dialect.V3) {
            return Processor.of(id);
        }
        byte[] address = {10, (byte) (id >> 16), (byte) (id >> 8), (byte) id};
        return odd ? Processor.of(id, new byte[16], address) : Processor.of(id, address);
    }

    private RingId ringId() {
        return switch (p.next(8)) {
            default -> is.ring();
            case 1 -> is.oldRing();
            case 2 -> RingId.of(is.self(), is.ringSeqMax() + 4);
            case 3 -> RingId.of(somebody(), is.ringSeqMax() + p.value());
            case 4 -> RingId.of(somebody(), (long) p.value() << 32 | p.value());
        };
    }

    /** A small step from a number most of the time. */
    private int near(int number) {
        int how = p.next();
        return switch (how >> 6) {
            case 0, 1 -> number + (how & 15) - 4 + serial;
            case 2 -> number + p.value();
            default -> p.value();
        };
    }

    private void token() {
        TokenView v = new TokenView(dialect).wrap(bytes);
        v.header(PacketType.TOKEN, 0, somebody().nodeId());
        v.ringId(ringId());
        v.seq(near(is.high() + 4));
        v.aru(near(is.aru() + 4));
        v.tokenSeq(near(is.tokenSeen() + 5));
        v.aruNode(p.chance(3) ? somebody().nodeId() : 0);
        v.backlog(p.chance(4) ? p.value() : 0);
        v.sent(p.chance(4) ? p.value() : 0);
        v.retransmitFlag(p.chance(4) ? p.value() : 0);
        v.retransmits(0);
        int entries = p.chance(3) ? p.next(TokenView.RETRANSMITS_MAX + 1) : 0;
        for (int i = 0; i < entries; i++) {
            v.addRetransmit(ringId(), near(is.aru() + i));
        }
        bytes.limit(v.packetLength());
    }

    private void frame() {
        FrameView v = new FrameView(dialect).wrap(bytes);
        Processor from = somebody();
        v.header(PacketType.FRAME, FrameView.ORDINARY, from.nodeId());
        v.from(from);
        v.ringId(ringId());
        v.seq(near(is.high() + 5));
        v.senderSeq(0);
        v.reserved(0);
        v.guarantee(0);
        boolean carrier = p.chance(4);
        if (carrier) {
            v.header(PacketType.FRAME, FrameView.CARRIER, from.nodeId());
        }
        int at = FrameView.fixedLength(dialect);
        if (carrier) {
            int inner = at;
            at += FrameView.fixedLength(dialect);
            FrameView old = new FrameView(dialect).wrap(bytes.position(inner));
            bytes.position(0);
            old.header(PacketType.FRAME, p.chance(4) ? FrameView.CARRIER : FrameView.ORDINARY, from.nodeId());
            old.from(somebody());
            old.ringId(p.chance(3) ? ringId() : is.oldRing());
            old.seq(near(world.victim.inside.oldHigh() + 4));
            old.senderSeq(0);
            old.reserved(0);
            old.guarantee(0);
        }
        bytes.limit(payload.write(bytes, at, p, serial));
    }

    private List<Processor> list(Iterable<Processor> base) {
        List<Processor> all = new ArrayList<>();
        base.forEach(all::add);
        int how = p.next();
        switch (how & 7) {
            case 1 -> all.add(somebody());
            case 2 -> {
                if (!all.isEmpty()) {
                    all.remove(p.next(all.size()));
                }
            }
            case 3 -> all.remove(is.self());
            case 4 -> all.clear();
            case 5 -> {
                int count = p.next(Packets.PROCESSORS_MAX + 1);
                for (int i = all.size(); i < count; i++) {
                    all.add(processor(2000 + i + 400 * serial, false));
                }
            }
            case 6 -> {
                all.add(somebody());
                all.add(somebody());
            }
            default -> {
            }
        }
        return all.size() > Packets.PROCESSORS_MAX ? all.subList(0, Packets.PROCESSORS_MAX) : all;
    }

    private void join() {
        JoinView v = new JoinView(dialect).wrap(bytes);
        Processor from = somebody();
        v.header(PacketType.JOIN, 0, p.chance(4) ? 0 : from.nodeId());
        v.from(from);
        List<Processor> wanted = list(is.proc());
        List<Processor> failed = list(is.failed());
        v.counts(wanted.size(), failed.size());
        v.ringSeq(p.chance(4) ? (long) p.value() << 32 | p.value() : is.ring().seq() + p.next(8));
        for (int i = 0; i < wanted.size(); i++) {
            v.wanted(i, wanted.get(i));
        }
        for (int i = 0; i < failed.size(); i++) {
            v.failed(i, failed.get(i));
        }
        bytes.limit(JoinView.length(dialect, wanted.size() + failed.size()));
    }

    private void commitToken() {
        CommitTokenView v = new CommitTokenView(dialect).wrap(bytes);
        boolean second = p.chance(2);
        List<Processor> base = new ArrayList<>(second ? is.newMembers() : is.proc());
        if (!second) {
            base.removeAll(is.failed());
        }
        List<Processor> members = list(base);
        members.sort(null);
        if (members.isEmpty()) {
            members.add(is.self());
        }
        v.header(PacketType.COMMIT_TOKEN, 0, somebody().nodeId());
        v.tokenSeq(p.next(8));
        long seq = second ? is.ring().seq() : is.ringSeqMax() + 4;
        v.ringId(p.chance(4) ? ringId() : RingId.of(members.get(0), p.chance(8) ? (long) p.value() << 32 : seq));
        if (second && members.equals(is.newMembers()) && p.chance(2)) {
            v.ringId(is.ring());
        }
        v.retransmitFlag(0);
        v.members(members.size());
        int self = Math.max(0, members.indexOf(is.self()));
        int index = second ? members.size() : self;
        v.index(p.chance(8) ? p.value() : index);
        for (int i = 0; i < members.size(); i++) {
            v.member(i, members.get(i));
            if (i < index) {
                RingId old = p.chance(3) ? ringId() : is.oldRing();
                int aru = near(is.oldHigh());
                v.entry(i, old.seq() == 0 ? is.ring() : old, aru, aru, p.next(2));
            } else {
                v.entry(i, RingId.none(dialect), 0, 0, 0);
            }
        }
        bytes.limit(CommitTokenView.length(dialect, members.size()));
    }

    private void mergeDetect() {
        MergeDetectView v = new MergeDetectView(dialect).wrap(bytes);
        Processor from = somebody();
        v.header(PacketType.MERGE_DETECT, 0, from.nodeId());
        v.from(from);
        v.ringId(RingId.of(from, is.ring().seq() + p.next(8)));
        bytes.limit(MergeDetectView.fixedLength(dialect));
    }

    private void holdCancel() {
        HoldCancelView v = new HoldCancelView(dialect).wrap(bytes);
        v.header(PacketType.HOLD_CANCEL, 0, somebody().nodeId());
        v.ringId(ringId());
        bytes.limit(HoldCancelView.fixedLength(dialect));
    }

    /** What somebody has sent not long ago, once more. */
    private void replay() {
        byte[] old = world.captured(p.next(16));
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        bytes.limit(0);
        if (old != null) {
            bytes.limit(old.length).put(0, old);
        }
    }

    private void odd() {
        if (dialect == Dialect.V2 && p.chance(2)) {
            PacketType type = p.chance(2) ? PacketType.RING_TEST_ACTIVE : PacketType.RING_TEST_ACTIVATE;
            new RingTestView().wrap(bytes).write(type, p.value(), somebody().nodeId());
            bytes.limit(RingTestView.LENGTH);
        } else {
            byte[] raw = p.bytes(p.next());
            bytes.limit(raw.length).put(0, raw);
        }
    }

    /** Now and then something that no field knows of: bytes changed, cut, appended. */
    private void edit() {
        int how = p.next();
        if ((how & 0xc0) != 0xc0) {
            return;
        }
        for (int edits = how & 3; edits > 0 && bytes.limit() >= 4; edits--) {
            int at = p.next(Math.min(256, bytes.limit() - 3));
            if (p.chance(2)) {
                bytes.putInt(at, p.value());
            } else {
                bytes.put(at, (byte) p.next());
            }
        }
        if ((how & 4) != 0) {
            bytes.limit(Math.max(0, bytes.limit() - 1 - p.next()));
        } else if ((how & 8) != 0) {
            byte[] more = p.bytes(1 + p.next(64));
            int end = bytes.limit();
            bytes.limit(Math.min(LENGTH_MAX, end + more.length));
            bytes.put(end, more, 0, bytes.limit() - end);
        }
    }
}
