package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

/** Seeds of the simulator; a failure prints the seed, which alone reproduces it. */
class SimTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 2_000);
    /** What once failed and is not among the first. */
    private static final long[] REGRESSIONS = {2163, 2264, 2347, 4747, 5904, 9164, 9261, 11367, 12057, 12696,
            14823, 15642, 15981, 16834, 17022, 18828, 18905, 21801, 27988,
            29898, 30686, 32527, 36928, 43025, 45334, 54233, 54266, 66990, 67100, 67974, 72953, 82258, 86265, 95582,
            50573, 25763, 96930};

    @Test
    void propertiesHoldForManySeeds() {
        assertHolds(LongStream.rangeClosed(1, SEEDS));
    }

    @Test
    void propertiesHoldForSeedsThatOnceFailed() {
        assertHolds(Arrays.stream(REGRESSIONS));
    }

    private static void assertHolds(LongStream seeds) {
        List<String> failures = seeds.parallel().mapToObj(SimTest::failure).filter(f -> !f.isEmpty()).toList();
        assertEquals(List.of(), failures);
    }

    private static String failure(long seed) {
        try {
            Sim.run(seed);
            return "";
        } catch (SimException e) {
            return e.trace() + e.getMessage();
        }
    }
}
