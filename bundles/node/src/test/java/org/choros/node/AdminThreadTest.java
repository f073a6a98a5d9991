package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread for what may block. */
class AdminThreadTest {
    private static final long LIMIT_S = 60;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AdminThread admin = new AdminThread("test-admin", (level, subsystem, text) -> lines.add(text));

    @AfterEach
    void end() {
        admin.shutdown();
    }

    @Test
    void aTaskThatThrowsIsALineAndTheNextOneRuns() throws Exception {
        CompletableFuture<Boolean> inside = new CompletableFuture<>();
        admin.execute(() -> {
            throw new IllegalStateException("broken");
        });
        admin.execute(() -> inside.complete(admin.inside()));
        assertTrue(inside.get(LIMIT_S, TimeUnit.SECONDS));
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("IllegalStateException: broken"));
        assertFalse(admin.inside());
    }

    @Test
    void tooManyTasksAreDroppedWithALine() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CompletableFuture<Void> hanging = new CompletableFuture<>();
        admin.execute(() -> {
            hanging.complete(null);
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hanging.get(LIMIT_S, TimeUnit.SECONDS);
        CountDownLatch run = new CountDownLatch(AdminThread.TASKS_MAX);
        for (int i = 0; i < AdminThread.TASKS_MAX; i++) {
            assertTrue(admin.offer(run::countDown));
        }
        assertFalse(admin.offer(run::countDown));
        assertEquals(1, lines.size());
        hang.countDown();
        assertTrue(run.await(LIMIT_S, TimeUnit.SECONDS));
        assertTrue(admin.offer(() -> {
        }));
    }

    @Test
    void anEndedThreadTakesNothing() {
        admin.shutdown();
        assertFalse(admin.offer(() -> {
        }));
        admin.later(() -> lines.add("later"), 0);
        assertEquals(List.of(), lines);
    }
}
