package org.choros.engine.amf.model;

import java.util.List;
import java.util.SortedMap;

/**
 * A part of a unit that is started, stopped and looked after by itself.
 *
 * @param name its name in the group
 * @param type what its start command leaves behind
 * @param start the words of the start command; of a bean its name, of a bundle {@link #BUNDLE} and its symbolic name
 * @param stop the words of the stop command; empty for none
 * @param user whom commands are run as; empty for the node's own
 * @param directory where commands are run; empty for the root
 * @param output the file that gets what commands print; empty for the node's log
 * @param environment what commands find in their environment
 * @param checks its health checks
 * @param startTimeoutNs how long it may take to be up
 * @param stopTimeoutNs how long it may take to stop before it is killed
 * @param killTimeoutNs how long it may take to be gone after that
 */
public record Component(String name, Type type, List<String> start, List<String> stop, String user, String directory,
        String output, SortedMap<String, String> environment, List<HealthCheck> checks, long startTimeoutNs,
        long stopTimeoutNs, long killTimeoutNs) {

    /** Begins the name of a bean that is a bundle, started and stopped. */
    public static final String BUNDLE = "bundle:";

    /** What a start command leaves behind. */
    public enum Type {
        /** Itself: it runs as long as the component does. */
        PROCESS,
        /** Processes in its process group; it ends with 0 when they are up. */
        FORKING,
        /** An effect that the stop command takes back; it ends with 0. */
        ONESHOT,
        /** There is no command but a bean in the node's JVM. */
        OSGI
    }

    /** @return the longest that a stop takes: in order, then by force */
    public long stopBoundNs() {
        return stopTimeoutNs + killTimeoutNs;
    }
}
