package org.choros.availability;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears what changes, one call after the other, on a thread of the {@link Availability} that it listens to. */
@ConsumerType
@FunctionalInterface
public interface AvailabilityListener {
    /**
     * Something has changed.
     *
     * @param change what, and why
     */
    void changed(AvailabilityChange change);

    /**
     * Changes were missed, because this listener was too slow or the connection was lost for a while: the status has to
     * be read anew.
     */
    default void missed() {
    }

    /** The node, or its service, is gone: nothing is heard any more, or nothing until {@link #missed}. */
    default void lost() {
    }
}
