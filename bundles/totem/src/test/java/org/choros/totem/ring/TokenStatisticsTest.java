package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Means over the last 128 tokens. */
class TokenStatisticsTest {
    private final TokenStatistics statistics = new TokenStatistics();

    @Test
    void meansAreOfTheTokensKept() {
        assertEquals(0, statistics.meanTokenMs());
        assertEquals(0, statistics.meanWorkMs());
        statistics.onLeft(5);
        for (long i = 0; i < 300; i++) {
            statistics.onToken(i * 10 * RingConfig.MS, (int) i);
            statistics.onLeft((i * 10 + (i < 172 ? 9 : 3)) * RingConfig.MS);
        }
        assertEquals(10, statistics.meanTokenMs());
        assertEquals(3, statistics.meanWorkMs());
        assertEquals(235, statistics.meanBacklog());
        statistics.clear();
        assertEquals(0, statistics.meanWorkMs());
    }

    @Test
    void aTokenThatHasNotLeftYetCountsNothing() {
        statistics.onToken(10 * RingConfig.MS, 0);
        statistics.onLeft(30 * RingConfig.MS);
        statistics.onToken(40 * RingConfig.MS, 0);
        assertEquals(10, statistics.meanWorkMs());
    }
}
