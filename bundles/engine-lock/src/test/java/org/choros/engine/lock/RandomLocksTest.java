package org.choros.engine.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of five nodes: rings that break at any message, nodes that forget, clients that come and go. What must
 * hold: tokens of a lock only grow in the order in which they are told; while somebody relies on a promise nobody else
 * is told that it holds the lock; members of a ring have one table; in the end everybody gets what it waits for.
 */
class RandomLocksTest {
    private static final int NODES = 5;
    private static final int SEEDS = 100;
    private static final String[] NAMES = {"x", "y", "z"};

    /** A client with at most one request for each lock. */
    private static final class Life {
        final TestClient client;
        final Map<String, Long> requests = new HashMap<>();
        final Map<String, Long> promisedNs = new HashMap<>();

        Life(TestClient client) {
            this.client = client;
        }
    }

    private Random r;
    private final LockNet net = new LockNet();
    private final List<Life> clients = new ArrayList<>();
    /** Promises of clients that are gone without a word. */
    private final Map<String, Long> owedNs = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
    private List<int[]> rings = new ArrayList<>();
    private long seed;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void tokensGrowPromisesAreKeptAndTablesAreOne(int part) {
        for (int i = 0; i < SEEDS; i++) {
            RandomLocksTest life = new RandomLocksTest();
            life.seed = part * (long) SEEDS + i;
            life.run();
        }
    }

    private void run() {
        r = new Random(seed);
        net.votes = NODES;
        for (int id = 1; id <= NODES; id++) {
            net.node(id);
        }
        regroup();
        for (int step = 0; step < 150; step++) {
            step();
            clients.forEach(this::hear);
        }
        for (int id = 1; id <= NODES; id++) {
            net.node(id).paused = false;
        }
        int[] all = {1, 2, 3, 4, 5};
        net.ring(all);
        rings = List.of(all);
        net.pass(2_500, all);
        clients.forEach(this::hear);
        for (int turn = 0; turn < 200 && clients.stream().anyMatch(l -> !l.requests.isEmpty()); turn++) {
            for (Life life : List.copyOf(clients)) {
                life.requests.forEach((name, request) -> {
                    if (life.client.check(request).error() == IpcError.OK) {
                        assertEquals(IpcError.OK, life.client.unlock(request));
                        life.promisedNs.remove(name);
                    }
                });
            }
            clients.forEach(l -> l.requests.values().removeIf(q -> l.client.check(q).error() == IpcError.NOT_EXIST));
            // what was promised to those who are gone takes its time
            net.pass(40, all);
            clients.forEach(this::hear);
        }
        net.pass(1_200, all);
        assertTrue(clients.stream().allMatch(l -> l.requests.isEmpty()), "somebody waits for ever, seed " + seed);
        assertEquals(0, net.node(1).engine.table().locks(), "seed " + seed);
        assertSameTables();
    }

    private void step() {
        int id = 1 + r.nextInt(NODES);
        switch (r.nextInt(12)) {
            case 0 -> regroup();
            case 1 -> forget(id);
            case 2, 3 -> net.pass(20 + r.nextInt(300), rings.toArray(int[][]::new));
            case 4 -> clients.add(new Life(net.client(id)));
            case 5 -> {
                if (!clients.isEmpty()) {
                    Life life = clients.remove(r.nextInt(clients.size()));
                    life.promisedNs.forEach((name, ns) -> owedNs.merge(name, ns, Math::max));
                    life.client.die();
                }
            }
            case 6 -> net.send(id);
            case 7 -> {
                for (int n = r.nextInt(4); n > 0; n--) {
                    net.deliver(net.node(id));
                }
            }
            case 8 -> net.tokens(rings.get(r.nextInt(rings.size())));
            default -> ask();
        }
    }

    private void ask() {
        if (clients.isEmpty()) {
            return;
        }
        Life life = clients.get(r.nextInt(clients.size()));
        String name = NAMES[r.nextInt(NAMES.length)];
        Long request = life.requests.get(name);
        if (request == null) {
            int flags = r.nextInt(4) == 0 ? LockRequest.TRY : 0;
            life.requests.put(name, life.client.lock(name, LockRequest.EXCLUSIVE, flags,
                    r.nextInt(3) == 0 ? 1 + r.nextInt(500) : 0, r.nextInt(4) == 0 ? 500 : 0).request());
        } else if (r.nextBoolean()) {
            LockReply.Checked checked = life.client.check(request);
            if (checked.error() == IpcError.OK) {
                life.promisedNs.merge(name, net.nowNs + checked.validNs(), Math::max);
            }
        } else {
            assertEquals(IpcError.OK, life.client.unlock(request), "seed " + seed);
            life.requests.remove(name);
            life.promisedNs.remove(name);
        }
    }

    /** What a client was told: its events carry no number, so each is for the lock whose request has ended or begun. */
    private void hear(Life life) {
        for (String event : life.client.told()) {
            if (event.equals("granted")) {
                granted(life);
            } else {
                life.requests.entrySet().removeIf(e -> {
                    boolean gone = life.client.check(e.getValue()).error() == IpcError.NOT_EXIST;
                    Long promised = gone ? life.promisedNs.remove(e.getKey()) : null;
                    if (promised != null) {
                        owedNs.merge(e.getKey(), promised, Math::max);
                    }
                    return gone;
                });
            }
        }
    }

    private void granted(Life life) {
        life.requests.forEach((name, request) -> {
            LockReply.Checked c = life.client.check(request);
            if (c.error() != IpcError.OK || Long.compareUnsigned(c.token(), highest.getOrDefault(name, 0L)) == 0) {
                return;
            }
            assertTrue(Long.compareUnsigned(c.token(), highest.getOrDefault(name, 0L)) > 0,
                    name + " is granted with an old token, seed " + seed);
            highest.put(name, c.token());
            for (Life other : clients) {
                assertTrue(other == life || other.promisedNs.getOrDefault(name, 0L) <= net.nowNs,
                        name + " was promised to another, seed " + seed);
            }
            assertTrue(owedNs.getOrDefault(name, 0L) <= net.nowNs, name + " was promised, seed " + seed);
            life.promisedNs.put(name, net.nowNs + c.validNs());
        });
    }

    /** The nodes form other rings, some of which are not completed. */
    private void regroup() {
        List<List<Integer>> groups = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int parts = 1 + r.nextInt(3);
        for (int id = 1; id <= NODES; id++) {
            groups.get(r.nextInt(parts)).add(id);
        }
        rings = new ArrayList<>();
        for (List<Integer> group : groups) {
            if (!group.isEmpty()) {
                int[] ids = group.stream().mapToInt(Integer::intValue).toArray();
                rings.add(ids);
                if (r.nextInt(4) == 0) {
                    net.form(ids);
                } else {
                    net.ring(ids);
                }
                clients.forEach(this::hear);
            }
        }
        for (int[] ids : rings) {
            if (net.node(ids[0]).synchronising) {
                net.ring(ids);
                clients.forEach(this::hear);
            }
        }
        assertSameTables();
    }

    private void assertSameTables() {
        for (int[] ids : rings) {
            for (int id : ids) {
                assertEquals(net.node(ids[0]).engine.digest(), net.node(id).engine.digest(),
                        "node " + id + " has another table, seed " + seed);
            }
        }
    }

    /** A process ends; its clients see that their connections break, but rely on what they were promised. */
    private void forget(int id) {
        clients.removeIf(life -> {
            if (life.client.node.id == id) {
                life.promisedNs.forEach((name, ns) -> owedNs.merge(name, ns, Math::max));
            }
            return life.client.node.id == id;
        });
        net.nodes.remove(id);
        for (int i = 0; i < rings.size(); i++) {
            int[] left = java.util.Arrays.stream(rings.get(i)).filter(n -> n != id).toArray();
            if (left.length != rings.get(i).length) {
                rings.remove(i);
                if (left.length > 0) {
                    rings.add(left);
                    net.ring(left);
                }
                rings.add(new int[]{id});
                net.ring(id);
                break;
            }
        }
        clients.forEach(this::hear);
    }
}
