package org.choros.engine.cmap;

import java.util.ArrayList;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapListener;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.ServiceEngine;

/**
 * The watches on the statistics. Keys that come and go are told at once; a value is looked at every 1.5 s, and only
 * for watches on one exact key, which get the new value as the old one too.
 */
final class StatsTrackers {
    /** How often values are compared. */
    static final long PERIOD_NS = 1_500_000_000L;

    private final StatsMap stats;
    private final List<Watch> watches = new ArrayList<>();
    private long nextPollNs = ServiceEngine.NO_DEADLINE;

    private final class Watch implements MapListener {
        private final String key;
        private final int types;
        private final MapListener listener;
        private MapValue last;

        Watch(String key, int types, MapListener listener) {
            this.key = key;
            this.types = types;
            this.listener = listener;
            this.last = stats.get(key);
        }

        private boolean polled() {
            return (types & IcMap.PREFIX) == 0 && (types & IcMap.MODIFY) != 0;
        }

        @Override
        public void changed(int event, String changed, MapValue value, MapValue old) {
            boolean mine = (types & IcMap.PREFIX) != 0 ? changed.startsWith(key) : changed.equals(key);
            if (mine && (types & event) != 0) {
                listener.changed(event, changed, value, old);
            }
        }

        private void poll() {
            MapValue now = stats.get(key);
            // A key that was not there counts as zero: those of pauses appear without being told.
            if (now != null && (last == null ? !zero(now) : !now.equals(last))) {
                listener.changed(IcMap.MODIFY, key, now, now);
            }
            last = now;
        }
    }

    private static boolean zero(MapValue value) {
        for (byte b : value.bytes()) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    StatsTrackers(StatsMap stats) {
        this.stats = stats;
    }

    /** Adds a watch; the returned action ends it. */
    Runnable add(String key, int types, MapListener listener, long nowNs) {
        Watch w = new Watch(key, types, listener);
        stats.track(w);
        watches.add(w);
        if (w.polled() && nextPollNs == ServiceEngine.NO_DEADLINE) {
            nextPollNs = nowNs + PERIOD_NS;
        }
        return () -> {
            stats.untrack(w);
            watches.remove(w);
            if (watches.stream().noneMatch(Watch::polled)) {
                nextPollNs = ServiceEngine.NO_DEADLINE;
            }
        };
    }

    long nextPollNs() {
        return nextPollNs;
    }

    void poll(long nowNs) {
        if (nextPollNs > nowNs) {
            return;
        }
        nextPollNs = nowNs + PERIOD_NS;
        for (Watch w : watches.toArray(new Watch[0])) {
            if (w.polled()) {
                w.poll();
            }
        }
    }
}
