package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Reads one group. */
final class GroupReader {
    private static final int UNITS_MAX = 64;
    private static final int WORKLOADS_MAX = 256;
    private static final int COMPONENTS_MAX = 64;
    private static final int RANK_MAX = 1_000_000;
    private static final int COUNT_MAX = 1_000_000;
    private static final String NAME = "[A-Za-z0-9_.-]{1,64}";
    private static final List<String> KEYS = List.of("name", "model", "nodes", "active", "standby", "max_active",
            "max_standby", "auto_adjust", "quorum", "after", "requires", "restart_max", "restart_probation",
            "restart_delay", "restart_delay_max", "unit_restart_max", "unit_probation", "failover_max",
            "failover_probation", "repair");

    private final ConfSection section;
    private final NodeNames nodes;
    private final String name;
    private boolean unitsWrong;

    GroupReader(ConfSection section, NodeNames nodes) {
        this.section = section;
        this.nodes = nodes;
        name = section.text("name", "");
        section.about("group " + name);
    }

    Group group() {
        section.allow(KEYS, List.of("unit", "workload", "component"));
        if (!name.matches(NAME)) {
            section.fault("name", "a group needs a name of 1 to 64 letters, digits, '_', '-' and '.'");
        }
        String word = section.text("model", Redundancy.TWO_N.word());
        Redundancy redundancy = Redundancy.of(word);
        if (redundancy == null) {
            section.fault("model", "\"" + word + "\" is none of 2n, n+m, n-way-active, none");
            redundancy = Redundancy.TWO_N;
        }
        List<Unit> units = units();
        List<Workload> workloads = workloads();
        List<Component> components = components();
        boolean two = redundancy == Redundancy.TWO_N;
        if (two || redundancy == Redundancy.NONE) {
            refuse("active", redundancy);
        }
        if (redundancy != Redundancy.N_PLUS_M) {
            refuse("standby", redundancy);
            refuse("max_standby", redundancy);
        }
        if (redundancy == Redundancy.NONE) {
            refuse("max_active", redundancy);
        }
        boolean spread = redundancy == Redundancy.N_PLUS_M;
        int byDefault = two ? 1 : spread ? Math.max(1, units.size() - 1) : Math.max(1, units.size());
        int active = section.number("active", 1, UNITS_MAX, byDefault);
        int standby = two ? 1 : spread ? section.number("standby", 1, UNITS_MAX, 1) : 0;
        int maxActive = section.number("max_active", 1, WORKLOADS_MAX,
                redundancy == Redundancy.NONE ? 1 : Group.UNLIMITED);
        int maxStandby = section.number("max_standby", 1, WORKLOADS_MAX, Group.UNLIMITED);
        String quorum = section.text("quorum", "stop");
        if (!quorum.equals("stop") && !quorum.equals("ignore")) {
            section.fault("quorum", "\"" + quorum + "\" is neither stop nor ignore");
        }
        Group g = new Group(name, redundancy, units, workloads, components, active, standby, maxActive, maxStandby,
                section.yes("auto_adjust", false), !quorum.equals("ignore"), recovery());
        possible(g);
        return g;
    }

    private void refuse(String key, Redundancy redundancy) {
        if (section.has(key)) {
            section.fault(key, "model " + redundancy.word() + " has no such number: leave it out");
        }
    }

    private void possible(Group g) {
        int units = g.units().size();
        int workloads = g.workloads().size();
        int needed = g.active() + g.standby();
        if (unitsWrong) {
            return;
        }
        if (needed > units) {
            section.fault("", "model " + g.redundancy().word() + " needs " + needed + " units (" + g.active()
                    + " active, " + g.standby() + " standby), there are " + units + ": add nodes or lower the numbers");
        }
        long copies = g.redundancy().exclusive() ? 1 : g.active();
        long places = g.redundancy().exclusive() ? g.active() : units;
        if (copies * workloads > places * g.maxActive()) {
            section.fault(g.redundancy() == Redundancy.NONE ? "workload" : "max_active", copies * workloads
                    + " active assignments do not fit into " + places + " units with " + g.maxActive() + " each");
        }
        if (g.standby() > 0 && workloads > (long) g.standby() * g.maxStandby()) {
            section.fault("max_standby", workloads + " standby assignments do not fit into " + g.standby()
                    + " units with " + g.maxStandby() + " each");
        }
        if (!g.quorumNeeded() && (g.redundancy().exclusive() || g.active() < units)) {
            section.fault("quorum", "ignore is for model n-way-active with all units active: "
                    + "without quorum nobody can tell who else is");
        }
        if (g.redundancy() == Redundancy.TWO_N && g.units().stream().map(Unit::node).distinct().count() < units) {
            section.fault("unit", "two units of a 2n group are on one node and would fail together: name another node");
        }
    }

    private List<Unit> units() {
        List<Unit> units = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        List<String> listed = section.list("nodes");
        List<ConfSection> sections = section.sections("unit");
        if (listed.isEmpty() == sections.isEmpty()) {
            section.fault("nodes", listed.isEmpty()
                    ? "name the nodes that the group lives on, or write a unit { node: ... } for each"
                    : "there are units, too: write one or the other");
            unitsWrong = true;
            return units;
        }
        for (String node : listed) {
            unit(section, "nodes", node, node, units.size(), taken, units);
        }
        for (ConfSection s : sections) {
            s.about("group " + name).allow(List.of("name", "node", "rank"), List.of());
            String node = s.text("node", "");
            unit(s, "node", node, s.text("name", node), s.number("rank", 0, RANK_MAX, units.size()), taken, units);
        }
        if (units.size() > UNITS_MAX) {
            section.fault("unit", "there are " + units.size() + " units, at most " + UNITS_MAX + " are taken");
        }
        units.sort(Comparator.comparingInt(Unit::rank).thenComparing(Unit::id));
        return Collections.unmodifiableList(units);
    }

    private void unit(ConfSection s, String key, String node, String unitName, int rank, Set<String> taken,
            List<Unit> units) {
        Integer id = nodes.find(node);
        if (id == null) {
            s.fault(key, node.isEmpty()
                    ? "which node? " + nodes.known()
                    : "no node is called \"" + node + "\"; " + nodes.known());
            unitsWrong = true;
            return;
        }
        // what the shorthand names by id or address is called as the node is
        String called = unitName.equals(node) ? nodes.name(id) : unitName;
        if (!called.matches("[A-Za-z0-9_.:-]{1,64}")) {
            s.fault("name", "\"" + called + "\" is no name of 1 to 64 letters, digits, '_', '-', ':' and '.'");
        }
        if (!taken.add(called)) {
            s.fault(key, "unit " + called + " is there twice: name each once");
            unitsWrong = true;
        }
        units.add(new Unit(name + '/' + called, id, rank));
    }

    private List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        List<String> after = section.list("after");
        List<String> requires = section.list("requires");
        for (ConfSection s : section.sections("workload")) {
            String w = s.text("name", "");
            s.about("group " + name + ", workload " + w).allow(List.of("name", "rank", "after", "requires"),
                    List.of("attributes"));
            if (!w.matches(NAME)) {
                s.fault("name", "a workload needs a name of 1 to 64 letters, digits, '_', '-' and '.'");
            }
            if (!taken.add(w)) {
                s.fault("name", "another workload of the group has this name: give each its own");
            }
            TreeMap<String, String> attributes = new TreeMap<>();
            for (ConfSection a : s.sections("attributes")) {
                a.allow(List.copyOf(a.values().keySet()), List.of());
                attributes.putAll(a.values());
            }
            workloads.add(new Workload(name + '/' + w, s.number("rank", 0, RANK_MAX, workloads.size()),
                    Collections.unmodifiableSortedMap(attributes), both(after, s.list("after")),
                    both(requires, s.list("requires"))));
        }
        if (workloads.size() > WORKLOADS_MAX) {
            section.fault("workload", "there are " + workloads.size() + ", at most " + WORKLOADS_MAX + " are taken");
        }
        if (workloads.isEmpty()) {
            workloads.add(new Workload(name + '/' + name, 0, Collections.emptySortedMap(), after, requires));
        }
        workloads.sort(Comparator.comparingInt(Workload::rank).thenComparing(Workload::id));
        return Collections.unmodifiableList(workloads);
    }

    private static List<String> both(List<String> a, List<String> b) {
        List<String> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private List<Component> components() {
        List<Component> components = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (ConfSection s : section.sections("component")) {
            Component c = new ComponentReader(s, name).component();
            if (!taken.add(c.name())) {
                s.fault("name", "another component of the group is called " + c.name() + ": give each its own name");
            }
            components.add(c);
        }
        if (components.isEmpty()) {
            section.fault("component", "there is none: write component { start: COMMAND }");
        } else if (components.size() > COMPONENTS_MAX) {
            section.fault("component", "there are " + components.size() + ", at most " + COMPONENTS_MAX
                    + " are taken");
        }
        return Collections.unmodifiableList(components);
    }

    private Recovery recovery() {
        long delay = section.time("restart_delay", 0, 500);
        long delayMax = section.time("restart_delay_max", 0, 30_000);
        if (delayMax < delay) {
            section.fault("restart_delay_max", "is less than restart_delay: raise it");
        }
        return new Recovery(section.number("restart_max", 0, COUNT_MAX, 3),
                section.time("restart_probation", 1, 60_000), delay, delayMax,
                section.number("unit_restart_max", 0, COUNT_MAX, 1), section.time("unit_probation", 1, 300_000),
                section.number("failover_max", 0, COUNT_MAX, 0), section.time("failover_probation", 1, 600_000),
                section.time("repair", 0, 60_000));
    }
}
