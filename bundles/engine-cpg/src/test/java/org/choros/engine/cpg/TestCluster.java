package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.exec.ExecMessage;

/**
 * Nodes in one process, joined by a perfect ordered multicast within each part. What was not sent when the membership
 * changed is sent when all have synchronised, and what was not sent in an aborted synchronisation is sent in the next,
 * as totem does.
 */
final class TestCluster {
    final NavigableMap<Integer, TestNode> nodes = new TreeMap<>();
    /** What every node was given since it was made, for tests that want to damage or watch it. */
    final List<String> delivered = new ArrayList<>();
    private final NavigableMap<Integer, int[]> views = new TreeMap<>();
    private final int dialect;
    private long seq = 1;

    TestCluster(int dialect) {
        this.dialect = dialect;
    }

    /** A cluster of nodes 1 to size in one ring. */
    static TestCluster of(int size, int dialect) {
        TestCluster c = new TestCluster(dialect);
        for (int i = 1; i <= size; i++) {
            c.boot(i);
        }
        c.together();
        return c;
    }

    TestNode node(int id) {
        return nodes.get(id);
    }

    /** A new process of that node; it is in no ring until the next {@link #parts}. */
    TestNode boot(int id) {
        TestNode n = new TestNode(id, dialect);
        nodes.put(id, n);
        views.put(id, new int[0]);
        return n;
    }

    void kill(int id) {
        nodes.remove(id);
        views.remove(id);
    }

    /** Sets who sees whom; each part forms a ring of its own and synchronises. */
    void parts(int[]... parts) {
        for (int[] part : parts) {
            begin(part);
            process(part);
            activate(part);
        }
    }

    void together() {
        parts(nodes.keySet().stream().mapToInt(Integer::intValue).toArray());
    }

    /** The regular configuration is told; what ran is aborted. */
    void begin(int... part) {
        seq += 4;
        RingIdentity ring = new RingIdentity(part[0], seq);
        List<Membership> told = new ArrayList<>();
        for (int id : part) {
            int[] before = views.get(id);
            int[] with = Arrays.stream(part)
                    .filter(p -> p == id || contains(before, p) && Arrays.equals(before, views.get(p))).toArray();
            told.add(new Membership(true, ring, part.clone(), new int[0], new int[0], with));
        }
        for (int i = 0; i < part.length; i++) {
            TestNode n = nodes.get(part[i]);
            n.synchronising = true;
            n.engine.syncInit(told.get(i), 0);
            views.put(part[i], part.clone());
        }
    }

    /** All tell, and everything told is delivered. */
    void process(int... part) {
        for (int id : part) {
            int rounds = 0;
            while (!nodes.get(id).engine.syncProcess(0)) {
                if (++rounds > 10_000) {
                    throw new AssertionError("does not come to an end");
                }
                deliverSync(part);
                nodes.get(id).room = 1;
            }
        }
        deliverSync(part);
    }

    /** All take over; then what waited is sent. */
    void activate(int... part) {
        for (int id : part) {
            nodes.get(id).engine.syncActivate(0);
        }
        deliverSync(part);
        for (int id : part) {
            nodes.get(id).synchronising = false;
            // time passes
            nodes.get(id).engine.onDeadline(Long.MAX_VALUE - 1_000_000_000);
        }
        deliver(part);
    }

    private static boolean contains(int[] ids, int id) {
        return Arrays.stream(ids).anyMatch(i -> i == id);
    }

    void deliverSync(int... part) {
        boolean some = true;
        while (some) {
            some = false;
            for (int id : part) {
                some |= deliverOne(id, nodes.get(id).sentInSync, part);
            }
        }
    }

    /** Delivers what the members of a part have sent, in turns, until nothing is left. */
    void deliver(int... part) {
        boolean some = true;
        while (some) {
            some = false;
            for (int id : part) {
                some |= deliverOne(id, nodes.get(id).sent, part);
            }
        }
    }

    /** Delivers the first message of a queue to a part. */
    boolean deliverOne(int sender, Deque<ByteBuffer> queue, int... part) {
        ByteBuffer m = queue.poll();
        if (m == null) {
            return false;
        }
        delivered.add(sender + ":" + ExecMessage.functionOf(m));
        for (int to : part) {
            // unaligned, as the ring hands it over
            ByteBuffer shifted = ByteBuffer.allocate(m.remaining() + 5).order(m.order());
            shifted.position(5);
            shifted.put(m.duplicate()).position(5);
            nodes.get(to).engine.onMessage(ExecMessage.functionOf(m), sender, shifted, 0);
        }
        return true;
    }

    void deliverAll() {
        deliver(nodes.keySet().stream().mapToInt(Integer::intValue).toArray());
    }

    int[] view(int id) {
        return views.get(id);
    }
}
