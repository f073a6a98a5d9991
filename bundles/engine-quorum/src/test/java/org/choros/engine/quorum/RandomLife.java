package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.QuorumState;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.VoteQuorumRequest;

/**
 * The life of one random cluster: it falls apart and comes together, nodes and devices come and go, operators change
 * votes and files. Every node is compared with its {@link RuleModel} all the time.
 */
final class RandomLife {
    private static final String NAME = "Qdevice";
    private static final String DEVICE = "quorum.device.";
    private static final int STEPS = 40;

    private final Random random;
    private final boolean safe;
    private final int size;
    private final TestCluster cluster;
    private final List<String> history = new ArrayList<>();
    private final TreeSet<String> seen;
    private boolean device;
    private boolean masterWins;
    private TreeSet<Integer> chosen = new TreeSet<>();

    /**
     * @param safe whether operators and configuration leave room for one answer only, so that V7 is demanded
     * @param seen takes every verdict, with n for each number
     */
    RandomLife(long seed, boolean safe, TreeSet<String> seen) {
        this.safe = safe;
        this.seen = seen;
        random = new Random(seed);
        size = 1 + random.nextInt(6);
        List<Runnable> settings = new ArrayList<>();
        List<IcMap> maps = new ArrayList<>();
        drawVotes(settings, maps);
        drawFeatures(settings, maps);
        cluster = new TestCluster(size, random.nextBoolean() ? 3 : 2, map -> {
            maps.clear();
            maps.add(map);
            settings.forEach(Runnable::run);
        });
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private static void put(List<Runnable> settings, List<IcMap> maps, String key, MapValue value) {
        settings.add(() -> maps.get(0).put(key, value));
    }

    private void drawVotes(List<Runnable> settings, List<IcMap> maps) {
        device = oneIn(3);
        boolean uneven = oneIn(4) && !device;
        int sum = 0;
        for (int i = 0; i < size; i++) {
            int votes = uneven ? random.nextInt(4) : 1;
            sum += votes;
            if (uneven) {
                put(settings, maps, "nodelist.node." + i + ".quorum_votes", MapValue.u32(votes));
            }
        }
        if (device) {
            put(settings, maps, DEVICE + "model", MapValue.str("net"));
            int votes = 1 + random.nextInt(size);
            if (size > 1 && oneIn(2)) {
                put(settings, maps, DEVICE + "votes", MapValue.u32(votes));
                put(settings, maps, "quorum.expected_votes", MapValue.u32(sum + votes));
            } else {
                masterWins = oneIn(2);
            }
        } else if (oneIn(4)) {
            put(settings, maps, "quorum.expected_votes", MapValue.u32(Math.max(1, sum + random.nextInt(3))));
        }
    }

    private void drawFeatures(List<Runnable> settings, List<IcMap> maps) {
        boolean wait = oneIn(3);
        if (wait || oneIn(3)) {
            put(settings, maps, "quorum.wait_for_all", MapValue.u8(wait ? 1 : 0));
        }
        if (device || safe) {
            return;
        }
        boolean breaker = oneIn(3);
        flag(settings, maps, "two_node", oneIn(4));
        flag(settings, maps, "auto_tie_breaker", breaker);
        String[] nodes = {"lowest", "highest", "1", "2 1", "3 1 4"};
        if (oneIn(2)) {
            put(settings, maps, "quorum.auto_tie_breaker_node", MapValue.str(nodes[random.nextInt(nodes.length)]));
        }
        boolean standing = oneIn(3) && !(breaker && !wait);
        flag(settings, maps, "last_man_standing", standing);
        flag(settings, maps, "allow_downscale", oneIn(4));
        flag(settings, maps, "expected_votes_tracking", oneIn(4));
    }

    private void flag(List<Runnable> settings, List<IcMap> maps, String name, boolean on) {
        if (on) {
            put(settings, maps, "quorum." + name, MapValue.u8(1));
        }
    }

    /** @return how often a node was compared with its model */
    int run() {
        int checks = 0;
        cluster.bootAll();
        split();
        for (int i = 0; i < STEPS; i++) {
            int kind = random.nextInt(safe ? 6 : 14);
            history.add("step " + i + " kind " + kind);
            step(kind);
            cluster.deliverParts();
            look();
        }
        for (TestNode n : cluster.nodes.values()) {
            checks += n.votequorum.checks();
        }
        return checks;
    }

    /** @return what happened, for a failure's message */
    String history() {
        return String.join("\n", history);
    }

    private void step(int kind) {
        switch (kind) {
            case 0, 1, 2 -> split();
            case 3 -> {
                restart();
                split();
            }
            case 4 -> cluster.pass(random.nextInt(12));
            case 5 -> askAgain();
            case 6 -> ask(any(), new VoteQuorumRequest.SetExpected(random.nextInt(size + 3)));
            case 7 -> ask(any(), new VoteQuorumRequest.SetVotes(random.nextInt(4), random.nextInt(size + 2)));
            case 8 -> any().map.put("quorum.cancel_wait_for_all", MapValue.u8(1));
            case 9, 10 -> ask(any(), ofDevice());
            case 11 -> change(any().map);
            default -> reload();
        }
    }

    private void restart() {
        int id = 1 + random.nextInt(size);
        if (cluster.node(id) == null || oneIn(3)) {
            cluster.boot(id);
        } else if (cluster.nodes.size() > 1 && oneIn(2)) {
            cluster.leave(id);
        } else if (cluster.nodes.size() > 1) {
            cluster.kill(id);
        }
        chosen.remove(id);
    }

    private TestNode any() {
        List<TestNode> all = List.copyOf(cluster.nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    private void ask(TestNode node, VoteQuorumRequest request) {
        history.add("node " + node.id + " " + request);
        node.ask(node.connect(), request, cluster.nowNs);
    }

    private VoteQuorumRequest ofDevice() {
        String name = oneIn(6) ? "Other" : NAME;
        return switch (random.nextInt(7)) {
            case 0, 1 -> new VoteQuorumRequest.DeviceRegister(name);
            case 2 -> new VoteQuorumRequest.DeviceUnregister(name);
            case 3 -> new VoteQuorumRequest.DeviceUpdate(name, oneIn(2) ? "Other" : NAME);
            case 4 -> new VoteQuorumRequest.DeviceMasterWins(name, oneIn(2));
            default -> new VoteQuorumRequest.DevicePoll(name, oneIn(2), new IpcRingId(1, random.nextInt(100)));
        };
    }

    /** An operator's hand in the map of one node. */
    private void change(IcMap map) {
        switch (random.nextInt(7)) {
            case 0 -> map.put("quorum.expected_votes", MapValue.u32(random.nextInt(size + 3)));
            case 1 -> map.put("nodelist.node." + random.nextInt(size) + ".quorum_votes",
                    MapValue.u32(random.nextInt(4)));
            case 2 -> map.put("quorum.two_node", MapValue.u8(random.nextInt(2)));
            case 3 -> map.put(DEVICE + "model", MapValue.str(oneIn(3) ? "" : "net"));
            case 4 -> map.put(DEVICE + "votes", MapValue.u32(random.nextInt(4)));
            case 5 -> map.remove("quorum.expected_votes");
            default -> map.put(DEVICE + "timeout", MapValue.u32(1000L * (1 + random.nextInt(20))));
        }
    }

    /** All nodes, one after the other, read a changed file; some of them in vain. */
    private void reload() {
        long what = random.nextLong();
        Random now = new Random(random.nextLong());
        for (TestNode n : cluster.nodes.values()) {
            n.map.put("config.totemconfig_reload_in_progress", MapValue.u8(1));
            random.setSeed(what);
            change(n.map);
            n.map.put("config.reload_status", MapValue.i32(now.nextInt(4) == 0 ? 7 : 1));
            n.map.put("config.totemconfig_reload_in_progress", MapValue.u8(0));
        }
        random.setSeed(now.nextLong());
    }

    /** The nodes fall into parts; each forms a ring, and most synchronise to the end. */
    private void split() {
        int count = oneIn(3) ? 1 : 1 + random.nextInt(3);
        List<List<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        cluster.nodes.keySet().forEach(id -> parts.get(random.nextInt(count)).add(id));
        parts.removeIf(List::isEmpty);
        if (device && safe) {
            // last: the others must have noticed that they have lost a voter before its vote goes elsewhere
            Collections.swap(parts, random.nextInt(parts.size()), parts.size() - 1);
            arbitrate(parts.get(parts.size() - 1));
        }
        history.add("parts " + parts);
        for (List<Integer> part : parts) {
            int[] ids = part.stream().mapToInt(i -> i).toArray();
            cluster.begin(ids);
            // with a device only complete ones: what was told before the vote went elsewhere stands until the end
            if (!oneIn(4) || device && safe) {
                synchronise(ids);
            } else {
                history.add("interrupted " + part);
            }
            look();
        }
        askAgain();
    }

    private void synchronise(int... part) {
        if (cluster.node(part[0]).dialect > 2) {
            cluster.process(part, 3);
            cluster.activate(part, 3);
        }
        while (!cluster.process(part, 5)) {
            for (int id : part) {
                vote(cluster.node(id), !safe && oneIn(2));
            }
            cluster.pass(random.nextInt(9));
        }
        cluster.activate(part, 5);
        cluster.deliver(part);
    }

    /** The arbiter takes its vote back from all before it gives it to others. */
    private void arbitrate(List<Integer> part) {
        TreeSet<Integer> old = chosen;
        chosen = new TreeSet<>();
        for (int id : old) {
            vote(cluster.node(id), false);
            cluster.deliverParts();
        }
        chosen.addAll(part);
        history.add("arbiter " + chosen);
    }

    /** The device of each node says how the arbiter votes, or keeps silent. */
    private void askAgain() {
        for (TestNode n : cluster.nodes.values()) {
            if (device && safe && !oneIn(4)) {
                ask(n, new VoteQuorumRequest.DeviceRegister(NAME));
                cluster.deliverParts();
                ask(n, new VoteQuorumRequest.DeviceMasterWins(NAME, masterWins));
                vote(n, false);
                cluster.deliverParts();
                look();
            }
        }
    }

    private void vote(TestNode node, boolean anyway) {
        boolean yes = anyway || chosen.contains(node.id);
        IpcRingId ring = new IpcRingId(node.ring.nodeId(), node.ring.seq());
        ask(node, new VoteQuorumRequest.DevicePoll(NAME, yes, ring));
    }

    private void look() {
        for (TestNode a : cluster.nodes.values()) {
            int[] mine = said(a);
            seen.add(a.verdict().replaceAll("\\d+", "n"));
            for (TestNode b : cluster.nodes.values()) {
                int[] its = said(b);
                boolean apart = Arrays.stream(mine).noneMatch(id -> contains(its, id));
                assertTrue(!safe || !last(a).quorate() || !last(b).quorate() || !apart,
                        () -> "node " + a.id + " of " + Arrays.toString(mine) + " says " + a.verdict() + "\nnode "
                                + b.id + " of " + Arrays.toString(its) + " says " + b.verdict());
            }
        }
    }

    // before its first ring a node speaks for itself
    private static int[] said(TestNode node) {
        int[] members = last(node).members();
        return members.length == 0 ? new int[]{node.id} : members;
    }

    private static boolean contains(int[] ids, int id) {
        return Arrays.stream(ids).anyMatch(i -> i == id);
    }

    private static QuorumState last(TestNode node) {
        return node.decisions.get(node.decisions.size() - 1);
    }
}
