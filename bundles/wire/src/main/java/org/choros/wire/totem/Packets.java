package org.choros.wire.totem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one place where a received packet is judged, wholly and before anything reads it. What is found in order here can
 * be read through the views without looking at lengths again.
 */
public final class Packets {
    /** Processors of a ring, at most. */
    public static final int PROCESSORS_MAX = 384;
    /** How many messages a store keeps, and how far apart sequence numbers of one ring can be. */
    public static final int WINDOW = 16_384;
    private static final int FAMILY_AT = 4;
    private static final int RING_TEST_LENGTH = 12;

    private Packets() {
    }

    /**
     * Judges a packet and sets the byte order of the buffer to that of its sender.
     *
     * @param dialect the dialect we speak
     * @param packet the totemsrp message (dialect 2: without its envelope), position to limit
     * @return {@link Malformed#NO}, or what is wrong
     */
    public static Malformed check(Dialect dialect, ByteBuffer packet) {
        if (packet.remaining() < dialect.headerLength()) {
            return Malformed.SHORT;
        }
        int at = packet.position();
        int mark = dialect == Dialect.V3 ? View.V3_MAGIC : View.V2_ENDIAN;
        int markAt = dialect == Dialect.V3 ? at : at + 2;
        packet.order(ByteOrder.LITTLE_ENDIAN);
        if ((packet.getShort(markAt) & 0xffff) != mark) {
            packet.order(ByteOrder.BIG_ENDIAN);
            if ((packet.getShort(markAt) & 0xffff) != mark) {
                return Malformed.MAGIC;
            }
        }
        if (dialect == Dialect.V3 && packet.get(at + 2) != View.V3_VERSION) {
            return Malformed.VERSION;
        }
        PacketType type = PacketType.of(dialect, packet.get(at + View.typeAt(dialect)));
        if (type == null) {
            return Malformed.TYPE;
        }
        return switch (type) {
            case TOKEN -> TokenView.check(dialect, packet);
            case FRAME -> FrameView.check(dialect, packet);
            case MERGE_DETECT -> MergeDetectView.check(dialect, packet);
            case JOIN -> JoinView.check(dialect, packet);
            case COMMIT_TOKEN -> CommitTokenView.check(dialect, packet);
            case HOLD_CANCEL -> HoldCancelView.check(dialect, packet);
            case RING_TEST_ACTIVE, RING_TEST_ACTIVATE ->
                packet.remaining() < RING_TEST_LENGTH ? Malformed.RING_TEST_SHORT : Malformed.NO;
        };
    }

    /**
     * @param dialect the dialect
     * @param packet a packet that {@link #check} has found in order
     * @return what it is
     */
    public static PacketType type(Dialect dialect, ByteBuffer packet) {
        return PacketType.of(dialect, packet.get(packet.position() + View.typeAt(dialect)));
    }

    static int familyAt(ByteBuffer p, int slot) {
        return p.getShort(slot + FAMILY_AT) & 0xffff;
    }

    static boolean isAddress(ByteBuffer p, int slot) {
        int family = familyAt(p, slot);
        return family == Processor.FAMILY_IP4 || family == Processor.FAMILY_IP6;
    }

    static Malformed checkRingId(Dialect dialect, ByteBuffer p, int at) {
        if (dialect == Dialect.V3) {
            return p.getInt(at) == 0 ? Malformed.NODE_ID : Malformed.NO;
        }
        return isAddress(p, at) ? Malformed.NO : Malformed.ADDRESS;
    }

    static Malformed checkProcessor(Dialect dialect, ByteBuffer p, int at) {
        if (dialect == Dialect.V3) {
            return p.getInt(at) == 0 ? Malformed.NODE_ID : Malformed.NO;
        }
        int count = p.get(at);
        int second = at + 1 + Processor.SLOT_LENGTH;
        boolean good = (count == 1 || count == 2) && isAddress(p, at + 1)
                && (familyAt(p, second) == 0 || isAddress(p, second));
        return good ? Malformed.NO : Malformed.ADDRESS;
    }
}
