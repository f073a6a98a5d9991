package org.choros.engine.lock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who holds one lock and who waits for it, in the order of their requests: holders first. */
final class LockQueue {
    private final String name;
    private final List<Entry> entries = new ArrayList<>();

    LockQueue(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    int holders() {
        int n = 0;
        while (n < entries.size() && entries.get(n).isHeld()) {
            n++;
        }
        return n;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void remove(Entry entry) {
        entries.remove(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether a request would get the lock if it came now: nobody waits, and those who hold it let it. */
    boolean isOpen(boolean shared) {
        return entries.isEmpty()
                || shared && holders() == entries.size() && entries.stream().allMatch(Entry::isShared);
    }

    /** The next to get the lock, or null: the first who waits, when those who hold it let it. */
    Entry next() {
        int holders = holders();
        if (holders == entries.size()) {
            return null;
        }
        Entry first = entries.get(holders);
        return holders == 0 || first.isShared() && entries.get(0).isShared() ? first : null;
    }
}
