package org.choros.wire.totem;

import java.nio.ByteBuffer;

/**
 * A flyweight over one packet: reads and writes its fields in place, in the byte order of the buffer. Holds no bytes of
 * its own. The fields of the common header are here. A view reads what {@link Packets#check} has found in order, or
 * writes a packet of its own.
 */
public abstract sealed class View
        permits TokenView, FrameView, MergeDetectView, JoinView, CommitTokenView, HoldCancelView {
    static final int V3_MAGIC = 0xC070;
    static final int V3_VERSION = 3;
    static final int V2_ENDIAN = 0xFF22;
    private static final int V3_VERSION_AT = 2;
    private static final int V3_TARGET_NODE_ID = 9;
    private static final int V2_ENDIAN_AT = 2;

    private final Dialect dialect;
    private ByteBuffer buffer;
    private int offset;
    private int length;

    View(Dialect dialect) {
        this.dialect = dialect;
    }

    final void attach(ByteBuffer newBuffer, int newOffset, int newLength) {
        buffer = newBuffer;
        offset = newOffset;
        length = newLength;
    }

    /** @return the dialect */
    public final Dialect dialect() {
        return dialect;
    }

    /** @return the buffer that is looked at */
    public final ByteBuffer buffer() {
        return buffer;
    }

    /** @return where in the buffer the packet begins */
    public final int offset() {
        return offset;
    }

    /** @return bytes from the beginning of the packet to the end of what was wrapped */
    public final int length() {
        return length;
    }

    /** @return the node that sent this packet (of an ordered message: its originator); 0 in a leave */
    public final int nodeId() {
        return intAt(nodeIdAt(dialect));
    }

    /** @param value the node that sends this packet */
    public final void nodeId(int value) {
        intAt(nodeIdAt(dialect), value);
    }

    /** @return dialect 3: bytes that mean nothing over UDP and are passed on in tokens; else 0 */
    public final int targetNodeId() {
        return dialect == Dialect.V3 ? intAt(V3_TARGET_NODE_ID) : 0;
    }

    /** @param value dialect 3: what to put there; ignored in dialect 2 */
    public final void targetNodeId(int value) {
        if (dialect == Dialect.V3) {
            intAt(V3_TARGET_NODE_ID, value);
        }
    }

    /** @return 2 in an ordinary ordered message, 1 in one that carries another, 0 in all other packets */
    public final int encapsulated() {
        return byteAt(typeAt(dialect) + 1);
    }

    /**
     * Writes the common header.
     *
     * @param type what the packet is
     * @param encapsulated 2 for an ordinary ordered message, 1 for one that carries another, else 0
     * @param nodeId who sends it
     */
    public final void header(PacketType type, int encapsulated, int nodeId) {
        byteAt(typeAt(dialect), type.ordinal());
        byteAt(typeAt(dialect) + 1, encapsulated);
        if (dialect == Dialect.V3) {
            shortAt(0, V3_MAGIC);
            byteAt(V3_VERSION_AT, V3_VERSION);
            targetNodeId(0);
        } else {
            shortAt(V2_ENDIAN_AT, V2_ENDIAN);
        }
        nodeId(nodeId);
    }

    static int typeAt(Dialect dialect) {
        return dialect == Dialect.V3 ? 3 : 0;
    }

    static int nodeIdAt(Dialect dialect) {
        return dialect == Dialect.V3 ? 5 : 4;
    }

    final int byteAt(int at) {
        return buffer.get(offset + at) & 0xff;
    }

    final void byteAt(int at, int value) {
        buffer.put(offset + at, (byte) value);
    }

    final void shortAt(int at, int value) {
        buffer.putShort(offset + at, (short) value);
    }

    final int intAt(int at) {
        return buffer.getInt(offset + at);
    }

    final void intAt(int at, int value) {
        buffer.putInt(offset + at, value);
    }

    final long longAt(int at) {
        return buffer.getLong(offset + at);
    }

    final void longAt(int at, long value) {
        buffer.putLong(offset + at, value);
    }

    final RingId ringIdAt(int at) {
        return RingId.read(dialect, buffer, offset + at);
    }

    final void ringIdAt(int at, RingId value) {
        value.write(dialect, buffer, offset + at);
    }

    final boolean ringIdMatches(int at, RingId ring) {
        return ring.matches(dialect, buffer, offset + at);
    }

    final Processor processorAt(int at) {
        return Processor.read(dialect, buffer, offset + at);
    }

    final void processorAt(int at, Processor value) {
        value.write(dialect, buffer, offset + at);
    }
}
