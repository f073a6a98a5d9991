package org.choros.node;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.choros.spi.log.LogSinkFactory;

/**
 * Where a node's lines go: to the log plug-in, or through SLF4J where there is none (in a container, whose logging
 * stays in charge). Safe for all threads; does not block.
 */
final class NodeLog {
    private static final String KEYS = "logging.";

    private volatile LogSink sink = fallback();
    private volatile LogSinkFactory.Opened opened;
    /** The logging keys of a sink that came later; null where it reads the node's own map. */
    private volatile IcMap copy;

    /**
     * Opens the plug-in's sink.
     *
     * @param factory the plug-in, or null to stay with SLF4J
     * @param map the node's map
     * @param dialect 2 or 3
     * @throws IllegalArgumentException when the logging keys are wrong
     */
    void open(LogSinkFactory factory, IcMap map, int dialect) {
        close();
        copy = null;
        if (factory != null) {
            opened = factory.open(map, dialect);
            sink = opened;
        }
    }

    void log(LogLevel level, String subsystem, String text) {
        LogSink to = sink;
        if (to.enabled(level, subsystem)) {
            to.log(level, subsystem, text, System.currentTimeMillis());
        }
    }

    /**
     * @param map the node's map
     * @return the keys that a sink reads, for {@link #openCopy} on another thread
     */
    static IcMap copy(IcMap map) {
        IcMap keys = new IcMap();
        map.withPrefix(KEYS).forEach(keys::put);
        return keys;
    }

    /**
     * Opens the sink of a plug-in that came to a running node. Blocks on files.
     *
     * @return false when its keys are wrong: a line says so, and the lines go where they went
     */
    boolean openCopy(LogSinkFactory factory, IcMap keys, int dialect) {
        try {
            LogSinkFactory.Opened now = factory.open(keys, dialect);
            copy = keys;
            opened = now;
            sink = now;
            return true;
        } catch (RuntimeException | LinkageError e) {
            log(LogLevel.ERROR, "MAIN", "The log cannot be opened: " + e.getMessage());
            return false;
        }
    }

    /** Takes what has changed while the sink was opened; on the ring thread, as {@link #changed}. */
    void catchUp(IcMap map) {
        IcMap keys = copy;
        if (keys != null) {
            map.withPrefix(KEYS).forEach(keys::put);
            keys.withPrefix(KEYS).keySet().stream().filter(k -> map.get(k) == null).forEach(keys::remove);
            reconfigure();
        }
    }

    /**
     * A logging key has changed.
     *
     * @param key the key
     * @param value its value, null when it is gone
     */
    void changed(String key, MapValue value) {
        IcMap keys = copy;
        if (keys != null && value == null) {
            keys.remove(key);
        } else if (keys != null) {
            keys.put(key, value);
        }
        reconfigure();
    }

    private void reconfigure() {
        LogSinkFactory.Opened o = opened;
        if (o != null) {
            o.reconfigure();
        }
    }

    void reopen() {
        LogSinkFactory.Opened o = opened;
        if (o != null) {
            o.reopen();
        }
    }

    void close() {
        LogSinkFactory.Opened o = opened;
        sink = fallback();
        opened = null;
        if (o != null) {
            o.close();
        }
    }

    private static LogSink fallback() {
        try {
            return new Slf4jSink();
        } catch (NoClassDefFoundError e) {
            // The import is optional: a framework without SLF4J gets its errors on standard error.
            return new ConsoleSink();
        }
    }

    /** Standard error, notices and worse. */
    private static final class ConsoleSink implements LogSink {
        @Override
        public void log(LogLevel level, String subsystem, String text, long epochMillis) {
            System.err.println(level.label() + " [" + subsystem + "] " + text);
        }

        @Override
        public boolean enabled(LogLevel level, String subsystem) {
            return level.compareTo(LogLevel.NOTICE) <= 0;
        }
    }
}
