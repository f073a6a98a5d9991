package org.choros.itests.clients;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.choros.itests.lab.Command;

/** Takes out of an output what two clusters cannot have in common. */
final class Masks {
    /** The service that we do not have, and what it shows: pload. */
    private static final String NOT_OURS = "internal_configuration\\.service\\.4\\.|runtime\\.services\\.pload\\.";
    /** What only we show. */
    private static final String OURS_ALONE = "(runtime|stats)\\.choros\\.";

    /** Derived from the configuration: corosync forgets it in a reload. */
    private static final String OF_CONFIGURATION = "totem\\.interface\\.0\\.bindnetaddr";

    /** The watched processes of other tests, connections, and pauses that only a busy machine has. */
    private static final String OF_THE_MOMENT = "resources\\.process\\.|stats\\.ipcs\\.service|stats\\.schedmiss";
    private static final Pattern ONE_SIDED = Pattern
            .compile(NOT_OURS + "|" + OURS_ALONE + "|" + OF_CONFIGURATION + "|" + OF_THE_MOMENT);
    /** Counters, and what was measured of the machine, and when. */
    private static final String COUNTERS = "runtime\\.services\\..*[rt]x|\\S*join_count|stats\\.\\S*|"
            + "resources\\.system\\.\\S*\\.(?:current|last_updated)";
    private static final Pattern COUNTER = Pattern.compile(COUNTERS);
    private static final Pattern RESOURCE_LINE = Pattern
            .compile("(?m)^.* corosync ((?!debug)[a-z]+ +\\[(?:MON|WD) +\\] .*)$");

    private Masks() {
    }

    /** What a command wrote, and its status. */
    static String text(Command c) {
        return c.out() + (c.err().isEmpty() ? "" : "--- errors\n" + c.err()) + "--- status " + c.status() + "\n";
    }

    /** Leaves out the keys that only one of the two daemons has, and the watched processes of other tests. */
    static String keys(String text) {
        Pattern pattern = Pattern.compile("^ *(" + NOT_OURS + "|" + OURS_ALONE + "|resources\\.process\\.).*");
        return text.lines().filter(l -> !pattern.matcher(l).matches()).collect(Collectors.joining("\n", "", "\n"));
    }

    /** Whether only one of the two daemons has a key, or has had a reason for it. */
    static boolean isOneSided(String key) {
        return ONE_SIDED.matcher(key).lookingAt();
    }

    /** Whether a key counts something or is a time. */
    static boolean isCounter(String key) {
        return COUNTER.matcher(key).matches();
    }

    /** What tools print: keys, statistics, reports, groups. */
    static String tools(String text) {
        return text.lines().filter(l -> !isOneSided(l)).collect(Collectors.joining("\n", "", "\n"))
                .replaceAll("(?m)^(" + COUNTERS + ")( \\(...?\\)) = .*", "$1$2 = #")
                .replaceAll("(?m)^Date: .*", "Date: #")
                // what our tools alone have, in their help
                .replaceAll("(?m)^ *--json show keys.*\n\n", "")
                .replaceAll("(?m)^[ \t]*--json\\b.*\n", "")
                .replaceAll("(?m)^(Ring ID: +1\\.)[0-9a-f]+", "$1#")
                // processes
                .replaceAll("(?m)^(\t\t) +[0-9]+(\t)", "$1#$2")
                .replaceAll("(?m)^(crew|a group)([,:])[0-9]+", "$1$2#");
    }

    /** What the resource monitors and the watchdog have logged, without what depends on the moment and the machine. */
    static String resources(String log) {
        StringBuilder all = new StringBuilder();
        Matcher m = RESOURCE_LINE.matcher(log);
        while (m.find()) {
            all.append(m.group(1)).append('\n');
        }
        return all.toString()
                // corosync's watchdog looks at the period of a monitor only once, ours each time
                .replaceAll("(?m)^warning \\[WD +\\] Could NOT use poll_period:.* resource memory_used\n", "")
                .replaceAll("(Fsm:|resource \"?)[0-9]+", "$1#").replaceAll("last_updated [0-9]+",
                        "last_updated #");
    }

    /** Keys of resources: when they were measured, which process is meant, and how busy this machine is. */
    static String resourceKeys(String text) {
        return text.replaceAll("(last_updated \\(u64\\)) = [1-9][0-9]*", "$1 = #")
                .replaceAll("(load_15min\\.current \\(dbl\\)) = .*", "$1 = #")
                .replaceAll("(resources\\.process\\.)[0-9]+", "$1#");
    }
}
