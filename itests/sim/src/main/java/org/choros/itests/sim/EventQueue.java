package org.choros.itests.sim;

import java.util.Arrays;

/** What will happen, by time and then by the order in which it was planned. Events are used again. */
final class EventQueue {
    /** Something that happens at a time: a packet reaches a machine, or an action is done. */
    static final class Event {
        private long atNs;
        private long number;
        Machine machine;
        Packet packet;
        Runnable action;

        long atNs() {
            return atNs;
        }
    }

    private Event[] heap = new Event[256];
    private int size;
    private Event[] free = new Event[64];
    private int freed;
    private long planned;

    boolean isEmpty() {
        return size == 0;
    }

    long nextNs() {
        return heap[0].atNs;
    }

    /** @return how many events are still to happen */
    int size() {
        return size;
    }

    /** @return how many events have been planned so far */
    long planned() {
        return planned;
    }

    void add(long atNs, Runnable action) {
        Event e = take(atNs);
        e.action = action;
        up(e);
    }

    void add(long atNs, Machine machine, Packet packet) {
        Event e = take(atNs);
        e.machine = machine;
        e.packet = packet;
        up(e);
    }

    private Event take(long atNs) {
        Event e = freed > 0 ? free[--freed] : new Event();
        e.atNs = atNs;
        e.number = planned++;
        return e;
    }

    private static boolean before(Event a, Event b) {
        return a.atNs < b.atNs || a.atNs == b.atNs && a.number < b.number;
    }

    private void up(Event e) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(e, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = e;
    }

    /** Takes out what happens first; to be given back with {@link #done}. */
    Event poll() {
        Event first = heap[0];
        Event last = heap[--size];
        heap[size] = null;
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        if (size > 0) {
            heap[at] = last;
        }
        return first;
    }

    void done(Event e) {
        e.machine = null;
        e.packet = null;
        e.action = null;
        if (freed < free.length) {
            free[freed++] = e;
        }
    }
}
