package org.choros.wire.totem;

import java.nio.ByteBuffer;

/** A join: whom the sender wants in the ring and whom it gave up on. With node id 0 in the header it is a leave. */
public final class JoinView extends View {
    /** Bytes of a join that is still sent, at most. */
    public static final int LENGTH_MAX = 40_000;

    private final int fromAt;
    private final int countsAt;
    private final int listAt;

    /** @param dialect the dialect */
    public JoinView(Dialect dialect) {
        super(dialect);
        fromAt = dialect.headerLength();
        countsAt = fromAt + dialect.addressLength();
        listAt = fixedLength(dialect);
    }

    /**
     * @param packet a join, position to limit
     * @return this
     */
    public JoinView wrap(ByteBuffer packet) {
        attach(packet, packet.position(), packet.remaining());
        return this;
    }

    static int fixedLength(Dialect dialect) {
        return dialect.headerLength() + dialect.addressLength() + 2 * Integer.BYTES + Long.BYTES;
    }

    /**
     * @param dialect the dialect
     * @param processors how many processors, wanted and failed
     * @return bytes of the packet
     */
    public static int length(Dialect dialect, int processors) {
        return fixedLength(dialect) + processors * dialect.addressLength();
    }

    static Malformed check(Dialect dialect, ByteBuffer p) {
        int at = p.position();
        int fixed = fixedLength(dialect);
        if (p.remaining() < fixed) {
            return Malformed.JOIN_SHORT;
        }
        int from = at + dialect.headerLength();
        int counts = from + dialect.addressLength();
        long wanted = p.getInt(counts) & 0xffff_ffffL;
        long failed = p.getInt(counts + Integer.BYTES) & 0xffff_ffffL;
        if (wanted > Packets.PROCESSORS_MAX || failed > Packets.PROCESSORS_MAX
                || fixed + (wanted + failed) * dialect.addressLength() > p.remaining()) {
            return Malformed.JOIN_LIST;
        }
        Malformed result = Packets.checkProcessor(dialect, p, from);
        for (int i = 0; i < wanted + failed && result == Malformed.NO; i++) {
            result = Packets.checkProcessor(dialect, p, at + fixed + i * dialect.addressLength());
        }
        return result;
    }

    /** @return whether the sender says that it goes */
    public boolean isLeave() {
        return nodeId() == 0;
    }

    /** @return the sender, read out */
    public Processor from() {
        return processorAt(fromAt);
    }

    /** @param value the sender */
    public void from(Processor value) {
        processorAt(fromAt, value);
    }

    /** @return how many processors it wants */
    public int wanted() {
        return intAt(countsAt);
    }

    /** @return how many processors it gave up on */
    public int failed() {
        return intAt(countsAt + 4);
    }

    /**
     * Writes the lengths of the lists, before the lists.
     *
     * @param wanted how many processors it wants
     * @param failed how many processors it gave up on
     */
    public void counts(int wanted, int failed) {
        intAt(countsAt, wanted);
        intAt(countsAt + 4, failed);
    }

    /** @return the sender's ring sequence, unsigned */
    public long ringSeq() {
        return longAt(countsAt + 8);
    }

    /** @param value the sender's ring sequence, unsigned */
    public void ringSeq(long value) {
        longAt(countsAt + 8, value);
    }

    /**
     * @param i an index
     * @return a processor that it wants, read out
     */
    public Processor wanted(int i) {
        return processorAt(listAt + i * dialect().addressLength());
    }

    /**
     * @param i an index
     * @param value a processor that it wants
     */
    public void wanted(int i, Processor value) {
        processorAt(listAt + i * dialect().addressLength(), value);
    }

    /**
     * @param i an index
     * @return a processor that it gave up on, read out
     */
    public Processor failed(int i) {
        return wanted(wanted() + i);
    }

    /**
     * @param i an index
     * @param value a processor that it gave up on
     */
    public void failed(int i, Processor value) {
        wanted(wanted() + i, value);
    }
}
