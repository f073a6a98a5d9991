package org.choros.map.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.choros.map.MapListener;

/**
 * Calls the listeners of a map, one event after the other, on a thread that begins with the first listener. At the
 * bound an event is left out, and those who missed it are told how many, where they were.
 */
final class EventPump {
    /** Most events that wait. */
    static final int MAX = 65_536;

    private final String name;
    private final int max;
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private final List<MapListener> listeners = new ArrayList<>();
    private Thread thread;
    private boolean closed;
    private long missedNow;
    private long missed;
    private long failures;

    /** Something for those who listened when it happened. */
    private record Event(List<MapListener> to, Consumer<MapListener> what) {
    }

    EventPump(String name, int max) {
        this.name = name;
        this.max = max;
    }

    /** Takes a listener; what is there already is told to it alone, and is no matter of the bound. */
    synchronized void add(MapListener listener, List<Consumer<MapListener>> first) {
        if (closed) {
            return;
        }
        listeners.add(listener);
        first.forEach(what -> queue.add(new Event(List.of(listener), what)));
        if (thread == null) {
            thread = new Thread(this::run, "choros-map-" + name);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    synchronized void remove(MapListener listener) {
        // one: who listens twice has two trackings
        listeners.remove(listener);
    }

    synchronized boolean idle() {
        return listeners.isEmpty();
    }

    synchronized void tell(Consumer<MapListener> what) {
        if (listeners.isEmpty() || closed) {
            return;
        }
        if (queue.size() >= max) {
            missedNow++;
            missed++;
            return;
        }
        List<MapListener> to = List.copyOf(listeners);
        if (missedNow > 0) {
            long events = missedNow;
            missedNow = 0;
            queue.add(new Event(to, l -> l.missed(events)));
        }
        queue.add(new Event(to, what));
        notifyAll();
    }

    synchronized long missed() {
        return missed;
    }

    synchronized long failures() {
        return failures;
    }

    /** Ends it after what waits. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized Event next() throws InterruptedException {
        while (queue.isEmpty() && missedNow == 0 && !closed) {
            wait();
        }
        if (queue.isEmpty() && missedNow > 0) {
            long events = missedNow;
            missedNow = 0;
            return new Event(List.copyOf(listeners), l -> l.missed(events));
        }
        return queue.poll();
    }

    private synchronized boolean listens(MapListener listener) {
        return listeners.contains(listener);
    }

    private void run() {
        try {
            for (Event event = next(); event != null; event = next()) {
                for (MapListener listener : event.to()) {
                    if (listens(listener)) {
                        call(listener, event.what());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(MapListener listener, Consumer<MapListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | LinkageError e) {
            long so;
            synchronized (this) {
                so = ++failures;
            }
            if (Long.bitCount(so) == 1) {
                // the first, second, fourth and so on: one that always throws does not fill the log
                System.getLogger("org.choros.map").log(System.Logger.Level.WARNING,
                        "map " + name + ": a listener has thrown, " + so + " times so far", e);
            }
        }
    }
}
