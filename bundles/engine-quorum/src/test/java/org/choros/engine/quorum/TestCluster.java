package org.choros.engine.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.exec.ExecMessage;

/**
 * Nodes in one process, joined by a perfect ordered multicast within each part and by the synchronisation: state of
 * one service after the other, each with its barrier.
 */
final class TestCluster {
    static final long SECOND = 1_000_000_000L;

    final NavigableMap<Integer, TestNode> nodes = new TreeMap<>();
    long nowNs = SECOND;
    private final NavigableMap<Integer, int[]> views = new TreeMap<>();
    private final int dialect;
    private final Consumer<IcMap> configuration;
    private final int size;
    private long seq = 1;

    TestCluster(int size, int dialect, Consumer<IcMap> configuration) {
        this.size = size;
        this.dialect = dialect;
        this.configuration = configuration;
    }

    static void u8(IcMap map, String key, int value) {
        map.put(key, MapValue.u8(value));
    }

    static void u32(IcMap map, String key, long value) {
        map.put(key, MapValue.u32(value));
    }

    TestNode node(int id) {
        return nodes.get(id);
    }

    /** A new process of that node; it is alone until the next {@link #parts}. */
    TestNode boot(int id) {
        TestNode old = nodes.get(id);
        TestNode n = new TestNode(id, dialect, old == null ? 0 : old.stored);
        for (int i = 1; i <= size; i++) {
            u32(n.map, "nodelist.node." + (i - 1) + ".nodeid", i);
            n.map.put("nodelist.node." + (i - 1) + ".ring0_addr", MapValue.str("10.0.0." + i));
        }
        u32(n.map, "nodelist.local_node_pos", id - 1);
        configuration.accept(n.map);
        nodes.put(id, n);
        views.put(id, new int[0]);
        try {
            n.start(nowNs);
        } catch (EngineException e) {
            throw new AssertionError(e);
        }
        return n;
    }

    TestCluster bootAll() {
        for (int i = 1; i <= size; i++) {
            boot(i);
        }
        return this;
    }

    /** The first ring of a node that was put in by hand. */
    void alone(int id) {
        views.put(id, new int[0]);
        parts(new int[]{id});
    }

    void kill(int id) {
        nodes.remove(id);
        views.remove(id);
    }

    /** An orderly leave: the engines stop, and what they say last still goes out. */
    void leave(int id) {
        TestNode n = nodes.get(id);
        n.votequorum.stop(nowNs);
        deliver(views.get(id));
        kill(id);
    }

    /** Sets who sees whom; each part forms a ring of its own and synchronises. */
    void parts(int[]... parts) {
        for (int[] part : parts) {
            begin(part);
            for (int service : new int[]{3, 5}) {
                synchronise(part, service);
            }
            deliver(part);
        }
    }

    void together() {
        parts(nodes.keySet().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Only the first half: the regular configuration is told to all services. */
    void begin(int[] part) {
        seq += 4;
        RingIdentity ring = new RingIdentity(part[0], seq);
        for (int id : part) {
            TestNode n = nodes.get(id);
            int[] before = views.get(id);
            int[] with = Arrays.stream(part).filter(p -> p == id
                    || contains(before, p) && contains(views.get(p), id)).toArray();
            n.ring = ring;
            Membership m = new Membership(true, ring, part.clone(), new int[0], new int[0], with);
            if (dialect > 2) {
                n.quorum.syncInit(m, nowNs);
            }
            n.votequorum.syncInit(m, nowNs);
        }
        for (int id : part) {
            views.put(id, part.clone());
        }
        deliver(part);
    }

    /** One service of a synchronisation, up to and with the barrier. */
    boolean process(int[] part, int service) {
        boolean all = true;
        for (int id : part) {
            all &= engine(id, service).syncProcess(nowNs);
        }
        deliver(part);
        return all;
    }

    void activate(int[] part, int service) {
        for (int id : part) {
            engine(id, service).syncActivate(nowNs);
        }
    }

    private void synchronise(int[] part, int service) {
        if (service == 3 && dialect == 2) {
            return;
        }
        int rounds = 0;
        while (!process(part, service)) {
            if (++rounds > 100) {
                throw new AssertionError("service " + service + " does not come to an end");
            }
        }
        activate(part, service);
    }

    private ServiceEngine engine(int id, int service) {
        return service == 3 ? nodes.get(id).quorum : nodes.get(id).votequorum;
    }

    private static boolean contains(int[] ids, int id) {
        return Arrays.stream(ids).anyMatch(i -> i == id);
    }

    private boolean sees(int id, int other) {
        return nodes.containsKey(id) && contains(views.get(id), other);
    }

    /** Delivers what the members of a part have sent, until nothing is left. */
    void deliver(int... part) {
        boolean some = true;
        while (some) {
            some = false;
            for (int id : part) {
                ByteBuffer m = sees(id, id) ? nodes.get(id).sent.poll() : null;
                if (m != null) {
                    some = true;
                    for (int to : part) {
                        // a process that has just been started is not yet on the ring of its predecessor
                        if (sees(to, id)) {
                            nodes.get(to).votequorum.onMessage(ExecMessage.functionOf(m), id, m.duplicate(), nowNs);
                        }
                    }
                }
            }
        }
    }

    /** Delivers what was sent, each within its part. */
    void deliverParts() {
        for (int[] part : views.values()) {
            deliver(part);
        }
    }

    void deliverAll() {
        deliver(nodes.keySet().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Lets time pass; deadlines fire in order, and what they send is delivered in the node's part. */
    void pass(long seconds) {
        long end = nowNs + seconds * SECOND;
        while (true) {
            TestNode first = null;
            for (TestNode n : nodes.values()) {
                if (first == null || n.votequorum.nextDeadlineNs() < first.votequorum.nextDeadlineNs()) {
                    first = n;
                }
            }
            if (first == null || first.votequorum.nextDeadlineNs() > end) {
                break;
            }
            nowNs = Math.max(nowNs, first.votequorum.nextDeadlineNs());
            first.votequorum.onDeadline(nowNs);
            deliver(views.get(first.id));
        }
        nowNs = end;
    }

    List<Integer> quorate() {
        List<Integer> ids = new ArrayList<>();
        for (TestNode n : nodes.values()) {
            if (n.quorate()) {
                ids.add(n.id);
            }
        }
        return ids;
    }
}
