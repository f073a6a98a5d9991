package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Seeds of the simulator; a failure prints the seed, which alone reproduces it. */
class SimTest {
    @Test
    void propertiesHoldForManySeeds() {
        for (long seed = 1; seed <= 400; seed++) {
            assertTrue(Sim.run(seed).startsWith("seed=" + seed));
        }
    }
}
