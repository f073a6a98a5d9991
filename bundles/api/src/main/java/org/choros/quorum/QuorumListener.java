package org.choros.quorum;

import org.choros.base.RingId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of quorum and of the nodes of the ring. The arrays belong to the listener. */
@ConsumerType
public interface QuorumListener {
    /**
     * The provider has decided.
     *
     * @param quorate whether we are quorate
     * @param ringId the ring
     * @param members its nodes
     */
    void quorum(boolean quorate, RingId ringId, int[] members);

    /**
     * The ring has changed; the decision about quorum follows. Nodes before corosync 3.1 do not tell.
     *
     * @param ringId the ring
     * @param members its nodes
     * @param joined those that came
     * @param left those that went
     */
    default void nodes(RingId ringId, int[] members, int[] joined, int[] left) {
    }
}
