package org.choros.runtime;

import java.util.Map;

/**
 * The daemon's command line: the options of corosync 3.1 and those of 2.4, parsed as getopt does.
 *
 * @param configuration the path of corosync.conf
 * @param foreground {@code -f}
 * @param test {@code -t}: check the configuration and exit
 * @param version {@code -v}: print the version and exit
 * @param realtime false with {@code -p}: no real-time scheduling, null when not said
 * @param priority the argument of {@code -P}, null when not given
 * @param keepCgroup {@code -R}
 */
record Options(String configuration, boolean foreground, boolean test, boolean version, Boolean realtime,
        String priority, boolean keepCgroup) {

    static final String DEFAULT_CONFIGURATION = "/etc/corosync/corosync.conf";

    static final String USAGE = """
            usage:
                    -c     : Corosync config file path.
                    -f     : Start application in foreground.
                    -p     : Do not set realtime scheduling.
                    -r     : Set round robin realtime scheduling (default).
                    -R     : Do not try move corosync to root cpu cgroup.
                    -P num : Set priority of process (no effect when -r is used)
                    -t     : Test configuration and exit.
                    -v     : Display version and some useful information about Corosync and exit.
            """;

    /** The command line is wrong; the message is what to print on standard error. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(String[] args, Map<String, String> environment) throws UsageException {
        String configuration = environment.getOrDefault("COROSYNC_MAIN_CONFIG_FILE", DEFAULT_CONFIGURATION);
        boolean foreground = false;
        boolean test = false;
        boolean version = false;
        Boolean realtime = null;
        String priority = null;
        boolean keepCgroup = false;
        for (int i = 0; i < args.length && args[i].startsWith("-") && args[i].length() > 1; i++) {
            if ("--".equals(args[i])) {
                break;
            }
            String letters = args[i].substring(1);
            for (int k = 0; k < letters.length(); k++) {
                char option = letters.charAt(k);
                switch (option) {
                    case 'f' -> foreground = true;
                    case 't' -> test = true;
                    case 'v' -> version = true;
                    case 'p' -> realtime = Boolean.FALSE;
                    case 'r' -> realtime = Boolean.TRUE;
                    case 'R' -> keepCgroup = true;
                    case 'c', 'P' -> {
                        String argument = letters.substring(k + 1);
                        if (argument.isEmpty()) {
                            if (i + 1 >= args.length) {
                                throw new UsageException("corosync: option requires an argument -- '" + option + "'\n"
                                        + USAGE);
                            }
                            argument = args[++i];
                        }
                        if (option == 'c') {
                            configuration = argument;
                        } else {
                            priority = checked(argument);
                        }
                        k = letters.length();
                    }
                    default -> throw new UsageException("corosync: invalid option -- '" + option + "'\n" + USAGE);
                }
            }
        }
        return new Options(configuration, foreground, test, version, realtime, priority, keepCgroup);
    }

    private static String checked(String priority) throws UsageException {
        if (!"max".equals(priority) && !"min".equals(priority)) {
            try {
                Integer.parseInt(priority);
            } catch (NumberFormatException e) {
                throw new UsageException("Priority value " + priority + " is invalid");
            }
        }
        return priority;
    }
}
