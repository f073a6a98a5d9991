package org.choros.wire.totem;

import java.nio.ByteBuffer;

/** A merge detect: a representative shows its ring. */
public final class MergeDetectView extends View {
    private final int fromAt;
    private final int ringAt;

    /** @param dialect the dialect */
    public MergeDetectView(Dialect dialect) {
        super(dialect);
        fromAt = dialect.headerLength();
        ringAt = fromAt + dialect.addressLength();
    }

    /**
     * @param packet a merge detect, position to limit
     * @return this
     */
    public MergeDetectView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    /**
     * @param dialect the dialect
     * @return bytes of the packet
     */
    public static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.addressLength() + dialect.ringIdLength();
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        int at = p.position();
        if (p.remaining() < fixedLength(dialect)) {
            return Malformed.MERGE_SHORT;
        }
        if (p.getInt(at + View.nodeIdAt(dialect)) == 0) {
            return Malformed.NODE_ID;
        }
        Malformed from = Packets.checkProcessor(dialect, p, at + dialect.headerLength());
        return from != Malformed.NO
                ? from
                : Packets.checkRingId(dialect, p, at + dialect.headerLength() + dialect.addressLength());
    }

    /** @return the sender, read out */
    public Processor from() {
        return processorAt(fromAt);
    }

    /** @param value the sender */
    public void from(Processor value) {
        processorAt(fromAt, value);
    }

    /** @return the ring id, read out */
    public RingId ringId() {
        return ringIdAt(ringAt);
    }

    /** @param value the ring id */
    public void ringId(RingId value) {
        ringIdAt(ringAt, value);
    }

    /**
     * @param ring a ring id
     * @return whether it is the sender's
     */
    public boolean isOf(RingId ring) {
        return ringIdMatches(ringAt, ring);
    }
}
