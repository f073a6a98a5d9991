package org.choros.cfg;

import org.osgi.annotation.versioning.ConsumerType;

/** Is asked before the node stops. */
@ConsumerType
public interface ShutdownListener {
    /**
     * May the node stop?
     *
     * @param mode how it was asked
     * @return whether it may
     */
    boolean mayStop(ShutdownMode mode);

    /** The decision has fallen before we had answered. */
    default void tooLate() {
    }
}
