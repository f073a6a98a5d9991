package org.choros.lock.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.lock.ClusterLock;
import org.choros.lock.LockHolder;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPlace;
import org.choros.lock.LockPromise;
import org.choros.lock.LockStatus;
import org.choros.lock.LockSummary;
import org.choros.lock.LossReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Locks of three nodes of this JVM, all of them well. */
@Timeout(180)
class LockClientTest {
    private static final int LIMIT_S = 60;
    /** Nothing is lost here because a slow machine lets a node stand still. */
    private static final int STILL_MS = 5_000;
    /** Long enough to renew a lock that was just told. */
    private static final Duration TIME_TO_LIVE = Duration.ofMillis(2_000);

    @TempDir
    private static Path folder;
    private static TestCluster cluster;

    @BeforeAll
    static void make() {
        cluster = new TestCluster("locks", folder, STILL_MS, STILL_MS);
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    static CsError error(Executable call) {
        return assertThrows(ChorosException.class, call).error();
    }

    static CsError error(CompletableFuture<?> future) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> future.get(LIMIT_S, TimeUnit.SECONDS));
        return ((ChorosException) e.getCause()).error();
    }

    static <T> T taken(LinkedBlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(LIMIT_S, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing was told");
        return next;
    }

    @Test
    void theNextOneGetsItWithAHigherToken() throws Exception {
        try (LockClient one = cluster.locks(1); LockClient two = cluster.locks(2)) {
            ClusterLock first = one.acquire("orders");
            assertEquals(ClusterLock.State.HELD, first.state());
            CompletableFuture<ClusterLock> waiting = two.acquireAsync("orders", LockOptions.EXCLUSIVE.withData("b"));
            // it is in the queue when all see it there
            while (one.query("orders").size() < 2) {
                Thread.onSpinWait();
            }
            assertFalse(waiting.isDone());
            List<LockPlace> places = one.query("orders");
            assertEquals(List.of(LockPlace.State.HELD, LockPlace.State.WAITING),
                    places.stream().map(LockPlace::state).toList());
            assertEquals("b", places.get(1).data());
            assertTrue(one.locks().contains(new LockSummary("orders", 1, 1)));
            first.close();
            assertEquals(ClusterLock.State.CLOSED, first.state());
            ClusterLock second = waiting.get(LIMIT_S, TimeUnit.SECONDS);
            assertTrue(Long.compareUnsigned(second.token(), first.token()) > 0);
            assertEquals(CsError.NOT_EXIST, error(first::check));
            // again it does nothing to who has it now
            first.close();
            assertTrue(second.check().holds());
            LockStatus status = one.status();
            assertTrue(status.granting());
            assertEquals(3, status.members());
            assertEquals(Duration.ofMillis(STILL_MS), status.lease());
        }
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        try (LockClient one = cluster.locks(1); LockClient two = cluster.locks(2)) {
            ClusterLock held = one.acquire("taken");
            assertEquals(CsError.EXIST, error(() -> one.acquire("taken")));
            assertEquals(CsError.BUSY, error(() -> two.acquire("taken", LockOptions.EXCLUSIVE.withoutWaiting())));
            assertEquals(CsError.TIMEOUT,
                    error(() -> two.acquire("taken", LockOptions.SHARED.withTimeout(Duration.ofMillis(1)))));
            assertEquals(CsError.INVALID_PARAM, error(() -> two.acquire("")));
            assertEquals(CsError.NAME_TOO_LONG, error(() -> two.acquire("\u00e4".repeat(128))));
            // each waits for the other: the one that would close the circle is told
            ClusterLock other = two.acquire("other");
            CompletableFuture<ClusterLock> waits = one.acquireAsync("other", LockOptions.EXCLUSIVE);
            while (two.query("other").size() < 2) {
                Thread.onSpinWait();
            }
            assertEquals(CsError.BAD_OPERATION, error(() -> two.acquire("taken")));
            other.close();
            waits.get(LIMIT_S, TimeUnit.SECONDS).close();
            held.close();
        }
        assertThrows(IllegalArgumentException.class, () -> LockOptions.EXCLUSIVE.withData("x".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> LockOptions.EXCLUSIVE.withTimeout(Duration.ofDays(50)));
    }

    @Test
    void severalShareAndOneWaitsForAll() throws Exception {
        try (LockClient one = cluster.locks(1);
                LockClient two = cluster.locks(2);
                LockClient three = cluster.locks(3)) {
            ClusterLock first = one.acquire("library", LockOptions.SHARED);
            ClusterLock second = two.acquire("library", LockOptions.SHARED);
            assertTrue(first.shared() && second.shared());
            CompletableFuture<ClusterLock> alone = three.acquireAsync("library", LockOptions.EXCLUSIVE);
            first.close();
            assertTrue(second.check().holds());
            assertFalse(alone.isDone());
            second.close();
            alone.get(LIMIT_S, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void whoIsNotHeardOfLosesItAfterItsTimeToLive() throws Exception {
        try (LockClient one = cluster.locks(1); LockClient two = cluster.locks(2)) {
            ClusterLock lock = one.acquire("short", LockOptions.EXCLUSIVE.withTimeToLive(TIME_TO_LIVE));
            LockPromise promise = lock.renew();
            assertTrue(promise.lengthNs() <= TIME_TO_LIVE.toNanos());
            assertEquals(lock.token(), promise.token());
            CompletableFuture<LossReason> lost = new CompletableFuture<>();
            lock.listen((which, reason) -> lost.complete(reason));
            assertEquals(LossReason.NOT_RENEWED, lost.get(LIMIT_S, TimeUnit.SECONDS));
            assertEquals(ClusterLock.State.LOST, lock.state());
            assertEquals(CsError.NOT_EXIST, error(lock::check));
            CompletableFuture<LossReason> late = new CompletableFuture<>();
            lock.listen((which, reason) -> late.complete(reason));
            assertEquals(LossReason.NOT_RENEWED, late.get(LIMIT_S, TimeUnit.SECONDS));
            ClusterLock next = two.acquire("short");
            assertFalse(promise.holds(), "nobody else has it while that was promised");
            next.close();
        }
    }

    @Test
    void aFutureThatIsCancelledLeavesTheQueue() throws Exception {
        try (LockClient one = cluster.locks(1);
                LockClient two = cluster.locks(2);
                LockClient three = cluster.locks(3)) {
            ClusterLock held = one.acquire("queue");
            CompletableFuture<ClusterLock> cancelled = two.acquireAsync("queue", LockOptions.EXCLUSIVE);
            CompletableFuture<ClusterLock> last = three.acquireAsync("queue", LockOptions.EXCLUSIVE);
            // whoever may ask again has been in the queue, and is not there any more
            while (one.query("queue").size() < 3) {
                Thread.onSpinWait();
            }
            cancelled.cancel(false);
            held.close();
            ClusterLock lock = last.get(LIMIT_S, TimeUnit.SECONDS);
            while (one.query("queue").size() > 1) {
                Thread.onSpinWait();
            }
            assertTrue(lock.check().holds());
            // and it may be asked for again
            CompletableFuture<ClusterLock> again = two.acquireAsync("queue", LockOptions.EXCLUSIVE);
            lock.close();
            again.get(LIMIT_S, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void anInterruptedThreadWithdrawsItsRequest() throws Exception {
        try (LockClient one = cluster.locks(1); LockClient two = cluster.locks(2)) {
            ClusterLock held = one.acquire("patience");
            CompletableFuture<CsError> ended = new CompletableFuture<>();
            Thread waits = new Thread(() -> {
                try {
                    two.acquire("patience");
                    ended.complete(CsError.OK);
                } catch (ChorosException e) {
                    ended.complete(e.error());
                }
            });
            waits.start();
            while (one.query("patience").size() < 2) {
                Thread.onSpinWait();
            }
            waits.interrupt();
            assertEquals(CsError.INTERRUPT, ended.get(LIMIT_S, TimeUnit.SECONDS));
            while (one.query("patience").size() > 1) {
                Thread.onSpinWait();
            }
            held.close();
        }
    }

    @Test
    void aSlowWatcherKeepsNobodyWaiting() throws Exception {
        try (LockClient one = cluster.locks(1); LockClient two = cluster.locks(2)) {
            CountDownLatch stuck = new CountDownLatch(1);
            LinkedBlockingQueue<LockHolder> slow = new LinkedBlockingQueue<>();
            LinkedBlockingQueue<LockHolder> quick = new LinkedBlockingQueue<>();
            Tracking first = two.watch("master", holder -> {
                slow.add(holder);
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Tracking second = two.watch("master", quick::add);
            assertEquals(LockHolder.State.FREE, taken(quick).state());
            assertEquals(LockHolder.State.FREE, taken(slow).state());
            ClusterLock lock = null;
            for (int i = 0; i < 3; i++) {
                lock = one.acquire("master", LockOptions.EXCLUSIVE.withData("f\u00fcr " + i));
                LockHolder holder = taken(quick);
                assertEquals(LockHolder.State.HELD, holder.state());
                assertEquals("f\u00fcr " + i, holder.data());
                assertEquals(lock.token(), holder.token());
                assertEquals(1, holder.nodeId());
                if (i < 2) {
                    lock.close();
                    assertEquals(LockHolder.State.FREE, taken(quick).state());
                }
            }
            assertNull(slow.poll());
            stuck.countDown();
            assertEquals(lock.token(), taken(slow).token(), "only how it stands now");
            first.close();
            lock.close();
            assertEquals(LockHolder.State.FREE, taken(quick).state());
            second.close();
            assertNull(slow.poll());
        }
    }

    @Test
    void whatAClientHoldsGoesWithIt() throws Exception {
        try (LockClient two = cluster.locks(2)) {
            LockClient one = cluster.locks(1);
            ClusterLock held = one.acquire("estate");
            one.acquire("house");
            CompletableFuture<ClusterLock> mine = two.acquireAsync("estate", LockOptions.EXCLUSIVE);
            CompletableFuture<ClusterLock> never = one.acquireAsync("nobody", LockOptions.EXCLUSIVE);
            never.get(LIMIT_S, TimeUnit.SECONDS);
            CompletableFuture<ClusterLock> waits = two.acquireAsync("house", LockOptions.EXCLUSIVE);
            one.close();
            assertEquals(ClusterLock.State.CLOSED, held.state());
            assertTrue(Long.compareUnsigned(mine.get(LIMIT_S, TimeUnit.SECONDS).token(), held.token()) > 0);
            waits.get(LIMIT_S, TimeUnit.SECONDS);
            assertEquals(CsError.BAD_HANDLE, error(() -> one.acquire("more")));
        }
    }
}
