package org.choros.map.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.cpg.CpgMember;

/**
 * What the members have told of themselves since the last change of group or ring, and what follows from it when
 * all have. It is decided by the last hello, which all members get at the same place among the messages.
 */
final class Round {
    private static final Comparator<MapMessage.Hello> BEST = Comparator.comparingLong(MapMessage.Hello::term)
            .thenComparingLong(MapMessage.Hello::count).thenComparing(MapMessage.Hello::state);

    private final Map<CpgMember, MapMessage.Hello> hellos = new HashMap<>();
    private final Map<CpgMember, Boolean> said = new HashMap<>();
    private List<CpgMember> members = List.of();

    /**
     * What was decided.
     *
     * @param id name of the round
     * @param term term of the state that goes on
     * @param sources the states that go on, each with the member that sends it
     * @param transfer whether somebody needs them
     */
    record Decision(StateId id, long term, SortedMap<StateId, CpgMember> sources, boolean transfer) {
    }

    void begin(List<CpgMember> group) {
        members = group;
        hellos.clear();
        said.clear();
    }

    List<CpgMember> members() {
        return members;
    }

    boolean heard(CpgMember member) {
        return hellos.containsKey(member);
    }

    /** Takes a hello of this group; says whether it was one. */
    boolean hello(CpgMember sender, MapMessage.Hello hello) {
        if (!hello.members().equals(members)) {
            return false;
        }
        hellos.put(sender, hello);
        said.put(sender, hello.quorate());
        return true;
    }

    void say(CpgMember sender, boolean quorate) {
        said.put(sender, quorate);
    }

    /** Whether all have told of themselves, in this ring. */
    boolean complete(long ring) {
        return hellos.size() == members.size() && hellos.values().stream().allMatch(h -> h.ring() == ring);
    }

    /** Whether all say that they are quorate: one who does not may know more than the others. */
    boolean quorate() {
        return members.stream().allMatch(m -> said.getOrDefault(m, false));
    }

    /** Decides, the same everywhere: all states go on, merged, or the best one does. */
    Decision decide(boolean mergeAll) {
        StateId.Maker maker = new StateId.Maker();
        members.forEach(m -> maker.add(MapCodec.encode(hellos.get(m))));
        MapMessage.Hello best = hellos.values().stream().filter(h -> !h.fresh()).max(BEST).orElse(null);
        SortedMap<StateId, CpgMember> sources = new TreeMap<>();
        for (CpgMember member : members) {
            MapMessage.Hello hello = hellos.get(member);
            if (!hello.fresh() && (mergeAll || hello.state().equals(best.state()))) {
                sources.putIfAbsent(hello.state(), member);
            }
        }
        boolean transfer = sources.size() > 1
                || hellos.values().stream().anyMatch(h -> h.fresh() || !sources.containsKey(h.state()));
        return new Decision(maker.make(), best == null ? 0 : best.term(), sources, transfer);
    }
}
