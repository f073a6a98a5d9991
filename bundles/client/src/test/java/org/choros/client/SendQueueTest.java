package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue behind CpgGroup.send, without a node: the test takes each message when it likes. */
@Timeout(60)
final class SendQueueTest {
    private static final CsError TAKEN = CsError.OK;

    /** What the sender offers, and what the test answers: an error, or {@link #TAKEN}. */
    private final LinkedBlockingQueue<byte[]> offered = new LinkedBlockingQueue<>();
    private final SynchronousQueue<CsError> answers = new SynchronousQueue<>();
    private final SendQueue queue = new SendQueue("crew", 4, 100, this::way);

    private void way(byte[] message) throws ChorosException {
        offered.add(message);
        try {
            CsError answer = answers.poll(30, TimeUnit.SECONDS);
            if (answer != TAKEN) {
                throw new ChorosException(answer, "send");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int next(CsError answer) throws Exception {
        int length = offered.poll(30, TimeUnit.SECONDS).length;
        assertTrue(answers.offer(answer, 30, TimeUnit.SECONDS));
        return length;
    }

    @Test
    void handsOverInTheOrderOfTheCalls() throws Exception {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int length = i;
            CompletableFuture<Void> future = queue.send(new byte[i]);
            futures.add(future.thenRun(() -> done.add(length)));
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(i, next(TAKEN));
        }
        for (CompletableFuture<Void> future : futures) {
            Background.get(future);
        }
        assertEquals(List.of(0, 1, 2, 3), done);
    }

    @Test
    void isFullByNumber() throws Exception {
        CompletableFuture<Void> first = queue.send(new byte[1]);
        for (int i = 0; i < 3; i++) {
            assertFalse(queue.send(new byte[1]).isDone());
        }
        assertEquals(CsError.QUEUE_FULL, Background.errorNow(queue.send(new byte[1])));
        next(TAKEN);
        Background.get(first);
        // whoever has waited for the first finds room
        assertFalse(queue.send(new byte[1]).isDone());
    }

    @Test
    void isFullByBytes() throws Exception {
        CompletableFuture<Void> first = queue.send(new byte[100]);
        assertEquals(CsError.QUEUE_FULL, Background.errorNow(queue.send(new byte[1])));
        assertFalse(queue.send(new byte[0]).isDone());
        next(TAKEN);
        Background.get(first);
        assertFalse(queue.send(new byte[99]).isDone());
    }

    @Test
    void oneThatCannotBeSentDoesNotHoldUpTheOthers() throws Exception {
        CompletableFuture<Void> first = queue.send(new byte[1]);
        CompletableFuture<Void> second = queue.send(new byte[2]);
        next(CsError.INVALID_PARAM);
        next(TAKEN);
        assertEquals(CsError.INVALID_PARAM, Background.error(first));
        Background.get(second);
    }

    @Test
    void whenTheNodeIsGoneNothingIsLostSilently() throws Exception {
        CompletableFuture<Void> first = queue.send(new byte[1]);
        CompletableFuture<Void> second = queue.send(new byte[2]);
        next(CsError.LIBRARY);
        assertEquals(CsError.LIBRARY, Background.error(first));
        assertEquals(CsError.LIBRARY, Background.error(second));
        assertEquals(CsError.LIBRARY, Background.errorNow(queue.send(new byte[3])));
        assertTrue(offered.isEmpty());
    }

    @Test
    void atTheEndWhatWaitsFailsAndWhatIsUnderWayIsWaitedFor() throws Exception {
        CompletableFuture<Void> first = queue.send(new byte[1]);
        CompletableFuture<Void> second = queue.send(new byte[2]);
        assertEquals(1, offered.poll(30, TimeUnit.SECONDS).length);
        queue.end(CsError.NOT_EXIST);
        queue.end(CsError.BAD_HANDLE);
        assertFalse(first.isDone());
        answers.put(TAKEN);
        Background.get(first);
        assertEquals(CsError.NOT_EXIST, Background.error(second));
        assertEquals(CsError.NOT_EXIST, Background.errorNow(queue.send(new byte[3])));
    }

    @Test
    void aFaultOfOursEndsTheFutures() {
        SendQueue broken = new SendQueue("crew", 4, 100, m -> {
            throw new IllegalStateException("a fault");
        });
        CompletableFuture<Void> first = broken.send(new byte[1]);
        Exception e = assertThrows(ExecutionException.class,
                () -> Background.get(first));
        assertEquals("a fault", e.getCause().getMessage());
        assertEquals(CsError.LIBRARY, Background.error(broken.send(new byte[1])));
    }

    @Test
    void oneThatIsCancelledBeforeItsTurnIsLeftOut() throws Exception {
        queue.send(new byte[1]);
        CompletableFuture<Void> second = queue.send(new byte[2]);
        CompletableFuture<Void> third = queue.send(new byte[3]);
        second.cancel(false);
        assertEquals(1, next(TAKEN));
        assertEquals(3, next(TAKEN));
        Background.get(third);
    }
}
