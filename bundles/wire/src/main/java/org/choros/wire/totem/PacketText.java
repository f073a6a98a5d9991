package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Says a packet in one line, for traces and for people. Sequence numbers are decimal, from 0x80000000 on hexadecimal;
 * ring ids are written as in corosync's log: the representative's node id, a dot, the sequence number in hexadecimal.
 */
public final class PacketText {
    private PacketText() {
    }

    /**
     * @param dialect the dialect
     * @param packet a totemsrp message, position to limit; gets the byte order of its sender
     * @return one line without a line end; for a malformed packet, what is wrong with it
     */
    public static String of(Dialect dialect, ByteBuffer packet) {
        Malformed verdict = Packets.check(dialect, packet);
        if (verdict != Malformed.NO) {
            return "MALFORMED " + verdict;
        }
        PacketType type = Packets.type(dialect, packet);
        return switch (type) {
            case TOKEN -> token(new TokenView(dialect).wrap(packet));
            case FRAME -> frame(new FrameView(dialect).wrap(packet));
            case MERGE_DETECT -> {
                MergeDetectView v = new MergeDetectView(dialect).wrap(packet);
                yield "MERGE from " + v.from() + " ring " + v.ringId();
            }
            case JOIN -> join(new JoinView(dialect).wrap(packet));
            case COMMIT_TOKEN -> commit(new CommitTokenView(dialect).wrap(packet));
            case HOLD_CANCEL -> "CANCEL ring " + new HoldCancelView(dialect).wrap(packet).ringId();
            case RING_TEST_ACTIVE, RING_TEST_ACTIVATE -> {
                RingTestView v = new RingTestView().wrap(packet);
                yield (type == PacketType.RING_TEST_ACTIVE ? "TEST" : "ACTIVATE") + " ring " + v.ring() + " by "
                        + Integer.toUnsignedString(v.activator());
            }
        };
    }

    private static String seq(int value) {
        return value >= 0 ? Integer.toString(value) : Integer.toHexString(value);
    }

    private static String token(TokenView v) {
        StringBuilder text = new StringBuilder("TOKEN ring ").append(v.ringId());
        text.append(" tseq ").append(seq(v.tokenSeq())).append(" seq ").append(seq(v.seq()));
        text.append(" aru ").append(seq(v.aru()));
        text.append(" by ").append(Integer.toUnsignedString(v.aruNode()));
        text.append(" backlog ").append(v.backlog()).append(" sent ").append(v.sent());
        if (v.retransmitFlag() != 0) {
            text.append(" retrans ").append(v.retransmitFlag());
        }
        if (v.retransmits() > 0) {
            text.append(" missing");
            for (int i = 0; i < v.retransmits(); i++) {
                text.append(' ').append(v.retransmitIsOf(i, v.ringId()) ? "" : v.retransmitRing(i) + ":");
                text.append(seq(v.retransmitSeq(i)));
            }
        }
        return text.toString();
    }

    private static String frame(FrameView v) {
        StringBuilder text = new StringBuilder("MCAST ring ").append(v.ringId()).append(" seq ").append(seq(v.seq()));
        text.append(" of ").append(v.from());
        int payload = v.length() - FrameView.fixedLength(v.dialect());
        if (v.encapsulated() != FrameView.CARRIER) {
            return text.append(' ').append(payload).append(" bytes").toString();
        }
        ByteBuffer inner = v.buffer().duplicate();
        inner.position(v.payloadOffset());
        return text.append(" carries {").append(of(v.dialect(), inner)).append('}').toString();
    }

    private static String join(JoinView v) {
        return (v.isLeave() ? "LEAVE" : "JOIN") + " from " + v.from() + " wants" + list(v.wanted(), v::wanted)
                + " failed" + list(v.failed(), v::failed) + " seq " + Long.toHexString(v.ringSeq());
    }

    private static String list(int count, IntFunction<Processor> at) {
        StringBuilder text = new StringBuilder(count == 0 ? " -" : "");
        for (int i = 0; i < count; i++) {
            text.append(' ').append(at.apply(i));
        }
        return text.toString();
    }

    private static String commit(CommitTokenView v) {
        StringBuilder text = new StringBuilder("COMMIT ring ").append(v.ringId());
        text.append(" tseq ").append(seq(v.tokenSeq())).append(" index ").append(v.index());
        for (int i = 0; i < v.members(); i++) {
            text.append(' ').append(v.member(i)).append('[');
            if (i < v.index()) {
                text.append(v.entryRing(i)).append(" aru ").append(seq(v.entryAru(i)));
                text.append(" delivered ").append(seq(v.entryDelivered(i)));
                text.append(" flag ").append(v.entryReceivedFlag(i));
            }
            text.append(']');
        }
        return text.toString();
    }
}
