package org.choros.itests.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.ModelException;
import org.choros.engine.amf.model.ModelReader;

/**
 * What the configuration says is to be kept available: drawn, and changed now and then by operators. Commands are words
 * that {@link SiteActuator} understands.
 */
final class UpkeepModel {
    private static final String SECTION = "availability.";
    private static final int TRIES = 50;

    /** A group before it is written down. */
    private static final class Draft {
        String name;
        int model;
        List<Integer> nodes;
        int workloads;
        int active;
        String before = "";
        boolean requires;
        boolean adjusts;
        boolean ignores;
        int restartMax;
        int delayMs;
        List<String> types = new ArrayList<>();
        int stopMs;
        int killMs;
        boolean checked;

        Draft copy() {
            Draft d = new Draft();
            d.name = name;
            d.model = model;
            d.nodes = nodes;
            d.workloads = workloads;
            d.active = active;
            d.before = before;
            d.requires = requires;
            d.adjusts = adjusts;
            d.ignores = ignores;
            d.restartMax = restartMax;
            d.delayMs = delayMs;
            d.types = types;
            d.stopMs = stopMs;
            d.killMs = killMs;
            d.checked = checked;
            return d;
        }
    }

    private static final String[] TYPES = {"process", "process", "forking", "oneshot", "osgi"};

    private final Options options;
    private List<Draft> drafts = new ArrayList<>();
    private SortedMap<String, String> keys;
    private int version = 1;
    private long stopLimitMs;

    UpkeepModel(Options options, Chance r) {
        this.options = options;
        for (int tries = 0; keys == null; tries++) {
            if (tries > TRIES) {
                throw new IllegalStateException("no model is taken");
            }
            List<Draft> next = new ArrayList<>();
            for (int g = 1 + r.below(3); g > 0; g--) {
                next.add(draft(r, next));
            }
            take(next);
        }
        options.upkeep.boundNs = (options.upkeep.holdMs + stopLimitMs) * Options.MS;
    }

    /** @return the keys now */
    SortedMap<String, String> keys() {
        return keys;
    }

    private Draft draft(Chance r, List<Draft> earlier) {
        Draft d = new Draft();
        d.name = "g" + earlier.size();
        d.model = r.oneIn(2) ? 0 : r.below(4);
        List<Integer> all = new ArrayList<>();
        for (int n = 1; n <= options.nodes; n++) {
            all.add(r.below(all.size() + 1), n);
        }
        // a unit may be on a node that does not run the service, too
        d.nodes = List.copyOf(all.subList(0, Math.max(2, 1 + r.below(all.size()))));
        d.workloads = 1 + r.below(3);
        d.active = 1 + r.below(3);
        if (!earlier.isEmpty() && r.oneIn(2)) {
            d.before = earlier.get(r.below(earlier.size())).name;
            d.requires = r.oneIn(2);
        }
        d.adjusts = r.oneIn(4);
        d.ignores = r.oneIn(4);
        d.restartMax = r.below(3);
        d.delayMs = 10 + r.below(100);
        for (int c = 1 + r.below(2); c > 0; c--) {
            d.types.add(TYPES[r.below(TYPES.length)]);
        }
        d.stopMs = 60 + r.below(300);
        d.killMs = 60 + r.below(100);
        d.checked = r.oneIn(3);
        return d;
    }

    /** An operator changes the file. */
    void change(Chance r) {
        for (int tries = 0; tries < TRIES; tries++) {
            List<Draft> next = new ArrayList<>(drafts);
            int at = r.below(next.size());
            Draft d = next.get(at).copy();
            next.set(at, d);
            switch (r.below(8)) {
                case 0 -> d.delayMs = 10 + r.below(100);
                case 1 -> d.model = r.below(4);
                case 2 -> d.workloads = 1 + r.below(3);
                case 3 -> d.stopMs = (int) options.upkeep.boundNs % 50 + 60 + r.below(500);
                case 4 -> d.nodes = draft(r, List.of()).nodes;
                case 5 -> d.active = 1 + r.below(3);
                case 6 -> {
                    next.remove(at);
                    if (next.isEmpty() || r.oneIn(2)) {
                        next.add(draft(r, next));
                    }
                }
                default -> d.types = draft(r, List.of()).types;
            }
            if (take(next)) {
                return;
            }
        }
    }

    private boolean take(List<Draft> next) {
        SortedMap<String, String> made = write(next);
        try {
            Map<String, String> all = new TreeMap<>(made);
            for (int n = 1; n <= options.nodes; n++) {
                all.put("nodelist.node." + (n - 1) + ".nodeid", Integer.toString(n));
            }
            Model m = ModelReader.read(all);
            long limitMs = m.policy().stopLimitNs() / Options.MS;
            if (keys != null && limitMs < stopLimitMs) {
                // so much is what pauses are measured by
                made.put(SECTION + "stop_limit", Long.toString(stopLimitMs));
            } else if (keys == null) {
                stopLimitMs = limitMs;
            }
        } catch (ModelException e) {
            return false;
        }
        made.put("totem.config_version", Integer.toString(++version));
        drafts = next;
        keys = made;
        return true;
    }

    private SortedMap<String, String> write(List<Draft> all) {
        SortedMap<String, String> k = new TreeMap<>();
        Upkeep u = options.upkeep;
        k.put(SECTION + "hold", Integer.toString(u.holdMs));
        if (u.fences) {
            k.put(SECTION + "fence", "shoot");
            k.put(SECTION + "fence_timeout", "400");
        }
        k.put(SECTION + "when_stuck", u.reboots ? "reboot" : "wait");
        for (int g = 0; g < all.size(); g++) {
            write(k, SECTION + "group." + g + '.', all.get(g));
        }
        return k;
    }

    private static void write(SortedMap<String, String> k, String at, Draft d) {
        k.put(at + "name", d.name);
        k.put(at + "model", List.of("2n", "n+m", "n-way-active", "none").get(d.model));
        StringBuilder nodes = new StringBuilder();
        d.nodes.forEach(n -> nodes.append(nodes.length() == 0 ? "" : " ").append(n));
        k.put(at + "nodes", nodes.toString());
        int units = d.nodes.size();
        if (d.model == 1) {
            k.put(at + "active", Integer.toString(Math.max(1, Math.min(d.active, units - 1))));
        } else if (d.model == 2 && d.ignores) {
            k.put(at + "quorum", "ignore");
        } else if (d.model == 2) {
            k.put(at + "active", Integer.toString(Math.min(d.active, units)));
        }
        if (d.adjusts) {
            k.put(at + "auto_adjust", "yes");
        }
        if (!d.before.isEmpty()) {
            k.put(at + (d.requires ? "requires" : "after"), d.before);
        }
        k.put(at + "restart_max", Integer.toString(d.restartMax));
        k.put(at + "restart_delay", Integer.toString(d.delayMs));
        k.put(at + "restart_delay_max", "300");
        k.put(at + "restart_probation", "1500");
        k.put(at + "unit_probation", "3000");
        k.put(at + "repair", "700");
        int workloads = d.model == 3 ? Math.min(d.workloads, units) : d.workloads;
        for (int w = 0; w < workloads; w++) {
            k.put(at + "workload." + w + ".name", "w" + w);
        }
        for (int c = 0; c < d.types.size(); c++) {
            component(k, at + "component." + c + '.', d, c);
        }
    }

    private static void component(SortedMap<String, String> k, String at, Draft d, int c) {
        String type = d.types.get(c);
        k.put(at + "name", "c" + c);
        k.put(at + "type", type);
        switch (type) {
            case "process" -> k.put(at + "start", "serve");
            case "forking" -> {
                k.put(at + "start", "fork");
                k.put(at + "stop", "halt");
            }
            case "oneshot" -> {
                k.put(at + "start", "raise");
                k.put(at + "stop", "lower");
            }
            default -> k.put(at + "bean", "bean" + c);
        }
        k.put(at + "start_timeout", "700");
        k.put(at + "stop_timeout", Integer.toString(d.stopMs));
        k.put(at + "kill_timeout", Integer.toString(d.killMs));
        if (d.checked && !type.equals("osgi")) {
            k.put(at + "check.0.command", "probe");
            k.put(at + "check.0.period", "200");
            k.put(at + "check.0.timeout", "100");
        }
    }
}
