package org.choros.engine.amf.supervise;

import java.util.Collections;
import java.util.SortedMap;
import java.util.function.LongConsumer;

/**
 * Does what state machines ask for, outside of the ring thread. No call blocks or fails: what cannot be done ends with
 * an {@link Outcome}. What comes of it is told on the ring thread, later, never within the call: for each job
 * {@link Executor#onStarted} (if it could be run), {@link Executor#onEnded}, {@link Executor#onGone}, in this order and
 * each once. When the node's process ends, however it ends, all jobs end with it.
 */
public interface Actuator {
    /**
     * Called once, before all else.
     *
     * @param executor whom to tell, on the engine's thread
     * @param then what to call with the time when it has been told something
     */
    default void tell(Executor executor, LongConsumer then) {
        // one that is told by others what there is
    }

    /**
     * Begins a job.
     *
     * @param job its number, never used before
     * @param spec what to do
     */
    void run(long job, JobSpec spec);

    /**
     * Signals all processes of a job's process group, also when its command has ended. Nothing happens for a job that
     * is gone.
     *
     * @param job its number
     * @param force false for SIGTERM, true for SIGKILL; ends a probe or a call of a bean
     */
    void kill(long job, boolean force);

    /**
     * Resets the host, or ends the tickling of its watchdog: something runs here that must not, and cannot be stopped.
     *
     * @param why the reason
     */
    void reset(String why);

    /**
     * Whether nothing is left of what an engine before this one, or a process of the node before this one, has run: as
     * long as something is, nothing is run or said here. {@link Executor#onClear} tells when it is gone.
     *
     * @return whether this engine begins with nothing
     */
    default boolean isClear() {
        return true;
    }

    /**
     * The groups that bundles of this node declare at the moment.
     *
     * @return the keys of each by its name, as in the configuration's section of a group; the same object as long as
     *         nothing changes. When something does, what {@link #tell} was given is called
     */
    default SortedMap<String, SortedMap<String, String>> declared() {
        return Collections.emptySortedMap();
    }

    /** @return the id of the user that commands run as for which the model names none */
    default int uid() {
        return 0;
    }

    /** The engine ends: all jobs end with it, within their times to stop. Nothing is told any more. */
    void close();
}
