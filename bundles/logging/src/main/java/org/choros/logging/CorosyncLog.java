package org.choros.logging;

import java.io.IOException;
import java.util.Set;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSinkFactory;

/** An open log: the filter that callers meet, and the writer behind it. */
final class CorosyncLog implements LogSinkFactory.Opened {
    /** Records that may wait for the writer. */
    static final int BOUND = 8192;

    private static final long PATIENCE_MS = 5_000;

    private final IcMap map;
    private final int dialect;
    private final LogWriter writer;
    private volatile LogRules rules;

    private CorosyncLog(IcMap map, int dialect, LogRules rules, LogWriter writer) {
        this.map = map;
        this.dialect = dialect;
        this.rules = rules;
        this.writer = writer;
    }

    /**
     * Opens everything that the keys name.
     *
     * @throws IllegalArgumentException when a value is wrong or a file cannot be opened: corosync's text
     */
    static CorosyncLog open(IcMap map, int dialect, LogPlace place, int bound) {
        LogRules rules = LogRulesReader.read(map, dialect);
        LogFiles files = new LogFiles();
        for (String name : rules.files()) {
            try {
                files.open(name);
            } catch (IOException e) {
                files.retain(Set.of());
                throw LogRulesReader.wrong("Can't open logfile '" + name + "' for reason: " + LogFiles.reason(e));
            }
        }
        LogWriter writer = new LogWriter(place, files, rules, bound);
        writer.start();
        return new CorosyncLog(map, dialect, rules, writer);
    }

    @Override
    public void log(LogLevel level, String subsystem, String text, long epochMillis) {
        if (enabled(level, subsystem)) {
            writer.offer(new LogRecord(level, subsystem, text, epochMillis));
        }
    }

    @Override
    public boolean enabled(LogLevel level, String subsystem) {
        return rules.of(subsystem).anywhere(level);
    }

    @Override
    public void reconfigure() {
        LogRules changed = LogRulesReader.reread(map, dialect, rules);
        rules = changed;
        writer.use(changed);
    }

    @Override
    public void reopen() {
        writer.reopen();
    }

    @Override
    public void close() {
        writer.stop(PATIENCE_MS);
    }
}
