package org.choros.spi.cmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

final class StatsMapTest {
    private final StatsMap map = new StatsMap();
    private final List<String> events = new ArrayList<>();
    private long counter;

    @Test
    void shouldReadThroughToTheCounter() {
        map.put("stats.srp.mcast_tx", () -> MapValue.u64(counter));
        counter = 7;
        assertEquals(MapValue.u64(7), map.get("stats.srp.mcast_tx"));
        counter = 9;
        assertEquals(MapValue.u64(9), map.get("stats.srp.mcast_tx"));
        assertNull(map.get("stats.srp.mcast_rx"));
        assertThrows(IllegalArgumentException.class, () -> map.put("a b c", () -> MapValue.u8(1)));
    }

    @Test
    void shouldGoThroughKeysInByteOrder() {
        for (String key : new String[]{"stats.pg.b", "stats.srp.a", "stats.pg.a", "stats.pg.a.c"}) {
            map.put(key, () -> MapValue.u8(0));
        }
        List<String> seen = new ArrayList<>();
        for (String k = map.next("stats.pg.", null); k != null; k = map.next("stats.pg.", k)) {
            seen.add(k);
        }
        assertEquals(List.of("stats.pg.a", "stats.pg.a.c", "stats.pg.b"), seen);
    }

    @Test
    void shouldTellOfKeysThatComeAndGo() {
        MapListener listener = (event, key, now, old) -> events.add(event + " " + key);
        map.track(listener);
        map.put("stats.ipcs.service0.1.0x1.sent", () -> MapValue.u32(0));
        map.put("stats.ipcs.service0.1.0x1.sent", () -> MapValue.u32(1));
        map.put("stats.ipcs.service0.1.0x1.queued", () -> MapValue.u32(0));
        map.removeAll("stats.ipcs.service0.1.");
        map.untrack(listener);
        map.put("stats.ipcs.global.active", () -> MapValue.u64(0));
        assertEquals(List.of("4 stats.ipcs.service0.1.0x1.sent", "4 stats.ipcs.service0.1.0x1.queued",
                "1 stats.ipcs.service0.1.0x1.queued", "1 stats.ipcs.service0.1.0x1.sent"), events);
    }

    @Test
    void shouldSayNothingOfWhatIsOnlyOffered() {
        map.track((event, key, now, old) -> events.add(event + " " + key));
        map.offer("stats.schedmiss.0.timestamp", () -> MapValue.u64(counter));
        counter = 5;
        assertEquals(MapValue.u64(5), map.get("stats.schedmiss.0.timestamp"));
        assertEquals("stats.schedmiss.0.timestamp", map.next("stats.", null));
        map.withdraw("stats.schedmiss.");
        assertNull(map.get("stats.schedmiss.0.timestamp"));
        assertThrows(IllegalArgumentException.class, () -> map.offer("a b c", () -> MapValue.u8(1)));
        assertEquals(List.of(), events);
    }

    @Test
    void shouldClearGroups() {
        map.onClear("totem", () -> events.add("totem"));
        map.onClear("ipc", () -> events.add("ipc"));
        assertTrue(map.clear("stats.clear.totem"));
        assertTrue(map.clear("stats.clear.knet"));
        assertEquals(List.of("totem"), events);
        assertTrue(map.clear("stats.clear.all"));
        assertEquals(3, events.size());
        assertFalse(map.clear("stats.clear.everything"));
        assertFalse(map.clear("stats.srp.mcast_tx"));
    }
}
