package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

/**
 * Seeds of the simulator with availability managers in its nodes; a failure prints the seed, which alone reproduces it:
 * {@code itests/sim/run SEED --availability}.
 */
class AvailabilitySimTest {
    private static final long SEEDS = Long.getLong("sim.availability", 150);
    /** What once failed and is not among the first. */
    private static final long[] REGRESSIONS = {391, 682, 739, 890, 907, 931, 1138, 1417, 1536, 1626, 2007, 2052, 2085};

    @Test
    void propertiesHoldForManySeeds() {
        assertHolds(LongStream.rangeClosed(1, SEEDS));
    }

    @Test
    void propertiesHoldForSeedsThatOnceFailed() {
        assertHolds(Arrays.stream(REGRESSIONS));
    }

    private static void assertHolds(LongStream seeds) {
        List<String> failures = seeds.parallel().mapToObj(AvailabilitySimTest::failure).filter(f -> !f.isEmpty())
                .toList();
        assertEquals(List.of(), failures);
    }

    private static String failure(long seed) {
        try {
            Sim.runAvailability(seed);
            return "";
        } catch (SimException e) {
            return e.trace() + e.getMessage();
        }
    }
}
