package org.choros.wire.totem;

import java.nio.ByteBuffer;

/** A hold cancel: somebody has something to send and wants the token that is held. */
public final class HoldCancelView extends View {
    private final int ringAt;

    /** @param dialect the dialect */
    public HoldCancelView(Dialect dialect) {
        super(dialect);
        ringAt = dialect.headerLength();
    }

    /**
     * @param packet a hold cancel, position to limit
     * @return this
     */
    public HoldCancelView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    /**
     * @param dialect the dialect
     * @return bytes of the packet
     */
    public static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.ringIdLength();
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        if (p.remaining() < fixedLength(dialect)) {
            return Malformed.HOLD_CANCEL_SHORT;
        }
        if (p.getInt(p.position() + View.nodeIdAt(dialect)) == 0) {
            return Malformed.NODE_ID;
        }
        return Packets.checkRingId(dialect, p, p.position() + dialect.headerLength());
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
     * @return whether it is the one whose token is wanted
     */
    public boolean isOf(RingId ring) {
        return ringIdMatches(ringAt, ring);
    }
}
