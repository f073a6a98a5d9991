package org.choros.map.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;
import org.junit.jupiter.api.Test;

class MapStateTest {
    private static final MapLimits LIMITS = new MapLimits(3, 20, 2, 10, 100, 64);
    private static final CpgMember ONE = new CpgMember(1, 1);
    private static final CpgMember TWO = new CpgMember(2, 1);

    private final List<String> changes = new ArrayList<>();

    private Outcome apply(MapState state, CpgMember sender, Operation operation, MapVersion expected, String key,
            int length) {
        MapMessage.Write write = new MapMessage.Write(1, 1, operation, expected, key,
                length < 0 ? null : new byte[length]);
        return state.apply(write, sender, MapCodec.encode(write), (k, before, now) -> changes
                .add((before == null ? "+" : now == null ? "-" : "=") + k));
    }

    private Outcome put(MapState state, CpgMember sender, String key, int length) {
        return apply(state, sender, Operation.PUT, MapVersion.NONE, key, length);
    }

    private Outcome remove(MapState state, CpgMember sender, String key) {
        return apply(state, sender, Operation.REMOVE, MapVersion.NONE, key, -1);
    }

    private static MapState empty() {
        return new MapState(LIMITS, true, StateId.NONE);
    }

    private static MapState copy(MapState state) {
        return new MapState(LIMITS, true, state.id(), state.header(), state.items());
    }

    @Test
    void aFullMapTakesNothingThatMakesItLarger() {
        MapState state = empty();
        put(state, ONE, "a", 5);
        put(state, ONE, "b", 5);
        assertTrue(put(state, ONE, "c", 9).full(), "22 bytes");
        assertTrue(put(state, ONE, "c", 7).done());
        assertTrue(put(state, ONE, "d", 0).full(), "4 entries");
        assertTrue(put(state, ONE, "a", 6).full());
        assertTrue(put(state, ONE, "a", 4).done());
        assertEquals(19, state.bytes());
        assertTrue(remove(state, ONE, "b").done());
        assertTrue(put(state, ONE, "d", 6).done());
        assertEquals(List.of("+a", "+b", "+c", "=a", "-b", "+d"), changes);
    }

    @Test
    void conditionsAreOfVersions() {
        MapState state = empty();
        Outcome first = apply(state, ONE, Operation.REPLACE, MapVersion.NONE, "a", 1);
        assertTrue(first.done());
        Outcome again = apply(state, TWO, Operation.REPLACE, MapVersion.NONE, "a", 1);
        assertFalse(again.done());
        assertEquals(first.version(), again.version());
        Outcome next = apply(state, TWO, Operation.REPLACE, first.version(), "a", 1);
        assertEquals(new MapVersion(2, 2, 1), next.version());
        assertFalse(apply(state, ONE, Operation.REMOVE_VERSION, first.version(), "a", -1).done());
        assertTrue(apply(state, ONE, Operation.REMOVE_VERSION, next.version(), "a", -1).done());
        assertFalse(remove(state, ONE, "a").done());
        assertFalse(apply(state, ONE, Operation.CLEAR, MapVersion.NONE, "", -1).done());
        put(state, ONE, "b", 1);
        assertTrue(apply(state, ONE, Operation.CLEAR, MapVersion.NONE, "", -1).done());
        assertEquals(0, state.size());
    }

    @Test
    void theNameOfAStateIsItsHistory() {
        MapState one = empty();
        MapState two = empty();
        put(one, ONE, "a", 1);
        put(two, ONE, "a", 1);
        assertEquals(one.id(), two.id());
        put(one, ONE, "b", 1);
        put(two, TWO, "b", 1);
        assertNotEquals(one.id(), two.id());
    }

    @Test
    void ofEachKeyTheLatestStays() {
        MapState one = empty();
        put(one, ONE, "a", 1);
        put(one, ONE, "b", 1);
        MapState two = copy(one);
        remove(one, ONE, "a");
        put(one, ONE, "b", 3);
        put(two, TWO, "b", 2);
        MapState merged = MapState.merge(one, two);
        assertNull(merged.get("a"));
        // both have counted to 3: the one that wrote twice to 4
        assertEquals(new MapVersion(4, 1, 1), merged.get("b").version());
        assertEquals(1, merged.tombstones());
        put(two, TWO, "b", 5);
        assertEquals(new MapVersion(4, 2, 1), MapState.merge(one, two).get("b").version());
    }

    /** Two deletions are remembered, the third is beyond the horizon: rather an addition is lost than a deletion. */
    @Test
    void aForgottenDeletionDoesNotComeBack() {
        MapState one = empty();
        put(one, ONE, "a", 0);
        put(one, ONE, "b", 0);
        put(one, ONE, "c", 0);
        MapState two = copy(one);
        for (String key : List.of("a", "b", "c")) {
            remove(one, ONE, key);
        }
        assertEquals(2, one.tombstones());
        assertEquals(4, one.header().horizon().counter());
        remove(two, TWO, "b");
        put(two, TWO, "young", 0);
        MapState merged = MapState.merge(two, one);
        assertEquals(List.of("young"), List.copyOf(merged.entries().keySet()));
        assertEquals(one.header().horizon(), merged.header().horizon());
        MapState old = empty();
        put(old, TWO, "addition", 0);
        assertEquals(0, MapState.merge(old, one).size());
    }

    @Test
    void mergingIsTheSameFromBothSides() {
        MapState one = empty();
        MapState two = empty();
        put(one, ONE, "a", 1);
        put(two, ONE, "a", 2);
        MapState merged = MapState.merge(one, two);
        MapState other = MapState.merge(two, one);
        assertEquals(2, merged.get("a").value().length, "a process that lost its memory has counted anew");
        assertTrue(merged.get("a").same(other.get("a")));
    }
}
