package org.choros.configadmin.service;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

import org.choros.configadmin.ReplicationStatistics;
import org.choros.configadmin.core.Memory;
import org.choros.configadmin.core.ReplicatorOutput.Event;

/** Counts what happens and tells of it; of what fails again and again once. */
final class Tally {
    static final String LOGGER = "org.choros.configadmin";
    private static final System.Logger LOG = System.getLogger(LOGGER);

    private final String map;
    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();
    private volatile int known;
    private volatile int deletions;

    Tally(String map) {
        this.map = map;
    }

    void event(Event event, String key) {
        if (event == Event.REFUSED) {
            // counted with its cause
            return;
        }
        counts.incrementAndGet(event.ordinal());
        switch (event) {
            case CONFLICT -> LOG.log(System.Logger.Level.WARNING, "configurations " + map + ": " + key
                    + " was changed here, and meanwhile by others: theirs is taken over");
            case NOT_UNDERSTOOD -> complain(key, key + " in the map is no configuration, and is left alone", null);
            default -> {
                fine(key);
                LOG.log(System.Logger.Level.DEBUG, "configurations {0}: {1} {2}", map, key,
                        event == Event.PUBLISHED ? "was changed here" : "was changed by others");
            }
        }
    }

    void refused(String key, String what, Throwable cause) {
        counts.incrementAndGet(Event.REFUSED.ordinal());
        complain(key, key + " " + what, cause);
    }

    void complain(String key, String what, Throwable cause) {
        if (complaints.add(key)) {
            LOG.log(System.Logger.Level.WARNING,
                    "configurations " + map + ": " + what + (cause == null ? "" : ": " + cause.getMessage()));
        }
    }

    /** It works again: the next failure is told of. */
    void fine(String key) {
        complaints.remove(key);
    }

    void known(Memory memory) {
        known = memory.size();
        deletions = memory.deletions();
    }

    ReplicationStatistics statistics() {
        return new ReplicationStatistics(known, deletions, counts.get(Event.PUBLISHED.ordinal()),
                counts.get(Event.APPLIED.ordinal()), counts.get(Event.CONFLICT.ordinal()),
                counts.get(Event.REFUSED.ordinal()), counts.get(Event.NOT_UNDERSTOOD.ordinal()));
    }
}
