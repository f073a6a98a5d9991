package org.choros.node;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs through SLF4J, one logger {@code org.choros.SUBSYSTEM} each; SLF4J has no notice, which becomes info. */
final class Slf4jSink implements LogSink {
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    Slf4jSink() {
        logger("MAIN");
    }

    private Logger logger(String subsystem) {
        return loggers.computeIfAbsent(subsystem, s -> LoggerFactory.getLogger("org.choros." + s));
    }

    @Override
    public void log(LogLevel level, String subsystem, String text, long epochMillis) {
        Logger logger = logger(subsystem);
        switch (level) {
            case EMERG, ALERT, CRIT, ERROR -> logger.error(text);
            case WARNING -> logger.warn(text);
            case NOTICE, INFO -> logger.info(text);
            case DEBUG -> logger.debug(text);
            default -> logger.trace(text);
        }
    }

    @Override
    public boolean enabled(LogLevel level, String subsystem) {
        Logger logger = logger(subsystem);
        return switch (level) {
            case DEBUG -> logger.isDebugEnabled();
            case TRACE -> logger.isTraceEnabled();
            default -> true;
        };
    }
}
