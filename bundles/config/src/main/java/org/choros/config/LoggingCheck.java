package org.choros.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;

/** Checks the {@code logging} keys in corosync's order and with its words (config-and-tools.md 3.1). */
final class LoggingCheck {
    private static final int EXIT = 7;
    private static final String ROOT = "logging.";
    private static final String SUBSYSTEMS = "logging.logger_subsys.";
    private static final int NAME_MAX = 63;
    /** So many names beside the daemon's own fit into its table. */
    private static final int STRANGERS_MAX = 17;

    private static final List<String> ON_OFF = List.of("on", "off");
    private static final List<String> YES_NO = List.of("yes", "no", "on", "off");
    private static final Set<String> PRIORITIES = Set.of("alert", "crit", "debug", "emerg", "err", "error", "info",
            "notice", "warning");
    private static final Set<String> FACILITIES = Set.of("auth", "authpriv", "cron", "daemon", "ftp", "kern", "lpr",
            "mail", "news", "syslog", "user", "uucp", "local0", "local1", "local2", "local3", "local4", "local5",
            "local6", "local7");
    private static final Set<String> OWN = Set.of("MAIN", "TOTEM", "QB", "CFG", "CMAP", "CPG", "QUORUM", "VOTEQ",
            "SERV", "SYNC", "PLOAD", "MON", "WD", "YKD", "APIDEF", "STATS", "KNET");
    private static final Map<String, String> PRIORITY_KEYS = Map.of("syslog_level", "syslog level", "syslog_priority",
            "syslog priority", "logfile_priority", "logfile priority");

    private final IcMap map;
    private final HostEnvironment host;
    private final int dialect;

    LoggingCheck(IcMap map, HostEnvironment host, int dialect) {
        this.map = map;
        this.host = host;
        this.dialect = dialect;
    }

    void run() throws ConfigurationException {
        word(ROOT, "fileline", ON_OFF);
        word(ROOT, "function_name", ON_OFF);
        word(ROOT, "timestamp", dialect == 3 ? List.of("on", "off", "hires") : ON_OFF);
        word(ROOT, "blackbox", ON_OFF);
        targets(ROOT);
        int strangers = 0;
        for (String name : subsystems()) {
            if (!OWN.contains(name)) {
                strangers++;
            }
            if (name.length() > NAME_MAX || strangers > STRANGERS_MAX) {
                throw wrong("unable to create new logging subsystem");
            }
            targets(SUBSYSTEMS + name + '.');
        }
    }

    /** Names of the subsystems that have a block, in their order. */
    private Set<String> subsystems() {
        Set<String> names = new TreeSet<>();
        for (String key : map.withPrefix(SUBSYSTEMS).keySet()) {
            int dot = key.indexOf('.', SUBSYSTEMS.length());
            if (dot > 0 && key.substring(dot).equals(".subsys")) {
                names.add(key.substring(SUBSYSTEMS.length(), dot));
            }
        }
        return names;
    }

    private void targets(String prefix) throws ConfigurationException {
        word(prefix, "to_stderr", YES_NO);
        word(prefix, "to_syslog", YES_NO);
        String facility = map.getString(prefix + "syslog_facility", "daemon");
        if (!FACILITIES.contains(facility)) {
            throw wrong("unknown syslog facility specified");
        }
        priority(prefix, "syslog_level");
        priority(prefix, "syslog_priority");
        String file = map.getString(prefix + "logfile", null);
        if (file != null) {
            try {
                host.openLogFile(file);
            } catch (HostFault e) {
                throw wrong("Can't open logfile '" + file + "' for reason: " + e.getMessage() + " (" + e.errno() + ")");
            }
        }
        word(prefix, "to_file", YES_NO);
        word(prefix, "to_logfile", YES_NO);
        priority(prefix, "logfile_priority");
        word(prefix, "debug", List.of("on", "off", "trace"));
    }

    private void word(String prefix, String key, List<String> allowed) throws ConfigurationException {
        String value = map.getString(prefix + key, null);
        if (value != null && !allowed.contains(value)) {
            throw wrong("unknown value for " + key);
        }
    }

    private void priority(String prefix, String key) throws ConfigurationException {
        String value = map.getString(prefix + key, null);
        if (value != null && !PRIORITIES.contains(value.toLowerCase(Locale.ROOT))) {
            throw wrong("unknown " + PRIORITY_KEYS.get(key) + " specified");
        }
    }

    private static ConfigurationException wrong(String text) {
        return new ConfigurationException("parse error in config: " + text + ".", EXIT);
    }
}
