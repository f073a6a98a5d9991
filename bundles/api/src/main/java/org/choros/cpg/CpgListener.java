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

    /**
     * Our node is gone, or has ended our connection, and our membership with it: the others hear that we went, and what
     * is sent until we are in again is never delivered to us. Told where the connection is made again by itself, and
     * else, as the last, where listeners are called on a thread of the connection's own; after all that was delivered
     * before. Messages that wait to be sent fail.
     */
    default void lost() {
    }

    /**
     * We have asked to be let in again, after {@link #lost}. The next view is the one with us in it, of a life in which
     * nothing of the one before holds: neither its members nor its messages were carried over.
     *
     * @param self how the others know us from now on
     */
    default void rejoined(CpgMember self) {
    }
}
