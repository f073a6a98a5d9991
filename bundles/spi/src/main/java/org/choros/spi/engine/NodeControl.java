package org.choros.spi.engine;

import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/** What the cfg service asks of its node. All calls return at once; what they start happens outside the ring thread. */
@ProviderType
public interface NodeControl {
    /** Begins the orderly shutdown: engines are unloaded, the ring is left, the process ends with status 0. */
    void shutdown();

    /**
     * Ends the node at once and without a leave, with status 255.
     *
     * @param reason why; has been logged already
     */
    void die(String reason);

    /**
     * Reads the configuration again and applies what can be applied while running.
     *
     * @param done is told the cs_error result on the ring thread, 1 for success
     */
    void reload(Consumer<Integer> done);

    /**
     * Closes and opens the log files.
     *
     * @param done is told the cs_error result on the ring thread, 1 for success
     */
    void reopenLogs(Consumer<Integer> done);

    /** Marks every ring free of faults (2.4 redundant rings). */
    void reenableRings();
}
