package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

/** Seeds of the simulator; a failure prints the seed, which alone reproduces it. */
class SimTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 2_000);

    @Test
    void propertiesHoldForManySeeds() {
        List<String> failures = LongStream.rangeClosed(1, SEEDS).parallel().mapToObj(SimTest::failure)
                .filter(f -> !f.isEmpty()).toList();
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
