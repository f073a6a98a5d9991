package org.choros.spi.engine.sync;

import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.engine.Membership;

/**
 * What a synchronisation has come to, the same on all members but for {@link #role} and {@link #snapshot}.
 *
 * @param change the configuration that it was about
 * @param participants the members that run the engine, by ascending (unsigned) node id; all others do not run it
 * @param version the common version, {@link VersionRange#NONE} when there is none
 * @param donor the member whose state is everybody's now, {@link #NOBODY} when nobody had any
 * @param continuous the members that have come along with the donor since it was last given or gave a state, itself
 *            included, whether they run the engine or not: of those that do, none has seen anything else since
 * @param diverged participants that came along with the donor and whose digest is another one all the same: a fault of
 *            the engine; they were sent the donor's state
 * @param complete whether the state has been sent wholly; false when the donor's engine went in the middle: then those
 *            who lack it still do, and who has it cannot count on them until the next synchronisation
 * @param role what we were
 * @param snapshot the donor's state, for {@link Role#RECEIVER} when complete; else null
 */
public record SyncOutcome(Membership change, List<Participant> participants, int version, int donor,
        List<Integer> continuous, List<Integer> diverged, boolean complete, Role role, ByteBuffer snapshot) {

    /** No member: node ids are never 0. */
    public static final int NOBODY = 0;

    /** What a member was in a synchronisation. */
    public enum Role {
        /** Nobody has had a state: all begin with the first one. */
        FOUNDER,
        /** It had the state that all have now. */
        HOLDER,
        /** It was sent the state; its own, if it had one, is void. */
        RECEIVER
    }

    /**
     * @param nodeId a node id
     * @return whether the member runs the engine and had the donor's state before: it was with the donor all the time
     */
    public boolean isHolder(int nodeId) {
        Participant p = participant(nodeId);
        return p != null && p.hasState()
                && (nodeId == donor || continuous.contains(nodeId) && !diverged.contains(nodeId));
    }

    /**
     * @param nodeId a node id
     * @return what the member has announced, or null when it does not run the engine
     */
    public Participant participant(int nodeId) {
        for (Participant p : participants) {
            if (p.nodeId() == nodeId) {
                return p;
            }
        }
        return null;
    }
}
