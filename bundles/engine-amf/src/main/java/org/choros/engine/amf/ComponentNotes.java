package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import org.choros.engine.amf.supervise.ComponentState;
import org.choros.engine.amf.supervise.Slot;
import org.choros.spi.engine.ServiceEngine;

/**
 * How the components of all nodes are, for people, not for decisions: each node says what has changed of its own, in
 * ordered messages outside of the ledger, and all of it after each synchronisation; so many at a time and so often.
 */
final class ComponentNotes {
    /** As many of one node are kept; more are not told. */
    private static final int NODE_MAX = 4_096;
    private static final long PAUSE_NS = 100_000_000L;

    /** What we have said. */
    private final SortedSet<ComponentState> said = new TreeSet<>();
    /** What the others have said, by node. */
    private final SortedMap<Integer, SortedSet<ComponentState>> others = new TreeMap<>(Integer::compareUnsigned);
    /** What they had said before they began anew, and have not said again. */
    private final SortedMap<Integer, SortedSet<ComponentState>> earlier = new TreeMap<>(Integer::compareUnsigned);
    private boolean all = true;
    private boolean behind = true;
    private long revision = -1;
    private long heard;
    private long notBeforeNs = Long.MIN_VALUE;

    /** Another ring: all is said anew, and nobody speaks for who is not here. */
    void ring(Set<Integer> participants) {
        others.keySet().retainAll(participants);
        earlier.keySet().retainAll(participants);
        heard++;
        all = true;
        behind = true;
    }

    /** Whether there is something to say. */
    boolean isBehind(long itsRevision) {
        return behind || itsRevision != revision;
    }

    /**
     * Says what has changed.
     *
     * @param now how ours are, by component
     * @param itsRevision another one whenever they may have changed
     */
    void say(List<ComponentState> now, long itsRevision, Predicate<AmfMessage> out, long nowNs) {
        behind |= itsRevision != revision;
        revision = itsRevision;
        if (!behind || nowNs < notBeforeNs) {
            return;
        }
        if (all) {
            said.clear();
        }
        List<ComponentState> news = news(now);
        boolean more = news.size() > StatesMessage.MAX;
        List<ComponentState> some = more ? news.subList(0, StatesMessage.MAX) : news;
        notBeforeNs = nowNs + PAUSE_NS;
        if ((all || !some.isEmpty()) && !out.test(new StatesMessage(all, List.copyOf(some)))) {
            return;
        }
        for (ComponentState s : some) {
            said.remove(s);
            if (s.presence() != null) {
                said.add(s);
            }
        }
        all = false;
        behind = more;
    }

    private List<ComponentState> news(List<ComponentState> now) {
        List<ComponentState> news = new ArrayList<>();
        SortedSet<ComponentState> gone = new TreeSet<>(said);
        for (ComponentState s : now.subList(0, Math.min(now.size(), NODE_MAX))) {
            gone.remove(s);
            ComponentState before = find(said, s);
            if (!s.equals(before)) {
                news.add(s);
            }
        }
        gone.forEach(s -> news.add(0, new ComponentState(s.slot(), s.name(), null, 0, "")));
        return news;
    }

    /** When there is more to say. */
    long deadlineNs() {
        return behind && notBeforeNs != Long.MIN_VALUE ? notBeforeNs : ServiceEngine.NO_DEADLINE;
    }

    /**
     * Another node has said how its components are.
     *
     * @param changed is told of each that was told otherwise before: how it was, or null, and how it is
     */
    void heard(int node, StatesMessage message, BiConsumer<ComponentState, ComponentState> changed) {
        SortedSet<ComponentState> before = others.getOrDefault(node, Collections.emptySortedSet());
        if (message.first()) {
            // it comes in parts, and most of it is no news
            earlier.put(node, new TreeSet<>(before));
        }
        SortedSet<ComponentState> was = earlier.getOrDefault(node, new TreeSet<>());
        SortedSet<ComponentState> now = message.first() ? new TreeSet<>() : new TreeSet<>(before);
        for (ComponentState s : message.states()) {
            ComponentState last = find(now, s);
            last = last == null ? find(was, s) : last;
            now.remove(s);
            was.remove(s);
            if (s.presence() != null && now.size() < NODE_MAX) {
                now.add(s);
                if (!s.equals(last)) {
                    changed.accept(last, s);
                }
            }
        }
        others.put(node, now);
        heard++;
    }

    /** A number that is another one whenever others have said something. */
    long heard() {
        return heard;
    }

    private static ComponentState find(SortedSet<ComponentState> in, ComponentState like) {
        SortedSet<ComponentState> tail = in.tailSet(like);
        return tail.isEmpty() || !tail.first().isOf(like) ? null : tail.first();
    }

    /** What others have said, by node. */
    Map<Integer, ? extends Collection<ComponentState>> others() {
        return others;
    }

    /** What another node has said. */
    Collection<ComponentState> of(int node) {
        return others.getOrDefault(node, Collections.emptySortedSet());
    }

    /** Why something of a slot has failed last; empty when nothing is known of it. */
    static String cause(Collection<ComponentState> states, Slot slot) {
        for (ComponentState s : states) {
            if (s.slot().equals(slot) && !s.cause().isEmpty()) {
                return s.name() + " " + s.cause();
            }
        }
        return "";
    }
}
