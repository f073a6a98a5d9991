package org.choros.spi.log;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes a node's log records. Called from the ring thread, so an implementation only queues (bounded) and writes on a
 * thread of its own.
 */
@ConsumerType
public interface LogSink {
    /**
     * @param level how grave
     * @param subsystem the subsystem as in corosync: MAIN, TOTEM, QUORUM, VOTEQ, CFG, CMAP, CPG, QB, SERV, SYNC
     * @param text the line, without time and level
     * @param epochMillis when it happened, milliseconds since 1970
     */
    void log(LogLevel level, String subsystem, String text, long epochMillis);

    /**
     * @param level a level
     * @param subsystem a subsystem
     * @return whether such a record would go anywhere; lets the caller save the text
     */
    boolean enabled(LogLevel level, String subsystem);
}
