package org.choros.node;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.choros.spi.log.LogSinkFactory;

/**
 * Where a node's lines go: to the log plug-in, or through SLF4J where there is none (in a container, whose logging
 * stays in charge). Safe for all threads; does not block.
 */
final class NodeLog {
    private volatile LogSink sink = fallback();
    private volatile LogSinkFactory.Opened opened;

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

    void reconfigure() {
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
