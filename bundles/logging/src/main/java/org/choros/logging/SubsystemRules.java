package org.choros.logging;

import org.choros.spi.log.LogLevel;

/**
 * Where the records of one subsystem go.
 *
 * @param toStderr whether to stderr
 * @param toSyslog whether to syslog
 * @param toFile whether to a file
 * @param facility syslog's number of the facility
 * @param syslogPriority the least grave level that goes to syslog
 * @param filePriority the least grave level that goes to a file, and to stderr too
 * @param debug the level down to which everything goes everywhere: DEBUG, TRACE, or null for off
 * @param file the file's name, null for none
 */
record SubsystemRules(boolean toStderr, boolean toSyslog, boolean toFile, int facility, LogLevel syslogPriority,
        LogLevel filePriority, LogLevel debug, String file) {
    boolean stderr(LogLevel level) {
        return toStderr && passes(level, filePriority);
    }

    boolean syslog(LogLevel level) {
        return toSyslog && passes(level, syslogPriority);
    }

    boolean file(LogLevel level) {
        return toFile && file != null && passes(level, filePriority);
    }

    boolean anywhere(LogLevel level) {
        return stderr(level) || syslog(level) || file(level);
    }

    private boolean passes(LogLevel level, LogLevel priority) {
        return level.compareTo(priority) <= 0 || debug != null && level.compareTo(debug) <= 0;
    }
}
