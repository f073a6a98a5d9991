package org.choros.availability;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is kept available in the cluster, as one of its nodes sees it: a look at all of it, operations on the cluster,
 * and its changes. All nodes that run the service agree on groups, units, workloads and who has them; each tells the
 * others how its components are, which may lag behind for a moment.
 * <p>
 * An operation returns when all members have it in its place among all that happens, which is not to say that what it
 * asks for has been done: that is seen in the status. For several threads.
 */
@ProviderType
public interface Availability extends AutoCloseable {
    /**
     * @return how all is, at one moment
     * @throws ChorosException when the node cannot be asked
     */
    AvailabilityStatus status() throws ChorosException;

    /**
     * Asks for an operation.
     *
     * @param operation which
     * @param target what it is about
     * @param unit for {@link Operation#MOVE} the unit, {@code GROUP/UNIT}, or empty; empty for all others
     * @return whether it is ordered, or why it cannot be done
     * @throws ChorosException when the node cannot be asked; whether it is done is not known when that is TIMEOUT or
     *             LIBRARY
     */
    OperationOutcome operate(Operation operation, Target target, String unit) throws ChorosException;

    /**
     * @param target a unit, group or node that is not to be used
     * @throws ChorosException when it cannot be done, or the node cannot be asked
     */
    default void lock(Target target) throws ChorosException {
        operate(Operation.LOCK, target, "").orThrow();
    }

    /**
     * @param target a unit, group or node that is to be used again
     * @throws ChorosException when it cannot be done, or the node cannot be asked
     */
    default void unlock(Target target) throws ChorosException {
        operate(Operation.UNLOCK, target, "").orThrow();
    }

    /**
     * @param workload {@code GROUP/WORKLOAD}
     * @param unit the unit that it is to be in, {@code GROUP/UNIT}; empty for no wish any more
     * @throws ChorosException when it cannot be done, or the node cannot be asked
     */
    default void move(String workload, String unit) throws ChorosException {
        operate(Operation.MOVE, Target.workload(workload), unit).orThrow();
    }

    /**
     * Declares a group, or replaces what was declared under its name: it is kept available as if it stood in
     * corosync.conf, whose groups go before one of their name, for as long as one node with the service lives and until
     * it is withdrawn. As it runs commands, this is for root and the user that the node runs as.
     *
     * @param group the group
     * @return whether it is ordered, or with INVALID_PARAM all that is wrong with it; ACCESS when we may not
     * @throws ChorosException when the node cannot be asked; whether it is done is not known when that is TIMEOUT or
     *             LIBRARY
     */
    OperationOutcome declare(GroupDefinition group) throws ChorosException;

    /**
     * Takes a declared group away, whoever has declared it: it is stopped first.
     *
     * @param name its name
     * @return whether it is ordered, or with INVALID_PARAM why it cannot be done; ACCESS when we may not
     * @throws ChorosException when the node cannot be asked; whether it is done is not known when that is TIMEOUT or
     *             LIBRARY
     */
    OperationOutcome withdraw(String name) throws ChorosException;

    /**
     * A component of this node gives a sign of life, as its check {@code heartbeat} wants: one where it is up, and then
     * one in each period.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @param component the component's name
     * @throws ChorosException NOT_EXIST when it is not up on this node and does not come up; as {@link #status} else
     */
    void alive(String workload, String component) throws ChorosException;

    /**
     * A component of this node has failed, and knows it: it is recovered as if it had ended, without a check that
     * notices.
     *
     * @param workload {@code GROUP/WORKLOAD}
     * @param component the component's name
     * @param why the cause, for people: a line of up to 300 characters
     * @throws ChorosException NOT_EXIST when it is not up on this node and does not come up, INVALID_PARAM for a text
     *             that is no such line; as {@link #status} else
     */
    void failed(String workload, String component, String why) throws ChorosException;

    /**
     * Hears what changes from now on. Who is slow keeps nobody but other listeners of this object waiting, and is told
     * that something was missed.
     *
     * @param listener who hears of it
     * @return the watch; closing it ends it
     * @throws ChorosException when the node cannot be asked
     */
    Tracking watch(AvailabilityListener listener) throws ChorosException;

    /** Ends the use: nobody hears any more. */
    @Override
    void close();
}
