package org.choros.configadmin.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to be looked at, from all threads to ours. A mark says where to look, not what was there: so many events of
 * one configuration are one mark, and there are no more than configurations, and writes under way.
 */
final class Marks {
    private Batch next = new Batch();
    private boolean closed;
    private boolean ended;

    /** What has come together. */
    static final class Batch {
        /** PIDs with events, and whether one was a deletion. */
        final Map<String, Boolean> events = new LinkedHashMap<>();
        final Set<String> names = new LinkedHashSet<>();
        final Set<String> forgotten = new LinkedHashSet<>();
        final List<Runnable> tasks = new ArrayList<>();
        boolean all;

        private boolean isEmpty() {
            return events.isEmpty() && names.isEmpty() && forgotten.isEmpty() && tasks.isEmpty() && !all;
        }
    }

    synchronized void event(String pid, boolean deleted) {
        // that it was changed may be told after it was deleted: each by its own thread
        next.events.merge(pid, deleted, Boolean::logicalOr);
        notifyAll();
    }

    synchronized void name(String name) {
        next.names.add(name);
        notifyAll();
    }

    synchronized void forgotten(String name) {
        next.forgotten.add(name);
        notifyAll();
    }

    synchronized void all() {
        next.all = true;
        notifyAll();
    }

    synchronized void task(Runnable task) {
        next.tasks.add(task);
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** What has come, perhaps nothing when so much time has passed, 0 for no end; null when it is closed and empty. */
    synchronized Batch take(long timeoutMs) throws InterruptedException {
        if (timeoutMs > 0 && next.isEmpty() && !closed) {
            wait(timeoutMs);
        }
        while (timeoutMs == 0 && next.isEmpty() && !closed) {
            wait();
        }
        if (closed && (ended || next.isEmpty())) {
            return null;
        }
        // what had come before the end is done, what that brings with it is not
        ended = closed;
        Batch taken = next;
        next = new Batch();
        return taken;
    }
}
