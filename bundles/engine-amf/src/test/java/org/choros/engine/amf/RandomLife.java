package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.amf.assign.Planner;
import org.choros.engine.amf.assign.RandomModel;
import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * The life of a cluster, drawn from a seed: rings that break anywhere, nodes that die, stand still or are forgotten by
 * the others, processes that fail. At every moment an exclusive workload has one process at most; members of a ring
 * have one ledger; in the end everything runs that can.
 */
final class RandomLife implements Runnable {
    private static final int STEPS = 80;
    private static final String RECOVERY = "restart_delay: 20|restart_delay_max: 100|repair: 300|"
            + "unit_probation: 1000|restart_probation: 1000|";
    private static final String COMPONENT = "stop_timeout: 100|kill_timeout: 100|start_timeout: 500|";

    private final long seed;
    private final Random r;
    private final int size;
    private final boolean fencing;
    AmfNet net;
    private List<int[]> rings = new ArrayList<>();
    private int version = 1;
    private String groups;
    private int trouble = 10;
    /** Draws what is declared; apart, so that lives without that are what they were. */
    private final Random d;
    private final Set<String> withdrawn = new TreeSet<>();

    RandomLife(long seed) {
        this.seed = seed;
        r = new Random(seed);
        size = 3 + r.nextInt(3);
        fencing = r.nextInt(4) == 0;
        d = new Random(~seed);
    }

    /** In some lives programs and bundles declare groups, and withdraw them. */
    private void declare() {
        if (seed % 3 != 2 || d.nextInt(5) != 0) {
            return;
        }
        AmfNode n = net.node(1 + d.nextInt(size));
        String name = "d" + d.nextInt(2);
        SortedMap<String, String> keys = Conf.group("nodes: " + String.join(" ", RandomModel.names(size)) + '|'
                + (d.nextBoolean() ? "after: d0|" : "") + RECOVERY + "component {|start: declared"
                + d.nextInt(2) + '|' + COMPONENT + '}');
        SortedMap<String, SortedMap<String, String>> mine = new TreeMap<>(n.host.declared);
        switch (d.nextInt(5)) {
            case 0 -> n.engine.declaring().declare(name, keys, 0, net.nowNs);
            case 1 -> {
                n.engine.declaring().withdraw(name, 0, net.nowNs);
                withdrawn.add(name);
            }
            case 2 -> {
                mine.remove(name);
                n.host.declare(mine);
            }
            default -> {
                mine.put(name, keys);
                n.host.declare(mine);
            }
        }
    }

    /** At first any model; then others of the same groups with other numbers, or of groups with other names. */
    private SortedMap<String, String> draw() {
        if (groups == null) {
            groups = RandomModel.text(r, size, 3, RECOVERY, COMPONENT);
        } else if (r.nextBoolean()) {
            groups = groups.replaceAll("restart_delay: [0-9]+", "restart_delay: " + (10 + r.nextInt(40)));
        } else {
            boolean g = groups.contains("name: g0");
            groups = groups.replaceAll(g ? "\\bg([0-9])" : "\\bh([0-9])", g ? "h$1" : "g$1");
        }
        String text = "hold: 1000|" + (fencing ? "fence: shoot|fence_timeout: 200|" : "") + groups;
        SortedMap<String, String> keys = Conf.keys(text, RandomModel.names(size));
        keys.put("totem.config_version", String.valueOf(version++));
        return keys;
    }

    @Override
    public void run() {
        net = new AmfNet(draw(), r.nextLong());
        net.votes = size;
        net.watcher = this::oneAtMost;
        for (int id = 1; id <= size; id++) {
            spoil(net.node(id));
        }
        regroup();
        for (int step = 0; step < STEPS; step++) {
            step();
            declare();
            settled();
            told();
            reset();
        }
        heal();
    }

    private void spoil(AmfNode n) {
        n.host.badStarts = trouble;
        n.host.crashes = trouble;
        n.host.deaf = 3 * trouble;
        n.host.badFences = 3 * trouble;
    }

    // --- what has to hold

    private void oneAtMost() {
        for (AmfNode any : net.nodes.values()) {
            if (any.engine == null || any.engine.ledger() == null) {
                continue;
            }
            for (Workload w : any.engine.ledger().model().workloads()) {
                if (any.engine.ledger().model().groupOf(w.id()).redundancy().exclusive()) {
                    int running = net.nodes.values().stream().mapToInt(n -> n.host.running(w.id())).sum();
                    assertTrue(running <= 1, () -> w.id() + " runs " + running + " times, seed " + seed);
                }
            }
        }
    }

    /** Where nothing is planned, a plan would have found nothing. */
    private void settled() {
        for (AmfNode n : net.nodes.values()) {
            Ledger l = n.engine.ledger();
            if (l != null && l.isSettled()) {
                assertEquals(List.of(), Planner.plan(l.model(), l), () -> "node " + n.id + ", seed " + seed);
            }
        }
    }

    /** What is told entry by entry is what somebody sees who looks at everything. */
    private void told() {
        for (AmfNode n : net.nodes.values()) {
            assertTrue(n.engine.outside().changes().isTold(n.engine), () -> "node " + n.id + ", seed " + seed);
        }
    }

    private void sameLedgers() {
        for (int[] ids : rings) {
            for (int id : ids) {
                assertEquals(net.node(ids[0]).engine.digest(), net.node(id).engine.digest(),
                        "node " + id + " has another ledger, seed " + seed);
            }
        }
    }

    // --- what happens

    private int[][] live() {
        return rings.toArray(int[][]::new);
    }

    private AmfNode any() {
        return net.node(1 + r.nextInt(size));
    }

    private void step() {
        switch (r.nextInt(16)) {
            case 0 -> regroup();
            case 1 -> {
                if (r.nextInt(3) == 0) {
                    forget(1 + r.nextInt(size));
                }
            }
            case 2 -> operate();
            case 3 -> {
                AmfNode n = any();
                n.paused = true;
                net.pass(10 + r.nextInt(80), Arrays.stream(live())
                        .filter(ids -> Arrays.stream(ids).noneMatch(id -> id == n.id)).toArray(int[][]::new));
                n.paused = false;
            }
            case 4 -> {
                if (r.nextInt(6) == 0) {
                    net.keys = draw();
                    net.nodes.values().stream().filter(n -> r.nextInt(4) != 0).forEach(n -> n.reload(net.keys));
                }
            }
            case 5 -> {
                Ledger l = any().engine.ledger();
                if (l != null && !l.model().workloads().isEmpty()) {
                    List<Workload> all = l.model().workloads();
                    String w = all.get(r.nextInt(all.size())).id();
                    net.nodes.values().forEach(n -> n.host.crash(w));
                }
            }
            case 6 -> {
                AmfNode n = any();
                if (n.ring != null) {
                    net.send(n.id);
                }
            }
            case 7 -> {
                AmfNode n = any();
                for (int i = r.nextInt(4); i > 0 && n.ring != null; i--) {
                    net.deliver(n);
                }
            }
            case 8 -> {
                if (!rings.isEmpty()) {
                    net.tokens(rings.get(r.nextInt(rings.size())));
                }
            }
            default -> net.pass(20 + r.nextInt(r.nextInt(4) == 0 ? 1_500 : 300), live());
        }
    }

    private void operate() {
        AmfNode n = any();
        Ledger l = n.engine.ledger();
        if (l == null || l.model().groups().isEmpty()) {
            return;
        }
        Group g = l.model().groups().get(r.nextInt(l.model().groups().size()));
        Unit u = g.units().get(r.nextInt(g.units().size()));
        Target[] targets = {Target.unit(u.id()), Target.group(g.name()), Target.node(u.node())};
        Operation[] all = Operation.values();
        Operation o = r.nextInt(3) == 0 ? Operation.UNLOCK : all[r.nextInt(all.length)];
        switch (o) {
            case MOVE -> n.engine.operate(o, Target.workload(g.workloads().get(0).id()),
                    r.nextBoolean() ? u.id() : "", net.nowNs);
            case FENCED -> {
                // nobody vouches for what is not so
            }
            default -> n.engine.operate(o, targets[r.nextInt(3)], "", net.nowNs);
        }
    }

    /** Other rings; some are not completed at first, and some nodes notice nothing of it. */
    private void regroup() {
        List<List<Integer>> groups = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int parts = 1 + r.nextInt(3);
        for (int id = 1; id <= size; id++) {
            if (r.nextInt(8) != 0) {
                groups.get(r.nextInt(parts)).add(id);
            }
        }
        rings = new ArrayList<>();
        for (List<Integer> group : groups) {
            if (!group.isEmpty()) {
                int[] ids = group.stream().mapToInt(Integer::intValue).toArray();
                if (r.nextInt(4) == 0) {
                    net.form(ids);
                    net.pass(r.nextInt(200), live());
                }
                net.ring(ids);
                rings.add(ids);
            }
        }
        sameLedgers();
    }

    /** A process ends, and all that it has started; another one begins. */
    private void forget(int id) {
        if (seed % 4 == 0 && r.nextBoolean()) {
            for (int i = 0; i < 100 && !net.node(id).engine.leaving(net.nowNs); i++) {
                net.pass(20, live());
            }
        }
        net.nodes.get(id).host.close();
        net.nodes.remove(id);
        spoil(net.node(id));
        for (int i = 0; i < rings.size(); i++) {
            int[] left = Arrays.stream(rings.get(i)).filter(n -> n != id).toArray();
            if (left.length != rings.get(i).length) {
                rings.remove(i);
                if (left.length > 0) {
                    net.ring(left);
                    rings.add(left);
                }
                break;
            }
        }
        net.ring(id);
        rings.add(new int[]{id});
    }

    private void reset() {
        while (!net.reset.isEmpty()) {
            int id = net.reset.iterator().next();
            net.reset.remove(id);
            forget(id);
        }
    }

    // --- the end

    private void heal() {
        trouble = 0;
        net.nodes.values().forEach(this::spoil);
        int[] all = new int[size];
        Arrays.setAll(all, i -> i + 1);
        net.ring(all);
        rings = List.of(all);
        net.pass(3_000, all);
        reset();
        net.ring(all);
        rings = List.of(all);
        net.pass(1_000, all);
        AmfEngine first = net.node(1).engine;
        Model model = first.ledger().model();
        for (Group g : model.groups()) {
            g.units().forEach(u -> {
                first.operate(Operation.UNLOCK, Target.unit(u.id()), "", net.nowNs);
                first.operate(Operation.UNLOCK, Target.node(u.node()), "", net.nowNs);
                first.operate(Operation.REPAIR, Target.unit(u.id()), "", net.nowNs);
            });
            first.operate(Operation.UNLOCK, Target.group(g.name()), "", net.nowNs);
        }
        net.pass(10_000, all);
        sameLedgers();
        served(first.ledger());
        net.nodes.values().forEach(n -> n.host.declared.forEach((name, keys) -> declared(n, name, keys)));
    }

    /** What bundles declare is in the ledger, unless it cannot be, or a program has spoken for all. */
    private void declared(AmfNode n, String name, SortedMap<String, String> keys) {
        Ledger l = n.engine.ledger();
        assertTrue(withdrawn.contains(name) || l.declarations().isBy(name, n.id)
                || !l.declareFaults(name, keys).isEmpty(), () -> name + " of node " + n.id + ", seed " + seed);
    }

    private void served(Ledger ledger) {
        String what = "seed " + seed + "\n" + ledger.model() + ledger.orders();
        SortedMap<Slot, Role> target = Planner.target(ledger.model(), ledger);
        for (Map.Entry<Slot, Role> e : target.entrySet()) {
            Order o = ledger.order(e.getKey());
            assertTrue(o != null && o.role() == e.getValue() && o.phase() == Order.Phase.HELD,
                    () -> e.getKey() + " is not " + e.getValue() + ", " + what);
            int running = net.node(o.node()).host.running(e.getKey().workload());
            assertEquals(e.getValue() == Role.ACTIVE ? 1 : 0, running, () -> e.getKey() + " runs here, " + what);
        }
        assertEquals(target.size(), ledger.orders().size(), what);
        for (Group g : ledger.model().groups()) {
            long active = target.entrySet().stream()
                    .filter(e -> e.getValue() == Role.ACTIVE && ledger.model().groupOf(e.getKey().workload()) == g)
                    .count();
            int copies = g.redundancy().exclusive() ? 1 : g.active();
            assertEquals(copies * g.workloads().size(), active, () -> g.name() + ": " + what);
        }
        int processes = net.nodes.values().stream().mapToInt(n -> n.host.running()).sum();
        assertEquals(target.values().stream().filter(x -> x == Role.ACTIVE).count(), processes, what);
    }
}
