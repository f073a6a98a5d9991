package org.choros.cmap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class CMapValueTest {
    @Test
    void integersKeepTheirSignAndWidth() {
        assertEquals(-1, CMapValue.integer(ValueType.INT8, 255).asLong());
        assertEquals(255, CMapValue.u8(255).asLong());
        assertEquals(-32_768, CMapValue.integer(ValueType.INT16, 0x8000).asLong());
        assertEquals(4_294_967_295L, CMapValue.u32(-1).asLong());
        assertEquals(-1, CMapValue.integer(ValueType.INT64, -1).asLong());
        assertArrayEquals(new byte[]{0x34, 0x12}, CMapValue.integer(ValueType.UINT16, 0x1234).bytes());
    }

    @Test
    void floatsKeepTheirBits() {
        assertEquals(1.5, CMapValue.flt(1.5f).asDouble());
        assertEquals(-2.25, CMapValue.dbl(-2.25).asDouble());
        assertArrayEquals(new byte[]{0, 0, (byte) 0xC0, 0x3F}, CMapValue.flt(1.5f).bytes());
    }

    @Test
    void stringsEndAtTheirNul() {
        assertEquals("ab", CMapValue.of(ValueType.STRING, new byte[]{'a', 'b', 0, 'c'}).asString());
        assertEquals(CMapValue.str("ab"), CMapValue.of(ValueType.STRING, new byte[]{'a', 'b'}));
        assertEquals("", CMapValue.of(ValueType.STRING, new byte[0]).asString());
    }

    @Test
    void theTypeCounts() {
        assertNotEquals(CMapValue.u32(1), CMapValue.integer(ValueType.INT32, 1));
        assertThrows(IllegalArgumentException.class, () -> CMapValue.of(ValueType.UINT32, new byte[3]));
        assertThrows(IllegalStateException.class, () -> CMapValue.str("1").asLong());
    }

    @Test
    void typesHaveTheirCodesAndTags() {
        assertEquals(1, ValueType.INT8.code());
        assertEquals(12, ValueType.BINARY.code());
        assertEquals(ValueType.FLOAT, ValueType.ofCode(9));
        assertEquals(ValueType.STRING, ValueType.ofTag("str"));
    }
}
