package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;

/** Writes the packets of processors that are not there. */
record Peers(Dialect dialect) {
    private static final int CAPACITY = 1500;

    Processor processor(int id) {
        return dialect == Dialect.V3 ? Processor.of(id) : Processor.of(id, TestNet.address(id));
    }

    RingId ring(int representative, long seq) {
        return RingId.of(processor(representative), seq);
    }

    static ByteBuffer packet(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer join(int from, long ringSeq, List<Integer> wanted, List<Integer> failed) {
        return join(from, from, ringSeq, wanted, failed);
    }

    /** What a processor multicasts when it ends in order. */
    ByteBuffer leave(int from, long ringSeq, List<Integer> others) {
        return join(0, from, ringSeq, others, List.of(from));
    }

    private ByteBuffer join(int header, int from, long ringSeq, List<Integer> wanted, List<Integer> failed) {
        JoinView v = new JoinView(dialect).wrap(packet(JoinView.length(dialect, wanted.size() + failed.size())));
        v.header(PacketType.JOIN, 0, header);
        v.from(header == 0 && dialect == Dialect.V2 ? processor(from).withNodeId(0) : processor(from));
        v.counts(wanted.size(), failed.size());
        v.ringSeq(ringSeq);
        for (int i = 0; i < wanted.size(); i++) {
            v.wanted(i, processor(wanted.get(i)));
        }
        for (int i = 0; i < failed.size(); i++) {
            v.failed(i, processor(failed.get(i)));
        }
        return v.buffer();
    }

    ByteBuffer frame(int from, RingId ring, int seq, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return frame(from, ring, seq, FrameView.ORDINARY, ByteBuffer.wrap(bytes));
    }

    /** A frame of the new ring with one of an old ring in it. */
    ByteBuffer carrier(int from, RingId ring, int seq, ByteBuffer old) {
        return frame(from, ring, seq, FrameView.CARRIER, old);
    }

    private ByteBuffer frame(int from, RingId ring, int seq, int encapsulated, ByteBuffer payload) {
        int fixed = FrameView.fixedLength(dialect);
        FrameView v = new FrameView(dialect).wrap(packet(fixed + payload.remaining()));
        v.header(PacketType.FRAME, encapsulated, from);
        v.from(processor(from));
        v.seq(seq);
        v.ringId(ring);
        v.buffer().put(fixed, payload, payload.position(), payload.remaining());
        return v.buffer();
    }

    ByteBuffer mergeDetect(int from, RingId ring) {
        MergeDetectView v = new MergeDetectView(dialect).wrap(packet(MergeDetectView.fixedLength(dialect)));
        v.header(PacketType.MERGE_DETECT, 0, from);
        v.from(processor(from));
        v.ringId(ring);
        return v.buffer();
    }

    ByteBuffer holdCancel(int from, RingId ring) {
        HoldCancelView v = new HoldCancelView(dialect).wrap(packet(HoldCancelView.fixedLength(dialect)));
        v.header(PacketType.HOLD_CANCEL, 0, from);
        v.ringId(ring);
        return v.buffer();
    }

    /** A token of an idle ring. */
    ByteBuffer token(int from, RingId ring, int tokenSeq, int seq) {
        TokenView v = new TokenView(dialect).wrap(packet(CAPACITY));
        v.header(PacketType.TOKEN, 0, from);
        v.ringId(ring);
        v.tokenSeq(tokenSeq);
        v.seq(seq);
        v.aru(seq);
        v.buffer().limit(v.packetLength());
        return v.buffer();
    }

    /** The same token some hops on. */
    ByteBuffer token(byte[] last, int from, int hops, Consumer<TokenView> change) {
        ByteBuffer bytes = packet(CAPACITY);
        bytes.put(0, last).limit(last.length);
        TokenView v = new TokenView(dialect).wrap(bytes);
        v.nodeId(from);
        v.tokenSeq(v.tokenSeq() + hops);
        change.accept(v);
        return bytes;
    }

    /** A commit token that so many of the members have filled, all of one old ring, up to one seq. */
    ByteBuffer commit(int from, RingId ring, int tokenSeq, int index, List<Integer> members, RingId old, int aru) {
        CommitTokenView v = new CommitTokenView(dialect).wrap(packet(CommitTokenView.length(dialect, members.size())));
        v.header(PacketType.COMMIT_TOKEN, 0, from);
        v.tokenSeq(tokenSeq);
        v.ringId(ring);
        v.index(index);
        v.members(members.size());
        for (int i = 0; i < members.size(); i++) {
            v.member(i, processor(members.get(i)));
            if (i < index) {
                v.entry(i, old, aru, aru, 1);
            }
        }
        return v.buffer();
    }
}
