package org.choros.engine.cmap;

import java.util.HashMap;
import java.util.Map;

/** What one client has open: the map it looks at, its iterators and its trackers. All of it ends with the client. */
final class CmapClient {
    /** More iterators, and more trackers, than this a client cannot have. */
    static final int HANDLES_MAX = 4096;

    final Map<Long, Iterator> iterators = new HashMap<>();
    final Map<Long, Tracker> trackers = new HashMap<>();
    boolean statistics;
    private long lastHandle;

    /** A position in the keys. */
    static final class Iterator {
        final String prefix;
        String after;

        Iterator(String prefix) {
            this.prefix = prefix;
        }
    }

    /**
     * A watch.
     *
     * @param cookie the client's number for it
     * @param close ends it
     */
    record Tracker(long cookie, Runnable close) {
    }

    long newHandle() {
        return ++lastHandle;
    }

    boolean busy() {
        return !iterators.isEmpty() || !trackers.isEmpty();
    }

    void close() {
        trackers.values().forEach(t -> t.close().run());
        trackers.clear();
        iterators.clear();
    }
}
