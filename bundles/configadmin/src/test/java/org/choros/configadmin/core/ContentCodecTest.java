package org.choros.configadmin.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.Vector;

import org.junit.jupiter.api.Test;

class ContentCodecTest {
    private static TreeMap<String, Object> all() {
        TreeMap<String, Object> all = new TreeMap<>();
        all.put("string", "text \u00fc \ud83d\ude00");
        all.put("empty", "");
        all.put("integer", Integer.MIN_VALUE);
        all.put("long", Long.MAX_VALUE);
        all.put("float", -0.0f);
        all.put("double", Double.NaN);
        all.put("byte", (byte) -1);
        all.put("short", (short) -2);
        all.put("character", '\uffff');
        all.put("boolean", true);
        all.put("strings", new String[]{"a", ""});
        all.put("Integers", new Integer[]{1, -1});
        all.put("none", new Long[0]);
        all.put("ints", new int[]{1, 2, 3});
        all.put("longs", new long[]{4});
        all.put("floats", new float[]{1.5f});
        all.put("doubles", new double[]{2.5});
        all.put("bytes", new byte[]{-1, 0});
        all.put("shorts", new short[]{7});
        all.put("chars", new char[]{'x', '\ud800'});
        all.put("booleans", new boolean[]{true, false});
        all.put("vector", new Vector<>(List.of("a", 1, 2L)));
        all.put("list", List.of());
        return all;
    }

    @Test
    void everyTypeOfConfigAdminComesBackAsItIs() {
        Map<String, Object> back = Content.of(all()).properties();
        assertEquals(all().keySet(), back.keySet());
        all().forEach((key, value) -> {
            Object other = back.get(key);
            if (value instanceof List<?>) {
                assertEquals(value, other, key);
            } else {
                assertEquals(value.getClass(), other.getClass(), key);
                assertArrayEquals(new Object[]{value}, new Object[]{other}, key);
            }
        });
    }

    @Test
    void whatSaysTheSameIsTheSame() {
        TreeMap<String, Object> other = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        other.putAll(all());
        other.put("vector", new ArrayList<>(List.of("a", 1, 2L)));
        assertEquals(Content.of(all()), Content.of(other));
        other.put("integer", (long) Integer.MIN_VALUE);
        assertNotEquals(Content.of(all()).digest(), Content.of(other).digest(), "types count");
    }

    @Test
    void whatConfigAdminDoesNotTakeIsRefused() {
        Object[][] arrays = {{"a"}};
        List<Object> none = new ArrayList<>();
        none.add(null);
        for (Object wrong : new Object[]{new Date(), arrays, new Object[]{"a"}, List.of(new int[1]), none,
                new String[]{null}, "\ud800", "x".repeat(1 << 20)}) {
            assertThrows(IllegalArgumentException.class, () -> Content.of(new TreeMap<>(Map.of("a", wrong))));
        }
        assertThrows(IllegalArgumentException.class, () -> Content.of(new TreeMap<>(Map.of("a", 1, "A", 2))));
        TreeMap<String, Object> many = new TreeMap<>();
        for (int i = 0; i <= ContentCodec.PROPERTIES_MAX; i++) {
            many.put("p" + i, 1);
        }
        assertThrows(IllegalArgumentException.class, () -> Content.of(many));
    }

    /** Whatever the bytes are: nothing is thrown, and what is taken has one encoding alone. */
    @Test
    void bytesOfOthersAreCheckedWholly() {
        byte[] whole = ConfigRecord.of(7, Content.of(all())).encode();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            ConfigRecord record = ConfigRecord.decode(bytes);
            if (record != null) {
                assertArrayEquals(bytes, record.encode());
            }
        }
        assertNull(ConfigRecord.decode(new byte[0]));
        byte[] deletion = ConfigRecord.of(3, null).encode();
        assertEquals(new Version(3, Digest.NONE), ConfigRecord.decode(deletion).version());
        assertNull(ConfigRecord.decode(Arrays.copyOf(deletion, deletion.length + 1)));
        assertNull(ConfigRecord.decode(ConfigRecord.of(0, null).encode()), "revisions begin with 1");
    }

    @Test
    void memoryComesBackAndHalfOfItDoesNot() {
        Memory memory = new Memory();
        memory.known("b", new Version(4, Digest.NONE));
        memory.known("a", new Version(2, Digest.NONE));
        memory.known("c", new Version(1, Content.of(all()).digest()));
        memory.proposed("c", new Version(2, Digest.NONE));
        memory.deleted("c", true);
        byte[] bytes = memory.encode();
        Memory back = Memory.decode(bytes);
        assertArrayEquals(bytes, back.encode());
        assertEquals("b", back.oldestGrave());
        assertEquals(3, back.size());
        for (int length = 0; length < bytes.length; length++) {
            Memory half = Memory.decode(Arrays.copyOf(bytes, length));
            // whole entries alone are still a memory
            assertEquals(half != null, half != null && half.encode().length == length);
        }
    }
}
