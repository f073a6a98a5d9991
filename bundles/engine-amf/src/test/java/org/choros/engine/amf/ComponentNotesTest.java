package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Presence;
import org.choros.engine.amf.supervise.Slot;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.RingIdentity;
import org.junit.jupiter.api.Test;

/** How components are is told in full after a synchronisation, then what changes, so much at a time and so often. */
class ComponentNotesTest {
    private static final RingIdentity RING = new RingIdentity(1, 8);
    private static final long PAUSE_NS = 100_000_000L;

    private final ComponentNotes mine = new ComponentNotes();
    private final ComponentNotes others = new ComponentNotes();
    private final List<StatesMessage> sent = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private boolean full;
    private long nowNs = -7;

    private static ComponentState state(int i, Presence presence, String cause) {
        return new ComponentState(new Slot("g/w" + i, "g/u"), "c", presence, i, cause);
    }

    private static List<ComponentState> many(int n, Presence presence) {
        List<ComponentState> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(state(i, presence, ""));
        }
        return all;
    }

    private void say(List<ComponentState> now, long revision) {
        mine.say(now, revision, m -> {
            if (full) {
                return false;
            }
            ByteBuffer bytes = m.encode(RING);
            StatesMessage read = (StatesMessage) AmfMessage.decode(m.function(), bytes);
            sent.add(read);
            others.heard(1, read, (was, is) -> changes.add(was + " -> " + is.presence()));
            return true;
        }, nowNs);
    }

    private int known() {
        return others.of(1).size();
    }

    @Test
    void tellsAllInParts() {
        List<ComponentState> all = many(150, Presence.INSTANTIATED);
        say(all, 1);
        assertEquals(64, known());
        assertTrue(sent.get(0).first());
        say(all, 1);
        assertEquals(1, sent.size(), "not so soon");
        assertEquals(nowNs + PAUSE_NS, mine.deadlineNs());
        for (int i = 0; i < 3; i++) {
            nowNs += PAUSE_NS;
            say(all, 1);
        }
        assertEquals(150, known());
        assertEquals(3, sent.size());
        assertEquals(150, changes.size());
        assertEquals(ServiceEngine.NO_DEADLINE, mine.deadlineNs());
        // another ring: all of it again, which is no news
        mine.ring(Set.of(1));
        others.ring(Set.of(1));
        for (int i = 0; i < 3; i++) {
            nowNs += PAUSE_NS;
            say(all, 1);
        }
        assertEquals(6, sent.size());
        assertEquals(150, known());
        assertEquals(150, changes.size());
        others.ring(Set.of(2));
        assertEquals(0, known());
    }

    @Test
    void tellsWhatChanges() {
        say(List.of(), 1);
        assertEquals(new StatesMessage(true, List.of()), sent.get(0), "that there is none is worth knowing");
        nowNs += PAUSE_NS;
        say(many(2, Presence.INSTANTIATING), 2);
        assertEquals(List.of("null -> INSTANTIATING", "null -> INSTANTIATING"), changes);
        nowNs += PAUSE_NS;
        assertFalse(mine.isBehind(2));
        say(List.of(state(0, Presence.RESTARTING, "x".repeat(300)), state(1, Presence.INSTANTIATING, "")), 3);
        assertEquals(List.of(0), sent.get(2).states().stream().map(ComponentState::restarts).toList());
        assertEquals("c " + "x".repeat(200), ComponentNotes.cause(others.of(1), new Slot("g/w0", "g/u")));
        nowNs += PAUSE_NS;
        say(List.of(), 4);
        assertEquals(0, known());
    }

    @Test
    void triesAgainWhenTheRingIsFull() {
        full = true;
        say(many(1, Presence.INSTANTIATED), 1);
        assertTrue(mine.isBehind(1));
        assertEquals(nowNs + PAUSE_NS, mine.deadlineNs());
        full = false;
        nowNs += PAUSE_NS;
        say(many(1, Presence.INSTANTIATED), 1);
        assertEquals(1, known());
    }

    @Test
    void readsNothingThatIsNotWhole() {
        byte[] whole = new StatesMessage(true, List.of(state(1, null, ""), state(2, Presence.TERMINATING, "why")))
                .encode(RING).array();
        for (int length = 32; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length)).order(ByteOrder.LITTLE_ENDIAN);
            assertNull(AmfMessage.decode(StatesMessage.FUNCTION, cut), "cut to " + length);
        }
        assertNull(AmfMessage.decode(StatesMessage.FUNCTION,
                new StatesMessage(false, many(65, Presence.TERMINATING)).encode(RING)), "too many");
    }
}
