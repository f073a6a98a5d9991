package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** Makes a {@link Model} of a configuration's keys, or says all that is wrong with them. */
public final class ModelReader {
    /** The longest time, ms: a day. */
    static final int TIME_MAX_MS = 86_400_000;
    /** The section. */
    static final String SECTION = "availability";

    private static final int GROUPS_MAX = 256;
    private static final int SLOTS_MAX = 4096;
    private static final int SOURCE_MAX = 1 << 20;
    private static final String VERSION = "totem.config_version";
    private static final String NODES = "nodelist.node.";
    private static final List<String> KEYS = List.of("fence", "fence_timeout", "hold", "stop_limit", "when_stuck",
            "declare");

    private final SortedMap<String, String> source;
    private final SortedMap<String, SortedMap<String, String>> declared;
    private final ConfFaults faults = new ConfFaults();
    private final NodeNames names;

    private ModelReader(SortedMap<String, String> source, SortedMap<String, SortedMap<String, String>> declared) {
        this.source = source;
        this.declared = declared;
        names = new NodeNames(source);
    }

    /**
     * @param map a node's map
     * @return the model
     * @throws ModelException when it is refused
     */
    public static Model read(IcMap map) throws ModelException {
        return read(keys(map));
    }

    /**
     * @param source the keys that {@link Model#source} has said
     * @return the same model
     * @throws ModelException when it is refused
     */
    public static Model read(Map<String, String> source) throws ModelException {
        return new ModelReader(Collections.unmodifiableSortedMap(new TreeMap<>(source)),
                Collections.emptySortedMap()).model();
    }

    /**
     * Takes in what was declared beside a configuration, as far as it fits: a configuration's own groups come first. A
     * function of both, so all members leave out the same.
     *
     * @param base the configuration's model
     * @param declared the keys of groups by their names, as in a section {@code group} of the configuration
     * @return the model of both
     */
    public static Extended extend(Model base, SortedMap<String, SortedMap<String, String>> declared) {
        SortedMap<String, SortedMap<String, String>> fit = new TreeMap<>(declared);
        SortedMap<String, List<String>> leftOut = new TreeMap<>();
        if (!base.policy().declaring()) {
            fit.keySet().forEach(name -> leftOut.put(name, List.of(SECTION + ".declare says no")));
            fit.clear();
        }
        for (Group g : base.groups()) {
            if (fit.remove(g.name()) != null) {
                leftOut.put(g.name(), List.of("the configuration has a group of this name"));
            }
        }
        while (!fit.isEmpty()) {
            ModelReader reader = new ModelReader(base.source(), fit);
            try {
                return new Extended(reader.model(), leftOut);
            } catch (ModelException e) {
                // as the configuration alone is right, there is one that can be taken away
                SortedSet<String> blamed = new TreeSet<>(reader.faults.blamed());
                for (String name : blamed.isEmpty() ? List.of(fit.lastKey()) : blamed) {
                    leftOut.put(name, e.faults());
                    fit.remove(name);
                }
            }
        }
        return new Extended(base, leftOut);
    }

    /**
     * @param map a node's map
     * @return whether there is anything to be kept available
     */
    public static boolean wanted(IcMap map) {
        return map.next(SECTION + '.', null) != null;
    }

    private static SortedMap<String, String> keys(IcMap map) {
        SortedMap<String, String> keys = new TreeMap<>();
        for (String prefix : List.of(SECTION + '.', NODES, VERSION)) {
            for (Map.Entry<String, MapValue> e : map.withPrefix(prefix).entrySet()) {
                String key = e.getKey();
                boolean node = key.endsWith(".nodeid") || key.endsWith(".name") || key.endsWith(".ring0_addr");
                if (!prefix.equals(NODES) || node) {
                    MapValue v = e.getValue();
                    keys.put(key, v.type() == ValueType.STRING ? v.asString() : Long.toUnsignedString(v.asLong()));
                }
            }
        }
        return keys;
    }

    private static long size(SortedMap<String, String> keys) {
        long size = 0;
        for (Map.Entry<String, String> e : keys.entrySet()) {
            size += e.getKey().length() + e.getValue().length();
        }
        return size;
    }

    private Model model() throws ModelException {
        ConfSection root = ConfSection.of(SECTION, source, faults);
        List<ConfSection> sections = new ArrayList<>(root.sections("group"));
        long size = size(source);
        declared.forEach((name, keys) -> sections.add(ConfSection.declared(name, keys, faults)));
        if (size > SOURCE_MAX) {
            root.fault("", "has " + size + " characters, at most " + SOURCE_MAX + " are taken: make it smaller");
            throw new ModelException(faults.all());
        }
        root.allow(KEYS, List.of("group"));
        // what was declared stands behind what is configured, so it is what goes past a bound
        int at = root.sections("group").size();
        for (SortedMap<String, String> keys : declared.values()) {
            size += size(keys);
            if (size > SOURCE_MAX) {
                sections.get(at).fault("", "there are " + size + " characters with this group, at most " + SOURCE_MAX
                        + " are taken: make it smaller");
            }
            at++;
        }
        List<Group> groups = groups(sections);
        groups.sort((a, b) -> a.name().compareTo(b.name()));
        Policy policy = policy(root, sections, groups);
        if (faults.any()) {
            throw new ModelException(faults.all());
        }
        groups = new References(groups, sections, faults).resolved();
        if (faults.any()) {
            throw new ModelException(faults.all());
        }
        SortedMap<Integer, String> nodes = new TreeMap<>(Integer::compareUnsigned);
        groups.forEach(g -> g.units().forEach(u -> nodes.put(u.node(), names.name(u.node()))));
        return new Model(Collections.unmodifiableSortedMap(nodes), policy, groups, source, version());
    }

    private List<Group> groups(List<ConfSection> sections) {
        List<Group> groups = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        int slots = 0;
        for (ConfSection s : sections) {
            Group g = new GroupReader(s, names).group();
            if (!taken.add(g.name())) {
                s.fault("name", "another group has this name: give each its own");
            }
            groups.add(g);
            slots += g.units().size() * g.workloads().size();
            if (groups.size() == GROUPS_MAX + 1 || s.isDeclared() && groups.size() > GROUPS_MAX) {
                s.fault("", "there are " + sections.size() + " groups, at most " + GROUPS_MAX + " are taken");
            }
            if (slots > SLOTS_MAX) {
                s.fault("", "workloads times units are " + slots + " with this group, at most " + SLOTS_MAX
                        + " are taken");
            }
        }
        return groups;
    }

    private long version() {
        String v = source.getOrDefault(VERSION, "0");
        try {
            return Long.parseUnsignedLong(v);
        } catch (NumberFormatException e) {
            // the totem section's own check has said so
            return 0;
        }
    }

    private Policy policy(ConfSection root, List<ConfSection> sections, List<Group> groups) {
        long longest = 0;
        String slowest = "";
        for (Group g : groups) {
            if (g.quorumNeeded() && g.stopBoundNs() > longest) {
                longest = g.stopBoundNs();
                slowest = g.name();
            }
        }
        long limit = root.has("stop_limit") ? root.time("stop_limit", 1, TIME_MAX_MS) : longest;
        if (limit < longest) {
            for (ConfSection s : sections) {
                faults.blame(s.isDeclared() && s.text("name", "").equals(slowest) ? slowest : "");
            }
            root.fault("stop_limit", "group " + slowest + " may need " + longest / 1_000_000
                    + " ms to stop (stop_timeout and kill_timeout of each component): "
                    + "raise it, leave it out, or lower those");
        }
        String stuck = root.text("when_stuck", "wait");
        if (!stuck.equals("wait") && !stuck.equals("reboot")) {
            root.fault("when_stuck", "\"" + stuck + "\" is neither wait nor reboot");
        }
        return new Policy(root.command("fence"), root.time("fence_timeout", 1, 60_000), root.time("hold", 100, 0),
                limit, stuck.equals("reboot"), root.yes("declare", true));
    }
}
