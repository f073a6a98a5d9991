package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.GroupHeader;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PackView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.RingTestView;
import org.choros.wire.totem.TokenView;

/**
 * Packets through {@code Packets.check} and, when found in order, every accessor of their views; tokens are copied as a
 * node does. First byte: bit 0 the dialect, bits 1 to 3 where in its buffer the packet begins.
 */
final class PacketTarget implements Target {
    private static final int LITTLE_ENDIAN_TOKEN = 1500;
    private long sink;

    @Override
    public String name() {
        return "packets";
    }

    @Override
    public int inputMax() {
        return 4096;
    }

    /** A copy, and a list of 384 members read out several times. */
    @Override
    public long allocationMax() {
        return 1 << 20;
    }

    @Override
    public int shortRuns() {
        return 100_000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        Vectors.messages(2).forEach(m -> all.add(Vectors.prefixed(0, m)));
        Vectors.messages(3).forEach(m -> all.add(Vectors.prefixed(1, m)));
        return all;
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Dialect dialect = (input[0] & 1) == 0 ? Dialect.V2 : Dialect.V3;
        int pad = input[0] >> 1 & 7;
        // exactly as long as the packet: what is read beyond it throws
        ByteBuffer packet = ByteBuffer.allocate(pad + input.length - 1);
        packet.put(pad, input, 1, input.length - 1);
        packet.position(pad);
        if (Packets.check(dialect, packet) != Malformed.NO) {
            return;
        }
        OracleException.require(packet.position() == pad && packet.remaining() == input.length - 1, "buffer moved");
        switch (Packets.type(dialect, packet)) {
            case TOKEN -> read(new TokenView(dialect).wrap(packet));
            case FRAME -> read(dialect, new FrameView(dialect).wrap(packet));
            case MERGE_DETECT -> {
                MergeDetectView v = new MergeDetectView(dialect).wrap(packet);
                see(v.from());
                see(v.ringId());
                OracleException.require(v.isOf(v.ringId()), "not of its own ring");
            }
            case JOIN -> read(new JoinView(dialect).wrap(packet));
            case COMMIT_TOKEN -> read(new CommitTokenView(dialect).wrap(packet));
            case HOLD_CANCEL -> {
                HoldCancelView v = new HoldCancelView(dialect).wrap(packet);
                see(v.ringId());
                OracleException.require(v.isOf(v.ringId()), "not of its own ring");
            }
            default -> {
                RingTestView v = new RingTestView().wrap(packet);
                sink += v.ring() + v.activator();
            }
        }
    }

    private void see(Processor p) {
        sink += p.nodeId() + p.hashCode() + p.toString().length();
        OracleException.require(p.equals(p) && p.compareTo(p) == 0, "a processor is not itself");
    }

    private void see(RingId id) {
        sink += id.seq() + id.representative() + id.representativeAddress().length + id.toString().length();
    }

    private void read(TokenView v) {
        sink += v.nodeId() + v.seq() + v.tokenSeq() + v.aru() + v.aruNode() + v.backlog() + v.sent()
                + v.retransmitFlag() + v.targetNodeId();
        see(v.ringId());
        OracleException.require(v.packetLength() <= v.length(), "a token longer than its packet");
        ByteBuffer to = ByteBuffer.allocate(LITTLE_ENDIAN_TOKEN).order(ByteOrder.LITTLE_ENDIAN);
        TokenView copy = new TokenView(v.dialect()).copy(v, to);
        OracleException.require(copy.retransmits() == v.retransmits() && copy.seq() == v.seq(), "copy differs");
        for (int i = 0; i < v.retransmits(); i++) {
            sink += v.retransmitSeq(i);
            OracleException.require(copy.retransmitIsOf(i, v.retransmitRing(i)), "copied entry differs");
        }
        OracleException.require(Packets.check(v.dialect(), to) == Malformed.NO, "the copy is malformed");
        while (copy.retransmits() > 0) {
            copy.removeRetransmit((int) Math.floorMod(sink, (long) copy.retransmits()));
        }
        while (copy.retransmits() < TokenView.RETRANSMITS_MAX) {
            copy.addRetransmit(v.ringId(), copy.retransmits());
        }
        OracleException.require(Packets.check(v.dialect(), to) == Malformed.NO, "the changed copy is malformed");
    }

    private void read(Dialect dialect, FrameView v) {
        sink += v.nodeId() + v.seq() + v.senderSeq() + v.reserved() + v.guarantee() + v.encapsulated();
        see(v.from());
        see(v.ringId());
        OracleException.require(v.isFrom(v.from()) && v.isOf(v.ringId()), "not from its sender");
        ByteBuffer payload = v.buffer().duplicate().order(v.buffer().order()).position(v.payloadOffset());
        if (v.encapsulated() == FrameView.CARRIER) {
            sink += Packets.check(dialect, payload).ordinal();
        } else if (PackView.isValid(payload)) {
            read(new PackView().wrap(payload), payload);
        }
    }

    private void read(PackView pack, ByteBuffer payload) {
        sink += pack.version() + pack.type() + pack.fragmented() + pack.continuation();
        int at = pack.dataOffset();
        for (int i = 0; i < pack.count(); i++) {
            ByteBuffer piece = payload.duplicate().order(payload.order()).position(at);
            at += pack.pieceLength(i);
            piece.limit(at);
            int header = GroupHeader.length(piece);
            if (header >= 0) {
                OracleException.require(header <= piece.remaining(), "a header longer than its message");
                sink += GroupHeader.names(piece, new byte[]{'a'}) ? 1 : 0;
                sink += GroupHeader.names(piece, new byte[]{'s', 'y', 'n', 'c'}) ? 1 : 0;
            }
        }
        OracleException.require(at == payload.limit(), "pieces do not fill their frame");
    }

    private void read(JoinView v) {
        sink += v.nodeId() + v.ringSeq() + (v.isLeave() ? 1 : 0);
        see(v.from());
        OracleException.require(v.wanted() <= Packets.PROCESSORS_MAX && v.failed() <= Packets.PROCESSORS_MAX, "lists");
        for (int i = 0; i < v.wanted(); i++) {
            see(v.wanted(i));
        }
        for (int i = 0; i < v.failed(); i++) {
            see(v.failed(i));
        }
    }

    private void read(CommitTokenView v) {
        sink += v.nodeId() + v.tokenSeq() + v.retransmitFlag();
        see(v.ringId());
        OracleException.require(v.members() > 0 && v.index() >= 0 && v.index() <= v.members(), "index");
        ByteBuffer to = ByteBuffer.allocate(CommitTokenView.length(v.dialect(), v.members()))
                .order(ByteOrder.LITTLE_ENDIAN);
        CommitTokenView copy = new CommitTokenView(v.dialect()).copy(v, to);
        for (int i = 0; i < v.members(); i++) {
            see(v.member(i));
            OracleException.require(copy.member(i).equals(v.member(i)) && copy.entryRing(i).equals(v.entryRing(i))
                    && copy.entryAru(i) == v.entryAru(i) && copy.entryDelivered(i) == v.entryDelivered(i)
                    && copy.entryReceivedFlag(i) == v.entryReceivedFlag(i), "copied entry differs");
        }
        OracleException.require(Packets.check(v.dialect(), to) == Malformed.NO, "the copy is malformed");
    }
}
