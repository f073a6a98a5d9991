package org.choros.client;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/**
 * Messages that wait until the node takes them, first in, first out, with bounds. A daemon thread hands them over one
 * after the other; it ends when there has been nothing to do for a while, and the next message begins another.
 */
final class SendQueue {
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(5);

    /** The way to the node. */
    @FunctionalInterface
    interface Way {
        /** Hands a message over, however long it takes, or says why that will not be. */
        void send(byte[] message) throws ChorosException;
    }

    private final String name;
    private final int messagesMax;
    private final long bytesMax;
    private final Way way;
    // the first one is being sent and counts until it is
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long bytes;
    private boolean running;
    private CsError ended;

    private record Waiting(byte[] message, CompletableFuture<Void> future) {
    }

    SendQueue(String name, int messagesMax, long bytesMax, Way way) {
        this.name = name;
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
        this.way = way;
    }

    CompletableFuture<Void> send(byte[] message) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        CsError refusal = add(new Waiting(message, future));
        if (refusal != null) {
            future.completeExceptionally(new ChorosException(refusal, "send to " + name));
        }
        return future;
    }

    private synchronized CsError add(Waiting added) {
        if (ended != null) {
            return ended;
        }
        if (queue.size() >= messagesMax || bytes + added.message.length > bytesMax) {
            return CsError.QUEUE_FULL;
        }
        queue.add(added);
        bytes += added.message.length;
        if (running) {
            notifyAll();
        } else {
            running = true;
            Thread thread = new Thread(this::run, "choros-cpg-send");
            thread.setDaemon(true);
            thread.start();
        }
        return null;
    }

    /** Takes no more; what waits fails, too. What is under way is left to {@link Way#send}. */
    synchronized void end(CsError why) {
        if (ended == null) {
            ended = why;
            notifyAll();
        }
    }

    private void run() {
        Waiting next = next();
        while (next != null) {
            Throwable failure = next.future.isDone() ? null : handOver(next.message);
            synchronized (this) {
                // before its future ends: who has waited for that finds room
                queue.remove();
                bytes -= next.message.length;
            }
            if (failure == null) {
                next.future.complete(null);
            } else {
                next.future.completeExceptionally(failure);
            }
            next = next();
        }
    }

    private Throwable handOver(byte[] message) {
        CsError over = over();
        if (over != null) {
            return new ChorosException(over, "send to " + name);
        }
        try {
            way.send(message);
            return null;
        } catch (ChorosException e) {
            switch (e.error()) {
                case LIBRARY, BAD_HANDLE, NOT_EXIST -> end(e.error());
                default -> {
                    // only this one cannot be sent
                }
            }
            return e;
        } catch (RuntimeException | Error e) {
            // nobody else would end the futures of what waits
            end(CsError.LIBRARY);
            return e;
        }
    }

    private synchronized CsError over() {
        return ended;
    }

    private synchronized Waiting next() {
        long start = System.nanoTime();
        while (queue.isEmpty() && ended == null) {
            long left = IDLE_NS - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                // a thread of ours: nobody means anything by it
                break;
            }
        }
        running = !queue.isEmpty();
        return queue.peek();
    }
}
