package org.choros.node.services;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;

/** The counters that one engine shows: {@code runtime.choros.KEY.*}, and in dialect 3 {@code stats.choros.KEY.*}. */
final class EngineCounters {
    private final IcMap map;
    private final Optional<StatsMap> stats;
    private final Consumer<Throwable> failed;
    private final String runtimePrefix;
    private final String statsPrefix;
    private final Map<String, Counter> counters = new TreeMap<>();

    /** A counter whose source may throw; then it shows what it showed before. */
    private final class Counter {
        private final LongSupplier source;
        private MapValue last = MapValue.u64(0);

        Counter(LongSupplier source) {
            this.source = source;
        }

        MapValue value() {
            try {
                last = MapValue.u64(source.getAsLong());
            } catch (RuntimeException | LinkageError e) {
                failed.accept(e);
            }
            return last;
        }
    }

    EngineCounters(String key, IcMap map, Optional<StatsMap> stats, Consumer<Throwable> failed) {
        this.map = map;
        this.stats = stats;
        this.failed = failed;
        runtimePrefix = "runtime.choros." + key + ".";
        statsPrefix = "stats.choros." + key + ".";
    }

    void add(String name, LongSupplier source) {
        if (!IcMap.validKey(runtimePrefix + name)) {
            throw new IllegalArgumentException("counter " + name);
        }
        Counter counter = new Counter(source);
        counters.put(name, counter);
        map.put(runtimePrefix + name, counter.value());
        stats.ifPresent(s -> s.put(statsPrefix + name, counter::value));
    }

    void show() {
        counters.forEach((name, counter) -> map.put(runtimePrefix + name, counter.value()));
    }

    void retract() {
        counters.keySet().forEach(name -> map.remove(runtimePrefix + name));
        stats.ifPresent(s -> s.removeAll(statsPrefix));
        counters.clear();
    }
}
