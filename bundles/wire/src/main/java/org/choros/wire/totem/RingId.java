package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The name of one incarnation of a membership: who represents it, and a sequence number that never goes back. In
 * dialect 2 it is compared as its raw bytes, the representative's node id included, so it is always copied from the
 * wire. Immutable.
 */
public final class RingId {
    private static final byte[] NO_SLOT = {};

    private final int representative;
    /** Dialect 2: the representative's {@code ip_address}, integers little-endian. Dialect 3: empty. */
    private final byte[] slot;
    private final long seq;

    private RingId(int representative, byte[] slot, long seq) {
        this.representative = representative;
        this.slot = slot;
        this.seq = seq;
    }

    /**
     * @param representative the representative
     * @param seq the sequence number, unsigned
     * @return the ring id
     */
    public static RingId of(Processor representative, long seq) {
        byte[] slot = representative.isDialect3() ? NO_SLOT : representative.slot0();
        return new RingId(representative.nodeId(), slot, seq);
    }

    /**
     * @param dialect the dialect
     * @return the ring id of no ring: all zero, as in an unset entry of a commit token
     */
    public static RingId none(Dialect dialect) {
        return new RingId(0, dialect == Dialect.V3 ? NO_SLOT : new byte[Processor.SLOT_LENGTH], 0);
    }

    /**
     * Reads a ring id.
     *
     * @param dialect the dialect
     * @param buffer the packet, in its sender's byte order
     * @param offset where the ring id begins; it has been validated
     * @return the ring id
     */
    public static RingId read(Dialect dialect, ByteBuffer buffer, int offset) {
        int representative = buffer.getInt(offset);
        if (dialect == Dialect.V3) {
            return new RingId(representative, NO_SLOT, buffer.getLong(offset + Integer.BYTES));
        }
        byte[] slot = new byte[Processor.SLOT_LENGTH];
        Processor.copySlot(buffer, offset, slot, 0);
        return new RingId(representative, slot, buffer.getLong(offset + Processor.SLOT_LENGTH));
    }

    /**
     * Writes the ring id in the byte order of the buffer.
     *
     * @param dialect the dialect
     * @param buffer where to
     * @param offset where it is to begin
     */
    public void write(Dialect dialect, ByteBuffer buffer, int offset) {
        if (dialect == Dialect.V3) {
            buffer.putInt(offset, representative);
            buffer.putLong(offset + Integer.BYTES, seq);
            return;
        }
        Processor.putSlot(buffer, offset, slot, 0);
        buffer.putLong(offset + Processor.SLOT_LENGTH, seq);
    }

    /**
     * Compares with a ring id in a packet without reading it out.
     *
     * @param dialect the dialect
     * @param buffer the packet, in its sender's byte order
     * @param offset where the ring id begins
     * @return whether it is this one
     */
    public boolean matches(Dialect dialect, ByteBuffer buffer, int offset) {
        if (buffer.getInt(offset) != representative) {
            return false;
        }
        if (dialect == Dialect.V3) {
            return buffer.getLong(offset + Integer.BYTES) == seq;
        }
        if (buffer.getLong(offset + Processor.SLOT_LENGTH) != seq) {
            return false;
        }
        boolean little = buffer.order() == ByteOrder.LITTLE_ENDIAN;
        if (buffer.get(offset + 4) != slot[little ? 4 : 5] || buffer.get(offset + 5) != slot[little ? 5 : 4]) {
            return false;
        }
        for (int i = 6; i < Processor.SLOT_LENGTH; i++) {
            if (buffer.get(offset + i) != slot[i]) {
                return false;
            }
        }
        return true;
    }

    /** @return the representative's node id, unsigned */
    public int representative() {
        return representative;
    }

    /** @return the sequence number, unsigned */
    public long seq() {
        return seq;
    }

    /**
     * @param other a ring id
     * @return whether this one's sequence number is higher
     */
    public boolean isAfter(RingId other) {
        return Long.compareUnsigned(seq, other.seq) > 0;
    }

    /** Whether both have the same representative: in dialect 2 the same address, whatever the node id. */
    boolean isRepresentedLike(RingId other) {
        return slot.length == 0
                ? representative == other.representative
                : Arrays.equals(slot, Integer.BYTES, slot.length, other.slot, Integer.BYTES, other.slot.length);
    }

    /** @return the representative's IP address, 4 or 16 bytes; empty in dialect 3 and of no ring */
    public byte[] representativeAddress() {
        int family = slot.length == 0 ? 0 : slot[4];
        return switch (family) {
            case Processor.FAMILY_IP4 -> Arrays.copyOfRange(slot, 6, 10);
            case Processor.FAMILY_IP6 -> Arrays.copyOfRange(slot, 6, 22);
            default -> NO_SLOT;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RingId that && seq == that.seq && representative == that.representative
                && Arrays.equals(slot, that.slot);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(seq) * 31 + representative;
    }

    /** The representative's node id and the sequence number in hexadecimal, as corosync 3.1 logs it. */
    @Override
    public String toString() {
        return Integer.toUnsignedString(representative, 16) + "." + Long.toHexString(seq);
    }
}
