package org.choros.wire.totem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

/** Who is who, spec 2.3 and 3.1; sequence arithmetic, section 1. */
class IdentityTest {
    private static final byte[] IP_A = {10, 77, 0, 11};
    private static final byte[] IP_B = {(byte) 200, 77, 0, 11};

    @Test
    void dialect3ComparesNodeIdsUnsigned() {
        assertTrue(Processor.of(5).compareTo(Processor.of(0xC84D000B)) < 0);
        assertEquals(Processor.of(7), Processor.of(7));
        assertEquals("3360489483", Processor.of(0xC84D000B).toString());
    }

    @Test
    void dialect2ComparesAddressesUnsignedAndIgnoresTheNodeId() {
        assertTrue(Processor.of(9, IP_A).compareTo(Processor.of(1, IP_B)) < 0);
        assertEquals(Processor.of(1, IP_A), Processor.of(2, IP_A));
        assertEquals(Processor.of(1, IP_A).hashCode(), Processor.of(2, IP_A).withNodeId(0).hashCode());
        assertNotEquals(Processor.of(1, IP_A), Processor.of(1, IP_B));
        assertNotEquals(Processor.of(1, IP_A), Processor.of(1));
    }

    @Test
    void ringIdsOfDialect2IncludeTheNodeId() {
        RingId a = RingId.of(Processor.of(1, IP_A), 9);
        assertNotEquals(a, RingId.of(Processor.of(2, IP_A), 9));
        for (ByteOrder order : new ByteOrder[]{ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer b = ByteBuffer.allocate(40).order(order);
            a.write(Dialect.V2, b, 5);
            assertEquals(a, RingId.read(Dialect.V2, b, 5));
            assertTrue(a.matches(Dialect.V2, b, 5));
            for (int i = 0; i < Dialect.V2.ringIdLength(); i++) {
                b.put(5 + i, (byte) (b.get(5 + i) ^ 1));
                assertFalse(a.matches(Dialect.V2, b, 5), "byte " + i);
                b.put(5 + i, (byte) (b.get(5 + i) ^ 1));
            }
        }
    }

    @Test
    void ringSequencesAreUnsigned() {
        assertTrue(RingId.of(Processor.of(1), -1).isAfter(RingId.of(Processor.of(1), 1)));
    }

    /** Section 1: not ordinary serial arithmetic. */
    @Test
    void sequenceNumbersCompareAsOnTheWire() {
        assertTrue(Seq.before(0xFFFFFFFF, 0));
        assertTrue(Seq.before(0xFFFFFFFF, 0xFFFF));
        assertFalse(Seq.before(0xFFFFFFFF, 0x10000));
        assertTrue(Seq.before(0x90000000, 0x10), "the lowest 0x10000 come after everything high");
        assertFalse(Seq.before(0x90000000, 0x10000), "the others do not");
        assertTrue(Seq.before(0x7FFFFFFF, 0x80000001));
        assertTrue(Seq.before(0xFFFFFE00, 0xFFFFFE01));
        assertTrue(Seq.beforeOrAt(3, 3));
        assertFalse(Seq.before(3, 3));
    }
}
