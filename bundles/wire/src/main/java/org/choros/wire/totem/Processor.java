package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A processor as it is named on the wire: by its node id in dialect 3; in dialect 2 by its ring-0 IP address, with the
 * node id carried along. Equality and order are those of the protocol: lowest first, the lowest represents a ring.
 * Immutable.
 */
public final class Processor implements Comparable<Processor> {
    /** Linux address family of IPv4. */
    public static final int FAMILY_IP4 = 2;
    /** Linux address family of IPv6. */
    public static final int FAMILY_IP6 = 10;
    /** Bytes of an {@code ip_address}: node id, family, 16 address bytes. */
    static final int SLOT_LENGTH = 22;
    static final int SLOTS = 2;
    private static final int FAMILY = 4;
    private static final int ADDRESS = 6;
    private static final byte[] NONE = {};

    private final int nodeId;
    /** Dialect 2: count byte and both slots, integers little-endian. Dialect 3: empty. */
    private final byte[] block;

    private Processor(int nodeId, byte[] block) {
        this.nodeId = nodeId;
        this.block = block;
    }

    /**
     * @param nodeId the node id, unsigned
     * @return a processor of dialect 3
     */
    public static Processor of(int nodeId) {
        return new Processor(nodeId, NONE);
    }

    /**
     * @param nodeId the node id, unsigned
     * @param addresses its IP address (4 or 16 bytes) on ring 0 and, where there is one, on ring 1
     * @return a processor of dialect 2
     */
    public static Processor of(int nodeId, byte[]... addresses) {
        if (addresses.length < 1 || addresses.length > SLOTS) {
            throw new IllegalArgumentException("one or two addresses, not " + addresses.length);
        }
        ByteBuffer b = ByteBuffer.allocate(Dialect.V2.addressLength()).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, (byte) SLOTS);
        for (int i = 0; i < addresses.length; i++) {
            int at = 1 + i * SLOT_LENGTH;
            b.putInt(at, nodeId);
            b.putShort(at + FAMILY, (short) family(addresses[i]));
            b.put(at + ADDRESS, addresses[i]);
        }
        return new Processor(nodeId, b.array());
    }

    private static int family(byte[] address) {
        return switch (address.length) {
            case 4 -> FAMILY_IP4;
            case 16 -> FAMILY_IP6;
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + address.length);
        };
    }

    /**
     * Reads an address block.
     *
     * @param dialect the dialect
     * @param buffer the packet, in its sender's byte order
     * @param offset where the block begins; it has been validated
     * @return the processor
     */
    public static Processor read(Dialect dialect, ByteBuffer buffer, int offset) {
        if (dialect == Dialect.V3) {
            return of(buffer.getInt(offset));
        }
        byte[] block = new byte[dialect.addressLength()];
        block[0] = buffer.get(offset);
        for (int i = 0; i < SLOTS; i++) {
            int at = 1 + i * SLOT_LENGTH;
            copySlot(buffer, offset + at, block, at);
        }
        int nodeId = buffer.getInt(offset + 1);
        return new Processor(nodeId, block);
    }

    /** Copies an {@code ip_address} and brings its integers into little-endian order. */
    static void copySlot(ByteBuffer from, int offset, byte[] to, int at) {
        from.get(offset, to, at, SLOT_LENGTH);
        if (from.order() == ByteOrder.BIG_ENDIAN) {
            swapSlot(to, at);
        }
    }

    private static void swapSlot(byte[] block, int at) {
        swap(block, at, at + 3);
        swap(block, at + 1, at + 2);
        swap(block, at + FAMILY, at + FAMILY + 1);
    }

    private static void swap(byte[] block, int i, int j) {
        byte b = block[i];
        block[i] = block[j];
        block[j] = b;
    }

    /** Writes an {@code ip_address} whose integers are little-endian in the order of the target. */
    static void putSlot(ByteBuffer to, int offset, byte[] slots, int at) {
        ByteOrder order = to.order();
        to.put(offset, slots, at, SLOT_LENGTH);
        if (order == ByteOrder.BIG_ENDIAN) {
            to.putInt(offset, Integer.reverseBytes(to.getInt(offset)));
            to.putShort(offset + FAMILY, Short.reverseBytes(to.getShort(offset + FAMILY)));
        }
    }

    /**
     * Writes the address block in the byte order of the buffer.
     *
     * @param dialect the dialect
     * @param buffer where to
     * @param offset where the block is to begin
     */
    public void write(Dialect dialect, ByteBuffer buffer, int offset) {
        if (dialect == Dialect.V3) {
            buffer.putInt(offset, nodeId);
            return;
        }
        buffer.put(offset, block[0]);
        for (int i = 0; i < SLOTS; i++) {
            int at = 1 + i * SLOT_LENGTH;
            putSlot(buffer, offset + at, block, at);
        }
    }

    /**
     * Compares with an address block without reading it out.
     *
     * @param dialect the dialect
     * @param buffer the packet, in its sender's byte order
     * @param offset where the block begins
     * @return whether it names this processor
     */
    public boolean matches(Dialect dialect, ByteBuffer buffer, int offset) {
        if (dialect == Dialect.V3) {
            return buffer.getInt(offset) == nodeId;
        }
        int slot = offset + 1;
        int family = buffer.getShort(slot + FAMILY) & 0xffff;
        if (family != family()) {
            return false;
        }
        int length = family == FAMILY_IP4 ? 4 : 16;
        for (int i = 0; i < length; i++) {
            if (buffer.get(slot + ADDRESS + i) != block[1 + ADDRESS + i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The node id, unsigned. In a leave of dialect 2 it is 0.
     *
     * @return the node id
     */
    public int nodeId() {
        return nodeId;
    }

    /**
     * The same processor under another node id (dialect 2 zeroes it in a leave).
     *
     * @param id the node id to carry in slot 0
     * @return the processor
     */
    public Processor withNodeId(int id) {
        if (block.length == 0) {
            return of(id);
        }
        byte[] copy = block.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(1, id);
        return new Processor(id, copy);
    }

    /**
     * @param link the link (ring) number
     * @return its IP address there, 4 or 16 bytes; empty in dialect 3 (look the node id up) and where it has none
     */
    public byte[] address(int link) {
        if (block.length == 0 || link < 0 || link >= SLOTS) {
            return NONE;
        }
        int at = 1 + link * SLOT_LENGTH;
        return switch (familyAt(at)) {
            case FAMILY_IP4 -> Arrays.copyOfRange(block, at + ADDRESS, at + ADDRESS + 4);
            case FAMILY_IP6 -> Arrays.copyOfRange(block, at + ADDRESS, at + ADDRESS + 16);
            default -> NONE;
        };
    }

    private int familyAt(int at) {
        return block[at + FAMILY] & 0xff | (block[at + FAMILY + 1] & 0xff) << 8;
    }

    private int family() {
        return familyAt(1);
    }

    /** Dialect 2: the {@code ip_address} of slot 0, which begins every ring id this processor represents. */
    byte[] slot0() {
        return Arrays.copyOfRange(block, 1, 1 + SLOT_LENGTH);
    }

    boolean isDialect3() {
        return block.length == 0;
    }

    @Override
    public int compareTo(Processor other) {
        if (block.length == 0) {
            return Integer.compareUnsigned(nodeId, other.nodeId);
        }
        if (family() != other.family()) {
            return Integer.compare(family(), other.family());
        }
        int from = 1 + ADDRESS;
        int to = from + (family() == FAMILY_IP4 ? 4 : 16);
        return Arrays.compareUnsigned(block, from, to, other.block, from, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Processor that && block.length == that.block.length && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        if (block.length == 0) {
            return nodeId;
        }
        int hash = family();
        int length = hash == FAMILY_IP4 ? 4 : 16;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + block[1 + ADDRESS + i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(nodeId);
    }
}
