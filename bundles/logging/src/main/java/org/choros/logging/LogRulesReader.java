package org.choros.logging;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogLevel;

/** Reads the {@code logging} keys (config-and-tools.md 3.1). */
final class LogRulesReader {
    private static final String ROOT = "logging.";
    private static final String SUBSYSTEMS = "logging.logger_subsys.";
    private static final int NAME_MAX = 63;
    private static final Map<String, LogLevel> LEVELS = Map.of("emerg", LogLevel.EMERG, "alert", LogLevel.ALERT,
            "crit", LogLevel.CRIT, "err", LogLevel.ERROR, "error", LogLevel.ERROR, "warning", LogLevel.WARNING,
            "notice", LogLevel.NOTICE, "info", LogLevel.INFO, "debug", LogLevel.DEBUG);
    private static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr",
            "news", "uucp", "cron", "authpriv", "ftp");
    private static final String LOCAL = "local";
    private static final int FIRST_LOCAL = 16;
    private static final int DAEMON = 3;

    private final IcMap map;
    private final int dialect;
    private final LogRules previous;

    private LogRulesReader(IcMap map, int dialect, LogRules previous) {
        this.map = map;
        this.dialect = dialect;
        this.previous = previous;
    }

    /**
     * Reads the keys of a start.
     *
     * @param map the keys
     * @param dialect 2 or 3
     * @return the rules
     * @throws IllegalArgumentException when a value is wrong: corosync's text
     */
    static LogRules read(IcMap map, int dialect) {
        return new LogRulesReader(map, dialect, null).rules();
    }

    /**
     * Reads changed keys; where a value is wrong, the old one stays.
     *
     * @param map the keys
     * @param dialect 2 or 3
     * @param previous the rules so far
     * @return the rules
     */
    static LogRules reread(IcMap map, int dialect, LogRules previous) {
        return new LogRulesReader(map, dialect, previous).rules();
    }

    private LogRules rules() {
        // accepted and checked, although lines of Java have no place in a C file to print
        value(ROOT, "fileline", LogRulesReader::onOff, false, false);
        value(ROOT, "function_name", LogRulesReader::onOff, false, false);
        Timestamp usual = dialect == 3 ? Timestamp.HIRES : Timestamp.OFF;
        Timestamp timestamp = value(ROOT, "timestamp", this::timestamp, usual,
                previous == null ? usual : previous.timestamp());
        value(ROOT, "blackbox", LogRulesReader::onOff, true, true);
        SubsystemRules corosync = new SubsystemRules(true, true, false, DAEMON, LogLevel.INFO, LogLevel.INFO, null,
                null);
        SubsystemRules common = subsystem(ROOT, corosync, previous == null ? corosync : previous.common());
        Map<String, SubsystemRules> own = new HashMap<>();
        for (String key : map.withPrefix(SUBSYSTEMS).keySet()) {
            int dot = key.indexOf('.', SUBSYSTEMS.length());
            if (dot > 0 && key.substring(dot).equals(".subsys")) {
                String name = key.substring(SUBSYSTEMS.length(), dot);
                if (name.length() <= NAME_MAX) {
                    own.put(name, block(name, common));
                } else if (previous == null) {
                    throw wrong("unable to create new logging subsystem");
                }
            }
        }
        return new LogRules(timestamp, common, Map.copyOf(own));
    }

    /** A block inherits all but the facility and debug, which fall back to their defaults. */
    private SubsystemRules block(String name, SubsystemRules common) {
        SubsystemRules inherited = new SubsystemRules(common.toStderr(), common.toSyslog(), common.toFile(), DAEMON,
                common.syslogPriority(), common.filePriority(), null, common.file());
        SubsystemRules old = previous == null ? inherited : previous.own().getOrDefault(name, inherited);
        return subsystem(SUBSYSTEMS + name + '.', inherited, old);
    }

    private SubsystemRules subsystem(String prefix, SubsystemRules unset, SubsystemRules old) {
        boolean toStderr = value(prefix, "to_stderr", LogRulesReader::yesNo, unset.toStderr(), old.toStderr());
        boolean toSyslog = value(prefix, "to_syslog", LogRulesReader::yesNo, unset.toSyslog(), old.toSyslog());
        int facility = value(prefix, "syslog_facility", LogRulesReader::facility, unset.facility(), old.facility());
        LogLevel syslog = value(prefix, "syslog_level", LogRulesReader::level, unset.syslogPriority(),
                old.syslogPriority());
        syslog = value(prefix, "syslog_priority", LogRulesReader::level, syslog, old.syslogPriority());
        String file = map.getString(prefix + "logfile", unset.file());
        boolean toFile = value(prefix, "to_file", LogRulesReader::yesNo, unset.toFile(), old.toFile());
        toFile = value(prefix, "to_logfile", LogRulesReader::yesNo, toFile, old.toFile());
        LogLevel filePriority = value(prefix, "logfile_priority", LogRulesReader::level, unset.filePriority(),
                old.filePriority());
        Debug debug = value(prefix, "debug", LogRulesReader::debug, Debug.of(unset.debug()), Debug.of(old.debug()));
        return new SubsystemRules(toStderr, toSyslog, toFile, facility, syslog, filePriority, debug.level, file);
    }

    /** The value of a key: the default when it is not set; when it is wrong, the old one or, at start, a refusal. */
    private <T> T value(String prefix, String key, Function<String, T> read, T unset, T old) {
        String text = map.getString(prefix + key, null);
        if (text == null) {
            return unset;
        }
        T value = read.apply(text);
        if (value != null) {
            return value;
        }
        if (previous != null) {
            return old;
        }
        throw switch (key) {
            case "syslog_facility" -> wrong("unknown syslog facility specified");
            case "syslog_priority" -> wrong("unknown syslog priority specified");
            case "syslog_level" -> wrong("unknown syslog level specified");
            case "logfile_priority" -> wrong("unknown logfile priority specified");
            default -> wrong("unknown value for " + key);
        };
    }

    static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("parse error in config: " + text + ".");
    }

    private static Boolean onOff(String text) {
        return switch (text) {
            case "on" -> Boolean.TRUE;
            case "off" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static Boolean yesNo(String text) {
        return switch (text) {
            case "yes" -> Boolean.TRUE;
            case "no" -> Boolean.FALSE;
            default -> onOff(text);
        };
    }

    private Timestamp timestamp(String text) {
        return switch (text) {
            case "on" -> Timestamp.ON;
            case "off" -> Timestamp.OFF;
            case "hires" -> dialect == 3 ? Timestamp.HIRES : null;
            default -> null;
        };
    }

    private static LogLevel level(String text) {
        return LEVELS.get(text.toLowerCase(Locale.ROOT));
    }

    private static Integer facility(String text) {
        if (text.length() == LOCAL.length() + 1 && text.startsWith(LOCAL)) {
            int number = text.charAt(LOCAL.length()) - '0';
            return number >= 0 && number <= 7 ? FIRST_LOCAL + number : null;
        }
        int index = FACILITIES.indexOf(text);
        return index < 0 ? null : Integer.valueOf(index);
    }

    private static Debug debug(String text) {
        return switch (text) {
            case "off" -> Debug.OFF;
            case "on" -> Debug.ON;
            case "trace" -> Debug.TRACE;
            default -> null;
        };
    }

    private enum Debug {
        OFF(null), ON(LogLevel.DEBUG), TRACE(LogLevel.TRACE);

        private final LogLevel level;

        Debug(LogLevel level) {
            this.level = level;
        }

        private static Debug of(LogLevel level) {
            if (level == null) {
                return OFF;
            }
            return level == LogLevel.TRACE ? TRACE : ON;
        }
    }
}
