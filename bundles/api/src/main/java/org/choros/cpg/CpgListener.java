package org.choros.cpg;

import org.choros.base.RingId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what happens in a group, in the order in which all its members hear it. */
@ConsumerType
public interface CpgListener {
    /**
     * Somebody in the group has sent a message; so have we, to ourselves too.
     *
     * @param message the message
     */
    void delivered(CpgMessage message);

    /**
     * Processes have come or gone; the first view is the one with us in it.
     *
     * @param view the group from now on
     */
    void changed(CpgView view);

    /**
     * The ring has changed; told once after the join, then after the views that a new ring has brought.
     *
     * @param ringId the ring
     * @param members its nodes; the array belongs to the listener
     */
    default void ring(RingId ringId, int[] members) {
    }
}
