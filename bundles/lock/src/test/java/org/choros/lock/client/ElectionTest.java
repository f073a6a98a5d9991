package org.choros.lock.client;

import static org.choros.lock.client.LockClientTest.error;
import static org.choros.lock.client.LockClientTest.taken;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.lock.ClusterLock;
import org.choros.lock.ElectionListener;
import org.choros.lock.LeaderElection;
import org.choros.lock.LockHolder;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPromise;
import org.choros.lock.LossReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leaders, and what a partition and a node's end do to them and to who has a lock. */
@Timeout(240)
class ElectionTest {
    private static final int LIMIT_S = 90;
    private static final int TOKEN_MS = 2_000;
    private static final int LEASE_MS = 2_000;

    @TempDir
    private Path folder;

    /** What a candidate was told, as text, and the data of the leaders apart. */
    private static final class Ear implements ElectionListener {
        private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Long> tokens = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> leaders = new LinkedBlockingQueue<>();

        @Override
        public void elected(long token) {
            tokens.add(token);
            told.add("elected");
        }

        @Override
        public void notElected(LossReason reason) {
            told.add("not elected " + reason);
        }

        @Override
        public void leader(LockHolder leader) {
            leaders.add(leader.held() ? leader.data() : leader.state().toString());
        }

        @Override
        public void ended(ChorosException why) {
            told.add("ended " + why.error());
        }

        void awaitLeader(String data) throws InterruptedException {
            String now = taken(leaders);
            while (!now.equals(data)) {
                now = taken(leaders);
            }
        }
    }

    @Test
    void oneLeadsAtATime() throws Exception {
        try (TestCluster cluster = new TestCluster("election", folder, TOKEN_MS, LEASE_MS);
                LockClient one = cluster.locks(1);
                LockClient two = cluster.locks(2);
                LockClient three = cluster.locks(3)) {
            Ear first = new Ear();
            Ear second = new Ear();
            LeaderElection a = one.join("head", "a", first);
            assertEquals("elected", taken(first.told));
            assertEquals(CsError.EXIST, error(() -> one.join("head", "again", new Ear())));
            LeaderElection b = two.join("head", "b", second);
            second.awaitLeader("a");
            assertTrue(a.leads() && !b.leads());
            assertEquals(CsError.NOT_EXIST, error(b::check));
            assertTrue(a.check().holds());

            while (three.query("head").size() < 2) {
                Thread.onSpinWait();
            }
            a.resign();
            assertEquals("not elected RESIGNED", taken(first.told));
            assertEquals("elected", taken(second.told));
            assertTrue(Long.compareUnsigned(taken(second.tokens), taken(first.tokens)) > 0);
            first.awaitLeader("b");

            b.close();
            assertEquals("elected", taken(first.told));

            partition(cluster, two, three, first, a);
            nodeEnds(cluster, one, two, first);
        }
    }

    /** The leader is cut off: it hears so, and another one leads when no promise can hold any more. */
    private static void partition(TestCluster cluster, LockClient two, LockClient three, Ear first, LeaderElection a)
            throws Exception {
        Ear other = new Ear();
        LeaderElection c = three.join("head", "c", other);
        ClusterLock kept = two.acquire("kept");
        while (three.query("head").size() < 2) {
            Thread.onSpinWait();
        }
        LockPromise promise = a.check();
        long before = a.token();
        cluster.hub.isolate(1);
        String why = taken(first.told);
        assertTrue(why.equals("not elected QUORUM") || why.equals("not elected LEASE"), why);
        assertEquals("elected", taken(other.told));
        assertFalse(promise.holds(), "nobody else leads while that was promised");
        assertTrue(Long.compareUnsigned(c.token(), before) > 0);
        cluster.hub.heal();
        cluster.awaitAll();
        first.awaitLeader("c");
        kept.close();
        c.close();
        assertEquals("elected", taken(first.told));
    }

    private static void nodeEnds(TestCluster cluster, LockClient one, LockClient two, Ear first) throws Exception {
        ClusterLock held = one.acquire("estate");
        ClusterLock wanted = two.acquire("wanted");
        CompletableFuture<ClusterLock> waits = one.acquireAsync("wanted", LockOptions.EXCLUSIVE);
        CompletableFuture<LossReason> lost = new CompletableFuture<>();
        held.listen((lock, reason) -> lost.complete(reason));
        cluster.end(1);
        // a node that leaves in order is not quorate first
        LossReason why = lost.get(LIMIT_S, TimeUnit.SECONDS);
        assertTrue(why == LossReason.QUORUM || why == LossReason.CONNECTION, why.toString());
        assertEquals(CsError.LIBRARY, error(waits));
        String told = taken(first.told);
        assertTrue(told.equals("not elected QUORUM") || told.equals("not elected CONNECTION"), told);
        assertEquals("ended LIBRARY", taken(first.told));
        assertEquals(CsError.LIBRARY, error(() -> one.acquire("more")));
        wanted.close();
        assertTrue(Long.compareUnsigned(two.acquire("estate").token(), held.token()) > 0);
    }
}
