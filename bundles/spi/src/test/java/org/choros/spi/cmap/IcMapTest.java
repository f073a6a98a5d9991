package org.choros.spi.cmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

final class IcMapTest {
    private final IcMap map = new IcMap();
    private final List<String> events = new ArrayList<>();

    private MapListener note(String who) {
        return (event, key, now, old) -> events.add(who + " " + event + " " + key + " " + now + " was " + old);
    }

    @Test
    void shouldKnowWhatCanBeAKey() {
        assertTrue(IcMap.validKey("a.b"));
        assertTrue(IcMap.validKey("A-Z_09:/x"));
        assertTrue(IcMap.validKey("x".repeat(255)));
        for (String bad : new String[]{"", "ab", "x".repeat(256), "a b", "a\0b", "a*c", "ä.b"}) {
            assertFalse(IcMap.validKey(bad), bad);
        }
    }

    @Test
    void shouldRefuseBadKeysAndValues() throws IcMapException {
        assertEquals(IcMapException.Reason.NAME_TOO_LONG,
                assertThrows(IcMapException.class, () -> map.set("a", MapValue.u8(1))).reason());
        MapValue tooLong = MapValue.of(ValueType.BINARY, new byte[IcMap.VALUE_MAX + 1]);
        // the value is looked at before the key
        assertEquals(IcMapException.Reason.INVALID_PARAM,
                assertThrows(IcMapException.class, () -> map.set("a", tooLong)).reason());
        map.set("a.b", MapValue.of(ValueType.BINARY, new byte[IcMap.VALUE_MAX]));
        assertEquals(IcMapException.Reason.NOT_EXIST,
                assertThrows(IcMapException.class, () -> map.delete("a.c")).reason());
        assertEquals(IcMapException.Reason.NOT_EXIST,
                assertThrows(IcMapException.class, () -> map.adjust("a.c", 1)).reason());
        assertEquals(IcMapException.Reason.INVALID_PARAM,
                assertThrows(IcMapException.class, () -> map.adjust("a.b", 1)).reason());
        assertThrows(IllegalArgumentException.class, () -> map.put("a", MapValue.u8(1)));
    }

    @Test
    void shouldWrapIntegersInTheirWidth() throws IcMapException {
        map.put("a.u8", MapValue.u8(255));
        map.adjust("a.u8", 1);
        assertEquals(MapValue.u8(0), map.get("a.u8"));
        map.put("a.i16", MapValue.integer(ValueType.INT16, -32768));
        map.adjust("a.i16", -1);
        assertEquals(32767, map.getLong("a.i16", 0));
        map.put("a.u64", MapValue.u64(-1));
        map.adjust("a.u64", 2);
        assertEquals(MapValue.u64(1), map.get("a.u64"));
    }

    @Test
    void shouldTellOfChangesOnly() throws IcMapException {
        map.track("a.", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, note("p"));
        map.set("a.b", MapValue.u8(1));
        map.set("a.b", MapValue.u8(1));
        map.set("a.b", MapValue.u16(1));
        map.count("a.n", 2);
        map.count("a.n", 3);
        map.delete("a.b");
        map.remove("a.b");
        map.set("b.a", MapValue.u8(1));
        assertEquals(List.of("p 4 a.b (u8) = 1 was null", "p 2 a.b (u16) = 1 was (u8) = 1",
                "p 4 a.n (u64) = 2 was null", "p 2 a.n (u64) = 5 was null", "p 1 a.b null was (u16) = 1"), events);
    }

    @Test
    void shouldTellTheLongestTextFirstAndThenTheNewest() {
        int all = IcMap.ADD | IcMap.PREFIX;
        map.track("", all, note("everything"));
        map.track("a.b", IcMap.ADD, note("exact"));
        map.track("a.", all, note("old prefix"));
        map.track("a.", all, note("new prefix"));
        map.track("a.b.c", all, note("longer"));
        map.put("a.b", MapValue.u8(1));
        assertEquals(List.of("exact", "new prefix", "old prefix", "everything"), events.stream()
                .map(e -> e.substring(0, e.indexOf(" 4 "))).collect(Collectors.toList()));
    }

    @Test
    void shouldAllowListenersToChangeTheMapAndLeave() {
        IcMap.Tracking[] own = new IcMap.Tracking[1];
        own[0] = map.track("a.b", IcMap.ADD | IcMap.MODIFY, (event, key, now, old) -> {
            events.add("first " + now);
            own[0].close();
            map.put("a.b", MapValue.u8(0));
        });
        map.track("a.", IcMap.MODIFY | IcMap.PREFIX, note("prefix"));
        map.put("a.b", MapValue.u8(1));
        assertEquals(List.of("first (u8) = 1", "prefix 2 a.b (u8) = 0 was (u8) = 1"), events);
        assertEquals(MapValue.u8(0), map.get("a.b"));
    }

    @Test
    void shouldProtectKeysAndPrefixes() {
        map.protect("totem.key", false);
        map.protect("runtime.services.", true);
        assertTrue(map.isReadOnly("totem.key"));
        assertFalse(map.isReadOnly("totem.keyfile"));
        assertTrue(map.isReadOnly("runtime.services.cfg"));
        map.release("totem.key", false);
        assertFalse(map.isReadOnly("totem.key"));
        map.put("runtime.services.cfg", MapValue.u8(1));
        assertEquals(1, map.getLong("runtime.services.cfg", 0), "the node itself may");
    }

    @Test
    void shouldDemandTheExactType() {
        map.put("a.b", MapValue.u32(7));
        assertEquals(7, map.getExact("a.b", ValueType.UINT32, 1));
        assertEquals(1, map.getExact("a.b", ValueType.UINT8, 1));
        assertEquals("none", map.getString("a.b", "none"));
    }

    // the map against one with none of its structure
    @Test
    void shouldBehaveAsAPlainTable() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            IcMap real = new IcMap();
            Map<String, MapValue> twin = new HashMap<>();
            List<String> told = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            real.track("k.1", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX,
                    (event, key, now, old) -> told.add(event + key + now + old));
            for (int step = 0; step < 200; step++) {
                String key = "k." + random.nextInt(25);
                MapValue value = random.nextBoolean() ? MapValue.u8(random.nextInt(3)) : MapValue.str("v");
                MapValue old = twin.get(key);
                int event = 0;
                if (random.nextInt(3) == 0) {
                    boolean gone = twin.remove(key) != null;
                    event = gone ? IcMap.DELETE : 0;
                    value = null;
                    if (gone) {
                        real.remove(key);
                    } else {
                        assertThrows(IcMapException.class, () -> real.delete(key));
                    }
                } else {
                    real.put(key, value);
                    twin.put(key, value);
                    event = old == null ? IcMap.ADD : value.equals(old) ? 0 : IcMap.MODIFY;
                }
                if (event != 0 && key.startsWith("k.1")) {
                    expected.add(event + key + value + old);
                }
                assertEquals(twin.get(key), real.get(key));
            }
            assertEquals(expected, told);
            List<String> keys = twin.keySet().stream().filter(k -> k.startsWith("k.2")).sorted()
                    .collect(Collectors.toList());
            List<String> walked = new ArrayList<>();
            for (String k = real.next("k.2", null); k != null; k = real.next("k.2", k)) {
                walked.add(k);
            }
            assertEquals(keys, walked);
            assertEquals(keys, new ArrayList<>(real.withPrefix("k.2").keySet()));
            assertEquals(twin.size(), real.size());
            assertNull(real.next("k.3zz", null));
        }
    }
}
