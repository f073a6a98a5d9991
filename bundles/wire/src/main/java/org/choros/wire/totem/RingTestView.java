package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring test of redundant rings (dialect 2); it has a header of its own. */
public final class RingTestView {
    /** Bytes of the packet. */
    public static final int LENGTH = 12;

    private ByteBuffer packet;
    private int offset;

    /**
     * @param newPacket a ring test, position to limit
     * @return this
     */
    public RingTestView wrap(ByteBuffer newPacket) {
        packet = newPacket;
        offset = newPacket.position();
        return this;
    }

    /**
     * Writes a ring test, little-endian.
     *
     * @param type {@link PacketType#RING_TEST_ACTIVE} or {@link PacketType#RING_TEST_ACTIVATE}
     * @param ring the ring that is tested
     * @param activator the node id of who began
     */
    public void write(PacketType type, int ring, int activator) {
        packet.order(ByteOrder.LITTLE_ENDIAN);
        packet.put(offset, (byte) type.ordinal());
        packet.put(offset + 1, (byte) 0);
        packet.putShort(offset + 2, (short) View.V2_ENDIAN);
        packet.putInt(offset + 4, ring);
        packet.putInt(offset + 8, activator);
    }

    /** @return the ring that is tested */
    public int ring() {
        return packet.getInt(offset + 4);
    }

    /** @return the node id of who began */
    public int activator() {
        return packet.getInt(offset + 8);
    }
}
