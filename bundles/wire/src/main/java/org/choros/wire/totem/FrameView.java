package org.choros.wire.totem;

import java.nio.ByteBuffer;

/** An ordered message ({@code mcast}): a totempg frame, or a whole message of an old ring, with its place in order. */
public final class FrameView extends View {
    /** {@link #encapsulated()} of an ordinary message. */
    public static final int ORDINARY = 2;
    /** {@link #encapsulated()} of one that carries a whole message of an old ring. */
    public static final int CARRIER = 1;

    private final int fromAt;
    private final int seqAt;
    private final int ringAt;
    private final int nodeAt;
    private final int payloadAt;

    /** @param dialect the dialect */
    public FrameView(Dialect dialect) {
        super(dialect);
        fromAt = dialect.headerLength();
        seqAt = fromAt + dialect.addressLength();
        ringAt = seqAt + 2 * Integer.BYTES;
        nodeAt = ringAt + dialect.ringIdLength();
        payloadAt = fixedLength(dialect);
    }

    /**
     * @param packet an ordered message, position to limit
     * @return this
     */
    public FrameView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    /**
     * @param dialect the dialect
     * @return bytes in front of the payload
     */
    public static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.addressLength() + dialect.ringIdLength() + 4 * Integer.BYTES;
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        int at = p.position();
        if (p.remaining() < fixedLength(dialect)) {
            return Malformed.MCAST_SHORT;
        }
        if (p.getInt(at + View.nodeIdAt(dialect)) == 0) {
            return Malformed.NODE_ID;
        }
        int from = at + dialect.headerLength();
        Malformed sender = Packets.checkProcessor(dialect, p, from);
        return sender != Malformed.NO
                ? sender
                : Packets.checkRingId(dialect, p, from + dialect.addressLength() + 2 * Integer.BYTES);
    }

    /** @return the originator, read out */
    public Processor from() {
        return processorAt(fromAt);
    }

    /** @param value the originator */
    public void from(Processor value) {
        processorAt(fromAt, value);
    }

    /**
     * @param processor a processor
     * @return whether it is the originator
     */
    public boolean isFrom(Processor processor) {
        return processor.matches(dialect(), buffer(), offset() + fromAt);
    }

    /** @return its place in the order of its ring, from 1 */
    public int seq() {
        return intAt(seqAt);
    }

    /** @param value its place in the order of its ring, from 1 */
    public void seq(int value) {
        intAt(seqAt, value);
    }

    /** @return the sender's private counter */
    public int senderSeq() {
        return intAt(seqAt + 4);
    }

    /** @param value the sender's private counter ({@code this_seqno}) */
    public void senderSeq(int value) {
        intAt(seqAt + 4, value);
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
     * @return whether this message is of that ring
     */
    public boolean isOf(RingId ring) {
        return ringIdMatches(ringAt, ring);
    }

    /** @return unused, 0 */
    public int reserved() {
        return intAt(nodeAt);
    }

    /** @param value unused, 0 */
    public void reserved(int value) {
        intAt(nodeAt, value);
    }

    /** @return 0 agreed, 1 safe; ignored by everybody */
    public int guarantee() {
        return intAt(nodeAt + 4);
    }

    /** @param value 0 agreed, 1 safe; ignored by everybody */
    public void guarantee(int value) {
        intAt(nodeAt + 4, value);
    }

    /** @return where in the buffer the payload begins; it goes to the end of what was wrapped */
    public int payloadOffset() {
        return offset() + payloadAt;
    }
}
