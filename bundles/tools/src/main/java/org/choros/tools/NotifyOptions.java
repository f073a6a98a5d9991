package org.choros.tools;

/** What corosync-notifyd was told to do. */
final class NotifyOptions {
    static final String NAME = "corosync-notifyd";

    static final String USAGE = """
            usage:
                    -c     : SNMP Community name.
                    -f     : Start application in foreground.
                    -l     : Log all events.
                    -o     : Print events to stdout (turns on -l).
                    -s     : Send SNMP traps on all events.
                    -m     : Set the SNMP Manager IP address (defaults to localhost).
                    -n     : No reverse DNS lookup on cmap member change events.
                    -d     : Send DBUS signals on all events.
                    -h     : Print this help.

            """;

    private static final String NO_EVENTS = "no event type enabled, see corosync-notifyd -h, exiting.";
    private static final String NO_TERMINAL = "configured to print to stdout and run in the background, exiting";
    private static final String NO_DBUS = "DBUS signals are not supported, see corosync-notifyd -h, exiting.";
    private static final int TRAP_PORT = 162;
    private static final int PORT_MAX = 65_535;

    private boolean foreground;
    private boolean log;
    private boolean print;
    private boolean traps;
    private boolean signals;
    private boolean resolve = true;
    private boolean usage;
    private String community = "public";
    private String manager = "localhost";
    private String host;
    private int port = TRAP_PORT;

    private NotifyOptions() {
    }

    static NotifyOptions parse(String[] args, Console console) {
        NotifyOptions result = new NotifyOptions();
        GetOpt options = new GetOpt(NAME, args, "c:floshm:nd", console);
        int option = options.next();
        while (option != GetOpt.END) {
            result.take(option, options.argument());
            option = result.usage ? GetOpt.END : options.next();
        }
        result.host = result.manager;
        return result;
    }

    private void take(int option, String argument) {
        switch (option) {
            case 'c' -> community = argument;
            case 'f' -> foreground = true;
            case 'l' -> log = true;
            case 'o' -> {
                print = true;
                log = true;
            }
            case 's' -> traps = true;
            case 'm' -> {
                traps = true;
                manager = argument;
            }
            case 'n' -> resolve = false;
            case 'd' -> signals = true;
            default -> usage = true;
        }
    }

    /** Why this cannot be done, or null. */
    String refusal() {
        if (signals) {
            return NO_DBUS;
        }
        if (!log && !traps) {
            return NO_EVENTS;
        }
        if (print && !foreground) {
            return NO_TERMINAL;
        }
        return traps && !splitManager()
                ? "invalid SNMP manager " + manager + ", see corosync-notifyd -h, exiting."
                : null;
    }

    /** HOST, HOST:PORT, an IPv6 address, or one in brackets with or without a port. */
    private boolean splitManager() {
        int bracket = manager.startsWith("[") ? manager.indexOf(']') : -1;
        int colon = manager.indexOf(':', Math.max(0, bracket));
        if (bracket > 0) {
            host = manager.substring(1, bracket);
            if (bracket + 1 < manager.length() && colon != bracket + 1) {
                return false;
            }
        } else if (colon < 0 || manager.indexOf(':', colon + 1) >= 0) {
            host = manager;
            colon = -1;
        } else {
            host = manager.substring(0, colon);
        }
        if (colon >= 0) {
            port = (int) Numbers.between(manager.substring(colon + 1), 1, PORT_MAX);
        }
        return !host.isEmpty() && port > 0;
    }

    boolean usage() {
        return usage;
    }

    boolean foreground() {
        return foreground;
    }

    boolean log() {
        return log;
    }

    boolean print() {
        return print;
    }

    /** Whether there is a message that must be seen though nothing is printed: that something is not supported. */
    boolean unsupported() {
        return signals;
    }

    boolean traps() {
        return traps;
    }

    boolean resolve() {
        return resolve;
    }

    String community() {
        return community;
    }

    /** The manager's name or address, after {@link #refusal}. */
    String host() {
        return host;
    }

    /** The manager's port, after {@link #refusal}. */
    int port() {
        return port;
    }
}
