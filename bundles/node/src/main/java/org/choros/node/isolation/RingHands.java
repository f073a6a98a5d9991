package org.choros.node.isolation;

import java.util.Optional;
import java.util.function.Supplier;

import org.choros.spi.log.LogLevel;

/** How the engine's half reaches the ring thread. Called on the engine's thread. */
public interface RingHands {
    /** There is something for the ring half: its {@code onDeadline} is to be called soon. Returns at once. */
    void wakeRing();

    /**
     * Writes a line into the node's log; at once, so that it is there when the engine hangs in the next moment.
     *
     * @param level how grave
     * @param subsystem the name in front of the line
     * @param text the line
     */
    void log(LogLevel level, String subsystem, String text);

    /**
     * What the node can do besides; to be called within {@link #ask}.
     *
     * @param <T> the type of ability
     * @param type the ability
     * @return it, or empty
     */
    <T> Optional<T> ability(Class<T> type);

    /**
     * Waits until the ring thread has answered. It answers between two of its tasks, and never waits for the engine.
     *
     * @param <T> the answer's type
     * @param question is asked on the ring thread, after everything that the engine has asked for before
     * @param nobody the answer of a node that ends, or of an engine that has been given up
     * @return the answer
     */
    <T> T ask(Supplier<T> question, T nobody);
}
