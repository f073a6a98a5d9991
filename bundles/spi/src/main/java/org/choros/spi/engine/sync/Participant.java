package org.choros.spi.engine.sync;

import java.util.Arrays;

/**
 * What a member has announced in a synchronisation.
 *
 * @param nodeId the member
 * @param versions the versions that its engine understands
 * @param hasState whether it has a state at all; who has just started has none
 * @param generation how recent its state is, unsigned
 * @param companions how many members have come along with it since its state was last everybody's, itself included
 * @param digest a number that states that are the same have in common
 * @param note what its engine wanted to say besides
 */
public record Participant(int nodeId, VersionRange versions, boolean hasState, long generation, int companions,
        long digest, byte[] note) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Participant that && nodeId == that.nodeId && versions.equals(that.versions)
                && hasState == that.hasState && generation == that.generation && companions == that.companions
                && digest == that.digest && Arrays.equals(note, that.note);
    }

    @Override
    public int hashCode() {
        return 31 * nodeId + Long.hashCode(generation);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(nodeId) + " versions " + versions.min() + "-" + versions.max()
                + (hasState ? " generation " + Long.toUnsignedString(generation) : " without state");
    }
}
