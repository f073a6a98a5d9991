package org.choros.engine.amf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of clusters, see {@link RandomLife}. */
class RandomLivesTest {
    private static final int SEEDS = 15;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void oneActiveUnitAndInTheEndAllAreServed(int part) {
        for (int i = 0; i < SEEDS; i++) {
            new RandomLife(part * (long) SEEDS + i).run();
        }
    }
}
