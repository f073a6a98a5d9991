package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is to be kept available. Made by {@link ModelReader} alone, from the keys of a configuration, which it
 * keeps: whoever reads them again gets the same model, but for the groups that were declared beside it
 * ({@link Extended}).
 */
public final class Model {
    /** Nothing is to be kept available. */
    public static final Model EMPTY = new Model(new TreeMap<>(), new Policy(List.of(), 0, 0, 0, false, false),
            List.of(),
            new TreeMap<>(), 0);

    private final SortedMap<Integer, String> nodes;
    private final NodeNames names;
    private final Policy policy;
    private final List<Group> groups;
    private final SortedMap<String, String> source;
    private final long version;
    private final List<Workload> order;
    private final Map<String, Group> groupOf = new TreeMap<>();
    private final Map<String, Unit> units = new TreeMap<>();
    private final long digest;

    Model(SortedMap<Integer, String> nodes, Policy policy, List<Group> groups, SortedMap<String, String> source,
            long version) {
        this.nodes = nodes;
        names = new NodeNames(source);
        this.policy = policy;
        this.groups = List.copyOf(groups);
        this.source = source;
        this.version = version;
        List<Workload> all = new ArrayList<>();
        for (Group g : groups) {
            g.workloads().forEach(w -> groupOf.put(w.id(), g));
            g.units().forEach(u -> units.put(u.id(), u));
            all.addAll(g.workloads());
        }
        order = Dependencies.sorted(all);
        digest = ModelText.digest(this);
    }

    /** @return the nodes that have a unit, by id, and their names */
    public SortedMap<Integer, String> nodes() {
        return nodes;
    }

    /** @return what holds for all */
    public Policy policy() {
        return policy;
    }

    /** @return the groups, by name */
    public List<Group> groups() {
        return groups;
    }

    /** @return the configuration's keys that it was made from */
    public SortedMap<String, String> source() {
        return source;
    }

    /** @return {@code totem.config_version} of the configuration, unsigned */
    public long version() {
        return version;
    }

    /** @return a number that models have in common which mean the same, however they are written */
    public long digest() {
        return digest;
    }

    /** @return all workloads, each behind those that it comes after, else by group and rank */
    public List<Workload> workloads() {
        return order;
    }

    /**
     * @param workload a workload's id
     * @return its group, or null
     */
    public Group groupOf(String workload) {
        return groupOf.get(workload);
    }

    /**
     * @param workload a workload's id
     * @return the workload, or null
     */
    public Workload workload(String workload) {
        Group g = groupOf.get(workload);
        return g == null ? null : g.workload(workload);
    }

    /**
     * @param unit a unit's id
     * @return the unit, or null
     */
    public Unit unit(String unit) {
        return units.get(unit);
    }

    /**
     * @param node a node's id
     * @return its name with its id, for people
     */
    public String nodeName(int node) {
        String name = name(node);
        String id = Integer.toUnsignedString(node);
        return name.equals(id) ? id : name + " (" + id + ")";
    }

    /**
     * @param node a node's id
     * @return its name in the node list, whether it has a unit or not, or else its id
     */
    public String name(int node) {
        String name = names.name(node);
        return name == null ? Integer.toUnsignedString(node) : name;
    }

    @Override
    public String toString() {
        return ModelText.of(this);
    }
}
