package org.choros.engine.amf.model;

import java.util.List;

/**
 * How it is found out whether a component works.
 *
 * @param kind how
 * @param target the command's words, or one word: host:port, the URL; empty for a heartbeat
 *            and a bean
 * @param periodNs the time from one check to the next; for a heartbeat the longest silence
 * @param timeoutNs how long a check may take
 * @param graceNs how long after the start failures do not count
 * @param failures as many failures one after the other are a failure of the component
 */
public record HealthCheck(Kind kind, List<String> target, long periodNs, long timeoutNs, long graceNs, int failures) {
    /** What is done. */
    public enum Kind {
        /** A command ends with 0. */
        COMMAND,
        /** A port takes a connection. */
        TCP,
        /** A GET is answered with a status of 200 to 399. */
        HTTP,
        /** A bean says that all is well. */
        BEAN,
        /** The component speaks by itself. */
        HEARTBEAT
    }
}
