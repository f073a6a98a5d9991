package org.choros.engine.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgReply.Address;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Property V6 from outside: in rings that break, meet, and break again inside synchronisations, with nodes and clients
 * that come and die at any step, joined and left lists are the difference of consecutive member lists, and in the end
 * every node knows exactly the clients that live.
 */
final class ViewsPropertyTest {
    private static final int SEEDS = 200;
    private static final int STEPS = 60;
    private static final int NODES = 4;

    /** One client as it sees itself. */
    private static final class Member {
        final int node;
        final int pid;
        final String group;
        final FakeSession session;
        Set<String> members;
        boolean leaving;

        Member(int node, int pid, String group, FakeSession session) {
            this.node = node;
            this.pid = pid;
            this.group = group;
            this.session = session;
        }
    }

    private final List<Member> alive = new ArrayList<>();
    private Random random;
    private TestCluster cluster;
    private int pids;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void viewsAreDifferences(int dialect) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                run(dialect, seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void run(int dialect, int seed) {
        random = new Random(seed);
        alive.clear();
        cluster = TestCluster.of(NODES, dialect);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> join();
                case 3 -> leave();
                case 4 -> dieOrRestart();
                case 5, 6 -> say();
                case 7 -> change();
                default -> deliverSome();
            }
            watch();
        }
        for (int id = 1; id <= NODES; id++) {
            if (cluster.node(id) == null) {
                cluster.boot(id);
            }
        }
        cluster.together();
        cluster.deliverAll();
        watch();
        everybodyKnowsTheLiving();
    }

    private Member any() {
        return alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
    }

    private void join() {
        int id = 1 + random.nextInt(NODES);
        TestNode node = cluster.node(id);
        if (node == null || node.synchronising || cluster.view(id).length == 0) {
            return;
        }
        Member m = new Member(id, ++pids, random.nextBoolean() ? "g" : "h", node.connect());
        node.ask(m.session, new CpgRequest.Join(m.group, m.pid, 0));
        assertEquals(IpcError.OK, m.session.error());
        alive.add(m);
    }

    private void leave() {
        Member m = any();
        if (m == null) {
            return;
        }
        if (random.nextBoolean()) {
            // dies, in a synchronisation too
            cluster.node(m.node).disconnect(m.session);
            alive.remove(m);
        } else if (cluster.node(m.node).ask(m.session, new CpgRequest.Leave(m.group, m.pid))) {
            m.leaving |= m.session.error() == IpcError.OK;
        }
    }

    private void say() {
        Member m = any();
        if (m != null) {
            cluster.node(m.node).ask(m.session, new CpgRequest.Mcast(2, new byte[]{1}));
        }
    }

    private void dieOrRestart() {
        int id = 1 + random.nextInt(NODES);
        if (cluster.node(id) == null) {
            cluster.boot(id);
            cluster.parts(new int[]{id});
        } else if (random.nextInt(3) == 0) {
            int[] others = others(id);
            cluster.kill(id);
            alive.removeIf(m -> m.node == id);
            if (others.length > 0) {
                cluster.parts(others);
            }
        }
    }

    private int[] others(int id) {
        return Arrays.stream(cluster.view(id)).filter(o -> o != id && cluster.node(o) != null).toArray();
    }

    /** New rings of some of the nodes; a few messages are ordered in the last moment, and some rounds do not end. */
    private void change() {
        List<Integer> ids = new ArrayList<>(cluster.nodes.keySet());
        if (ids.isEmpty()) {
            return;
        }
        Collections.shuffle(ids, random);
        int cut = random.nextInt(ids.size() + 1);
        List<int[]> parts = new ArrayList<>();
        for (List<Integer> part : List.of(ids.subList(0, cut), ids.subList(cut, ids.size()))) {
            if (!part.isEmpty()) {
                parts.add(part.stream().mapToInt(Integer::intValue).sorted().toArray());
            }
        }
        lastMessages(parts);
        for (int[] part : parts) {
            cluster.begin(part);
        }
        for (int[] part : parts) {
            int end = random.nextInt(6);
            if (end > 0) {
                someDie(part);
                cluster.process(part);
            }
            if (end > 1) {
                cluster.activate(part);
            }
            // otherwise aborted by the change that follows
        }
        if (cluster.nodes.values().stream().anyMatch(n -> n.synchronising)) {
            watch();
            change();
        }
    }

    private void someDie(int... part) {
        for (Member m : List.copyOf(alive)) {
            if (random.nextInt(8) == 0 && Arrays.stream(part).anyMatch(p -> p == m.node)) {
                cluster.node(m.node).disconnect(m.session);
                alive.remove(m);
            }
        }
    }

    /** A message of the old ring reaches the part of its sender, and of the others all or nobody of a part. */
    private void lastMessages(List<int[]> parts) {
        for (int round = 0; round < 3; round++) {
            int[] from = parts.get(random.nextInt(parts.size()));
            int sender = from[random.nextInt(from.length)];
            if (cluster.node(sender).synchronising) {
                continue;
            }
            int[] ring = cluster.view(sender);
            Set<Integer> to = new TreeSet<>();
            for (int[] part : parts) {
                if (part == from || random.nextBoolean()) {
                    Arrays.stream(part).filter(p -> Arrays.stream(ring).anyMatch(r -> r == p)
                            && Arrays.equals(cluster.view(p), ring)).forEach(to::add);
                }
            }
            cluster.deliverOne(sender, cluster.node(sender).sent,
                    to.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    private void deliverSome() {
        for (int id : List.copyOf(cluster.nodes.keySet())) {
            TestNode n = cluster.node(id);
            if (!n.synchronising && cluster.view(id).length > 0 && Arrays.stream(cluster.view(id))
                    .allMatch(o -> cluster.node(o) != null && Arrays.equals(cluster.view(o), cluster.view(id)))) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    cluster.deliverOne(id, n.sent, cluster.view(id));
                }
            }
        }
    }

    /** Reads what every client was told since. */
    private void watch() {
        for (Member m : alive) {
            for (var event : m.session.events) {
                if (IpcMessage.idOf(event) == CpgReply.Confchg.ID) {
                    view(m, CpgReply.Confchg.decode(event));
                } else if (IpcMessage.idOf(event) == CpgReply.Deliver.ID) {
                    CpgReply.Deliver d = CpgReply.Deliver.decode(event);
                    assertTrue(m.members != null && m.members.stream().anyMatch(a -> a.startsWith(d.nodeId() + ".")),
                            "a message of a node without members");
                }
            }
            m.session.events.clear();
        }
        alive.removeIf(m -> m.leaving && m.members != null && !m.members.contains(m.node + "." + m.pid));
    }

    private static void view(Member m, CpgReply.Confchg change) {
        Set<String> now = names(change.members());
        String self = m.node + "." + m.pid;
        if (m.members == null) {
            assertTrue(names(change.joined()).contains(self), "the first view is the own join: " + change);
            m.members = new HashSet<>(now);
            m.members.removeAll(names(change.joined()));
        }
        Set<String> before = new HashSet<>(m.members);
        assertEquals(change.left().size(), names(change.left()).size(), "nobody leaves twice");
        for (String left : names(change.left())) {
            assertTrue(before.remove(left), () -> left + " left " + m.members + " by " + change);
        }
        for (String joined : names(change.joined())) {
            assertTrue(before.add(joined), () -> joined + " joined " + m.members + " by " + change);
        }
        assertEquals(before, now);
        m.members = now;
    }

    private static Set<String> names(List<Address> addresses) {
        Set<String> names = new HashSet<>();
        for (Address a : addresses) {
            names.add(a.nodeId() + "." + a.pid());
        }
        return names;
    }

    private void everybodyKnowsTheLiving() {
        Map<String, Set<String>> expected = new LinkedHashMap<>();
        for (String group : List.of("g", "h")) {
            expected.put(group, new TreeSet<>());
        }
        for (Member m : alive) {
            expected.get(m.group).add(m.node + "." + m.pid);
            assertEquals(m.members.contains(m.node + "." + m.pid), !m.leaving);
        }
        for (TestNode node : cluster.nodes.values()) {
            Map<String, Set<String>> known = new HashMap<>();
            for (String group : expected.keySet()) {
                FakeSession s = node.connect();
                node.ask(s, new CpgRequest.MembershipGet(group));
                Set<String> members = new TreeSet<>();
                for (CpgReply.Membership.Member m : CpgReply.Membership.decode(s.response()).members()) {
                    members.add(m.nodeId() + "." + m.pid());
                }
                known.put(group, members);
                node.disconnect(s);
            }
            assertEquals(expected, known, "node " + node.id);
        }
        for (Member m : alive) {
            assertEquals(expected.get(m.group), m.members, () -> m.node + "." + m.pid);
        }
    }
}
