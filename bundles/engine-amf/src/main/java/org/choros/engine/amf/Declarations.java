package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The groups that were declared beside the configuration, and who declares each: a part of the ledger. Programs count
 * as one, {@link #PROGRAMS}; bundles as the node that they are on.
 */
final class Declarations {
    /** Whoever declares over the API; no node has this id. */
    static final int PROGRAMS = 0;

    /**
     * A group.
     *
     * @param keys as in the configuration's section of a group
     * @param by who declares it
     */
    record Declared(SortedMap<String, String> keys, SortedSet<Integer> by) {
    }

    private final SortedMap<String, Declared> all = new TreeMap<>();

    /** The keys of all of them. */
    SortedMap<String, SortedMap<String, String>> keys() {
        SortedMap<String, SortedMap<String, String>> keys = new TreeMap<>();
        all.forEach((name, d) -> keys.put(name, d.keys()));
        return keys;
    }

    /** The keys of all, with another group or another definition of one. */
    SortedMap<String, SortedMap<String, String>> keysWith(String name, SortedMap<String, String> its) {
        SortedMap<String, SortedMap<String, String>> keys = keys();
        keys.put(name, its);
        return keys;
    }

    SortedMap<String, Declared> all() {
        return all;
    }

    void putAll(SortedMap<String, Declared> groups) {
        all.putAll(groups);
    }

    /** Who declares it last says what it is. */
    void declare(String name, SortedMap<String, String> keys, int by) {
        SortedSet<Integer> who = new TreeSet<>(Integer::compareUnsigned);
        if (all.containsKey(name)) {
            who.addAll(all.get(name).by());
        }
        who.add(by);
        all.put(name, new Declared(keys, who));
    }

    /** Whether a group ends when this one does not declare it any more: a program speaks for all. */
    boolean endsWithout(String name, int by) {
        Declared d = all.get(name);
        return d != null && (by == PROGRAMS || d.by().equals(new TreeSet<>(List.of(by))));
    }

    void withdraw(String name, int by) {
        if (endsWithout(name, by)) {
            all.remove(name);
        } else if (all.containsKey(name)) {
            SortedSet<Integer> who = new TreeSet<>(Integer::compareUnsigned);
            who.addAll(all.get(name).by());
            who.remove(by);
            all.put(name, new Declared(all.get(name).keys(), who));
        }
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    /** Whether somebody declares just this. */
    boolean has(String name, SortedMap<String, String> keys, int by) {
        Declared d = all.get(name);
        return d != null && d.keys().equals(keys) && d.by().contains(by);
    }

    boolean isBy(String name, int by) {
        return all.containsKey(name) && all.get(name).by().contains(by);
    }

    /** Who declares a group, for people; empty when nobody does. */
    String origin(String name, IntFunction<String> nodes) {
        if (!all.containsKey(name)) {
            return "";
        }
        List<String> on = new ArrayList<>();
        boolean programs = false;
        for (int by : all.get(name).by()) {
            programs |= by == PROGRAMS;
            if (by != PROGRAMS) {
                on.add(nodes.apply(by));
            }
        }
        return "declared"
                + (on.isEmpty() ? "" : (programs ? ", also" : "") + " by bundles of " + String.join(", ", on));
    }
}
