package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.client.CpgClient;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;

/**
 * A load that verifies itself: a client on each node sends numbered messages at a pace to a group that all of them are
 * in, and each looks whether it gets all messages of all in order, and all of them the same order. Where the nodes do
 * not keep up the pace is lowered.
 */
final class HotLoad implements AutoCloseable {
    private static final String GROUP = "hot";
    private static final int MESSAGE_BYTES = 64;
    private static final long PRIME = 1_000_003;
    private static final long STEP_NS = 1_000_000;
    private static final int IDS_MAX = 4;
    private static final long RATE_MIN = 100;

    private final List<Member> members = new ArrayList<>();
    private volatile boolean sending = true;
    private long beganNs;

    /** What a client was told; written by its one thread of events. */
    private static final class Ear implements CpgListener {
        private final long[] next = new long[IDS_MAX];
        private volatile long count;
        private volatile long hash;
        private volatile int views;
        private volatile int rings;
        private volatile int inGroup;
        private volatile String fault;
        private volatile long longestNs;
        private long lastNs;

        @Override
        public void delivered(CpgMessage message) {
            ByteBuffer bytes = ByteBuffer.wrap(message.bytes());
            long seq = bytes.getLong();
            int sender = bytes.getInt();
            if (seq != next[sender] && fault == null) {
                fault = "message " + seq + " of node " + sender + " instead of " + next[sender];
            }
            next[sender] = seq + 1;
            hash = hash * PRIME + seq * IDS_MAX + sender;
            long nowNs = System.nanoTime();
            if (count > 0 && nowNs - lastNs > longestNs) {
                longestNs = nowNs - lastNs;
            }
            lastNs = nowNs;
            count++;
        }

        @Override
        public void changed(CpgView view) {
            views++;
            inGroup = view.members().size();
        }

        @Override
        public void ring(RingId ringId, int[] nodes) {
            rings++;
        }
    }

    private final class Member {
        private final int id;
        private final CpgClient client;
        private final Ear ear = new Ear();
        private final CpgGroup group;
        private final Thread thread;
        private volatile long sent;
        private volatile String fault;

        Member(HotCluster cluster, int id, int perSecond) throws ChorosException {
            this.id = id;
            client = cluster.patient(id).cpg();
            group = client.join(GROUP, ear);
            thread = new Thread(() -> send(perSecond), "load-" + id);
        }

        private void send(int perSecond) {
            long rate = perSecond;
            long baseNs = System.nanoTime();
            long base = 0;
            try {
                while (sending) {
                    long due = base + (System.nanoTime() - baseNs) * rate / TimeUnit.SECONDS.toNanos(1);
                    if (due - sent > rate / 2) {
                        // half a second behind: this is more than can be carried here
                        rate = Math.max(rate * 4 / 5, RATE_MIN);
                        base = sent;
                        baseNs = System.nanoTime();
                        due = base + 1;
                    }
                    while (sending && sent < due && offer()) {
                        sent++;
                    }
                    LockSupport.parkNanos(STEP_NS);
                }
            } catch (ChorosException e) {
                fault = e.toString();
            }
        }

        private boolean offer() throws ChorosException {
            try {
                group.mcast(ByteBuffer.allocate(MESSAGE_BYTES).putLong(sent).putInt(id).array());
                return true;
            } catch (ChorosException e) {
                if (e.error() == CsError.TRY_AGAIN) {
                    return false;
                }
                throw e;
            }
        }
    }

    /**
     * Joins and begins to send.
     *
     * @param nodes who takes part
     * @param perSecond how many messages all of them send together
     */
    HotLoad(HotCluster cluster, List<Integer> nodes, int perSecond) throws ChorosException {
        for (int id : nodes) {
            members.add(new Member(cluster, id, perSecond / nodes.size()));
        }
        for (Member member : members) {
            Await.equal("all are in the group", nodes.size(), () -> member.ear.inGroup);
        }
        beganNs = System.nanoTime();
        members.forEach(member -> member.thread.start());
    }

    private Member member(int id) {
        return members.stream().filter(m -> m.id == id).findFirst().orElseThrow();
    }

    /** How many views all clients together were given. */
    int views() {
        return members.stream().mapToInt(m -> m.ear.views).sum();
    }

    /** How many rings each client has seen. */
    List<Integer> rings() {
        return members.stream().map(m -> m.ear.rings).toList();
    }

    /** How many messages a node has delivered. */
    long count(int id) {
        return member(id).ear.count;
    }

    /** Forgets how long nothing was delivered before. */
    void mark() {
        members.forEach(m -> m.ear.longestNs = 0);
    }

    /** The longest time in which a node has delivered nothing since the mark, milliseconds. */
    long longestMs(int id) {
        return TimeUnit.NANOSECONDS.toMillis(member(id).ear.longestNs);
    }

    /** Waits until some more messages of every sender have come through to every node, so that what was lost shows. */
    void awaitMore() {
        for (Member member : members) {
            long[] before = member.ear.next.clone();
            Await.until("messages of all come through to node " + member.id, () -> {
                for (Member sender : members) {
                    if (member.ear.next[sender.id] <= before[sender.id] + 1) {
                        return "none of node " + sender.id + " does";
                    }
                }
                return null;
            });
        }
        check();
    }

    private void check() {
        for (Member member : members) {
            assertEquals("node " + member.id, null, member.ear.fault);
            assertEquals("sender " + member.id, null, member.fault);
        }
    }

    /** @return how many messages a second were sent by all together since the beginning */
    long rate() {
        return members.stream().mapToLong(m -> m.sent).sum() * TimeUnit.SECONDS.toNanos(1)
                / (System.nanoTime() - beganNs);
    }

    /** Ends sending, and fails unless all was delivered everywhere, once, in one order. */
    void finish() throws InterruptedException {
        sending = false;
        long all = 0;
        for (Member member : members) {
            member.thread.join();
            all += member.sent;
        }
        for (Member member : members) {
            Await.equal("node " + member.id + " has delivered everything", all, () -> member.ear.count);
        }
        check();
        long hash = members.get(0).ear.hash;
        for (Member member : members) {
            assertEquals("the order at node " + member.id, hash, member.ear.hash);
        }
    }

    @Override
    public void close() {
        sending = false;
        members.forEach(member -> member.client.close());
    }
}
