package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Seeds of whole nodes with their engines; a failure prints the seed, which alone reproduces it. */
class ClusterTest {
    @Test
    void nodesAgreeForManySeeds() {
        for (long seed = 1; seed <= 1000; seed++) {
            assertTrue(Cluster.run(seed).startsWith("seed=" + seed));
        }
    }
}
