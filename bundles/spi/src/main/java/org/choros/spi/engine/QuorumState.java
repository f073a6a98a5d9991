package org.choros.spi.engine;

import java.util.Arrays;

/**
 * A decision about quorum.
 *
 * @param quorate whether we are in the primary component
 * @param ring the ring it was decided for
 * @param members the members it was decided for
 * @param provided whether a provider decided; false: no provider is configured
 */
public record QuorumState(boolean quorate, RingIdentity ring, int[] members, boolean provided) {
    @Override
    public boolean equals(Object other) {
        return other instanceof QuorumState that && quorate == that.quorate && provided == that.provided
                && ring.equals(that.ring) && Arrays.equals(members, that.members);
    }

    @Override
    public int hashCode() {
        return 31 * ring.hashCode() + Arrays.hashCode(members) + (quorate ? 1 : 0);
    }

    @Override
    public String toString() {
        return (quorate ? "quorate" : "inquorate") + " ring " + ring + " members " + Arrays.toString(members);
    }
}
