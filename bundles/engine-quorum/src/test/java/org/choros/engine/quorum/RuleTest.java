package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;

import org.junit.jupiter.api.Test;

/** The rules of votequorum (ipc 3.6) over random lives of clusters, and V7. */
final class RuleTest {
    private static final int SEEDS = 200;

    private static void lives(int seeds, boolean safe, String... verdicts) {
        TreeSet<String> seen = new TreeSet<>();
        int checks = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            RandomLife life = new RandomLife(seed, safe, seen);
            try {
                checks += life.run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + "\n" + life.history(), e);
            }
        }
        int compared = checks;
        assertTrue(compared > seeds * 40, () -> compared + " comparisons");
        for (String text : verdicts) {
            assertTrue(seen.contains(text), () -> text + " was never said:\n" + String.join("\n", seen));
        }
    }

    @Test
    void shouldLiveByTheRules() {
        lives(SEEDS, false, "quorate: expected n, have n, need n", "not quorate: expected n, have n, need n",
                "not quorate: expected n, have n, need n; waits for all",
                "quorate: expected n, have n, need n; two_node",
                "quorate: expected n, have n, need n; tie broken by the lowest node n",
                "quorate: expected n, have n + device n, need n");
    }

    // V7: two partitions are never both quorate
    @Test
    void shouldMakeOnePartQuorateAtMost() {
        lives(SEEDS, true, "quorate: expected n, have n, need n",
                "quorate: expected n, have n + device n, need n",
                "quorate: expected n, have n + device n, need n; the quorum device is with us, master wins");
    }
}
