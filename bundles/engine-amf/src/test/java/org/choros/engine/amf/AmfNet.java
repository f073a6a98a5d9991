package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;

/**
 * Nodes that keep things available on rings of ordered multicast, a message at a time: who has what, and what every
 * member has, is known; rings break anywhere, and those who go on together have delivered the same. More than half of
 * {@link #votes} makes quorum.
 */
final class AmfNet {
    static final long MS = 1_000_000;
    static final long BEGIN_NS = 5_000_000_000L;
    private static final int STEP_MS = 15;

    final Map<Integer, AmfNode> nodes = new TreeMap<>();
    int votes = 3;
    long nowNs = BEGIN_NS;
    /** What the configuration of a node that starts says. */
    SortedMap<String, String> keys;
    /** Nodes that were reset by a fencing command; whoever lets this cluster live takes them out of their rings. */
    final Set<Integer> reset = new TreeSet<>();
    final Random r;
    /** Is told whenever a process comes or goes. */
    Runnable watcher = () -> {
    };
    /** How many were sent. */
    int messages;
    private long ringSeq = 4;

    /** A message in its place. */
    private record Sent(int sender, byte[] bytes) {
    }

    AmfNet(SortedMap<String, String> keys, long seed) {
        this.keys = keys;
        r = new Random(seed);
    }

    /** A fencing command has been run. */
    void fence(int target, boolean good) {
        AmfNode n = nodes.get(target);
        if (good && n != null) {
            n.host.close();
            reset.add(target);
            watcher.run();
        }
    }

    AmfNode node(int id) {
        return nodes.computeIfAbsent(id, k -> new AmfNode(this, id));
    }

    /** A ring and the order of its messages. */
    final class Ring {
        private final RingIdentity identity;
        private final int[] ids;
        private final List<Sent> stream = new ArrayList<>();
        private final Set<Integer> ended = new LinkedHashSet<>();

        Ring(RingIdentity identity, int... ids) {
            this.identity = identity;
            this.ids = ids;
        }

        RingIdentity identity() {
            return identity;
        }

        int[] ids() {
            return ids.clone();
        }

        int[] participants() {
            return Arrays.stream(ids).filter(i -> node(i).runs).toArray();
        }

        boolean hasEnded(int id) {
            return ended.contains(id);
        }

        boolean isQuorate() {
            return ids.length * 2 > votes;
        }
    }

    // --- rings

    /** Forms a ring of these and synchronises it wholly. */
    void ring(int... ids) {
        form(ids);
        synchronise(ids);
    }

    /** Forms a ring of these: those of one old ring deliver what any of them has, then are told. */
    Ring form(int... ids) {
        ringSeq += 4;
        Ring ring = new Ring(new RingIdentity(ids[0], ringSeq), ids);
        Map<Integer, int[]> together = new HashMap<>();
        for (int id : ids) {
            AmfNode n = node(id);
            int[] same = Arrays.stream(ids).filter(o -> o == id || n.ring != null && node(o).ring == n.ring).toArray();
            together.put(id, same);
        }
        for (int id : ids) {
            AmfNode n = node(id);
            int most = Arrays.stream(together.get(id)).map(o -> node(o).delivered).max().orElseThrow();
            while (n.ring != null && n.delivered < most) {
                deliver(n);
            }
        }
        for (int id : ids) {
            AmfNode n = node(id);
            int[] same = together.get(id);
            int[] left = n.ring == null
                    ? new int[0]
                    : Arrays.stream(n.ring.ids).filter(o -> Arrays.stream(same).noneMatch(s -> s == o)).toArray();
            int[] joined = Arrays.stream(ids).filter(o -> Arrays.stream(same).noneMatch(s -> s == o)).toArray();
            n.synchronising = true;
            tell(n, new Membership(false, ring.identity, same, new int[0], left, same));
            n.ring = ring;
            n.delivered = 0;
            tell(n, new Membership(true, ring.identity, ids, joined, new int[0], same));
        }
        return ring;
    }

    private void tell(AmfNode n, Membership change) {
        if (n.runs) {
            n.engine.onMembership(change, nowNs);
            if (change.regular()) {
                n.engine.syncInit(change, nowNs);
            }
        }
    }

    /** Votes, then the turn of the engine, then the end; of all members in step. */
    void synchronise(int... ids) {
        Ring ring = node(ids[0]).ring;
        for (int id : ids) {
            node(id).decide(ring.isQuorate());
        }
        Map<Integer, List<ByteBuffer>> later = new HashMap<>();
        for (int id : ids) {
            // what was sent before waits until the synchronisation is over
            later.put(id, List.copyOf(node(id).queue));
            node(id).queue.clear();
        }
        for (int turn = 0; ring.ended.size() < ids.length; turn++) {
            if (turn > 1000) {
                throw new AssertionError("the turn does not end");
            }
            for (int id : ids) {
                AmfNode n = node(id);
                boolean done = ring.hasEnded(id) || !n.runs || n.engine.syncProcess(nowNs);
                drain(n, ring);
                if (done) {
                    ring.ended.add(id);
                }
            }
            deliverAll(ids);
        }
        for (int id : ids) {
            AmfNode n = node(id);
            n.position++;
            if (n.runs) {
                n.engine.syncActivate(nowNs);
            }
        }
        for (int id : ids) {
            AmfNode n = node(id);
            n.synchronising = false;
            n.queue.addAll(later.get(id));
            if (n.runs) {
                n.engine.onSynchronised(nowNs);
            }
        }
        tokens(ids);
    }

    // --- messages

    /** What a node has queued is sent; it has it itself, and so everything before it. */
    void send(int id) {
        drain(node(id), node(id).ring);
        deliverAll(id);
    }

    private void drain(AmfNode n, Ring ring) {
        while (!n.queue.isEmpty()) {
            byte[] bytes = n.queue.remove().array();
            ring.stream.add(new Sent(n.id, bytes));
            messages++;
        }
    }

    /** A node gets the next message. */
    boolean deliver(AmfNode n) {
        if (n.delivered >= n.ring.stream.size()) {
            return false;
        }
        Sent s = n.ring.stream.get(n.delivered++);
        n.position++;
        n.message(s.sender(), s.bytes());
        return true;
    }

    private void deliverAll(int... ids) {
        for (int id : ids) {
            while (deliver(node(id))) {
                // until it has everything
            }
        }
    }

    /** The token goes round some times: everything is sent, delivered and stable, and all have been together now. */
    void tokens(int... ids) {
        for (int round = 0; round < 3; round++) {
            for (int id : ids) {
                if (!node(id).paused) {
                    send(id);
                }
            }
            deliverAll(Arrays.stream(ids).filter(i -> !node(i).paused).toArray());
            if (Arrays.stream(ids).anyMatch(i -> node(i).paused)) {
                return;
            }
            for (int id : ids) {
                AmfNode n = node(id);
                n.togetherNs = nowNs;
                if (n.runs) {
                    n.engine.onStable(n.position, nowNs);
                }
            }
        }
    }

    /** Time passes in steps, with tokens on the rings that are given; processes come up, end, and are told of. */
    void pass(long ms, int[]... rings) {
        for (long end = nowNs + ms * MS; nowNs < end;) {
            nowNs = Math.min(end, nowNs + STEP_MS * MS);
            for (AmfNode n : nodes.values()) {
                n.host.live(nowNs);
                if (!n.paused) {
                    n.host.tell(nowNs);
                    if (n.engine.nextDeadlineNs() <= nowNs) {
                        n.engine.onDeadline(nowNs);
                    }
                }
            }
            for (int[] ids : rings) {
                tokens(ids);
            }
        }
    }

    static int[] ids(int... ids) {
        return ids;
    }
}
