package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The checkers can fail: deliberate mistakes in the core, one a file of {@code mutants/}, are caught by the simulator
 * within the seeds that the file names, and by the right name; without the mistake the seed that has caught it holds.
 */
class MutantTest {
    private static MutantRun unchanged;
    private static MutantRun unchangedAvailability;

    @BeforeAll
    static void loadUnchanged() throws ReflectiveOperationException {
        unchanged = new MutantRun(MutantLoader.unchanged(), false);
        unchangedAvailability = new MutantRun(MutantLoader.unchanged(), true);
    }

    static List<Mutant> mutants() {
        return Mutant.all(MutantRun.MUTANTS);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isCaughtByName(Mutant mutant) throws Exception {
        MutantRun run = MutantRun.of(mutant);
        TreeMap<Long, String> verdicts = new TreeMap<>();
        for (long seed = mutant.first(); seed <= mutant.last(); seed++) {
            String verdict = run.run(seed);
            if (mutant.property().equals(MutantRun.name(verdict))) {
                // it is the mistake that is caught, not the seed, nor the way it is run
                MutantRun without = mutant.ofAvailability() ? unchangedAvailability : unchanged;
                assertEquals("", without.run(seed), mutant + ": seed " + seed + " fails without it, too");
                return;
            }
            verdicts.put(seed, verdict.substring(0, Math.min(200, verdict.length())));
        }
        fail(mutant + " (" + mutant.why() + ") is not caught as " + mutant.property() + ": " + verdicts);
    }

    @Test
    void everyPropertyHasOne() {
        Set<String> properties = new TreeSet<>();
        mutants().forEach(m -> properties.add(m.property()));
        assertTrue(properties.containsAll(List.of("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V11", "V12")),
                properties.toString());
    }

    @Test
    void aFindTextThatIsGoneIsNamed() {
        Mutant mutant = Mutant.parse("gone",
                "property: V1\nclass: a.B\nseeds: 1-2\nwhy: test\nfind:\nold\nreplace:\nnew\n");
        assertEquals("a new b", mutant.apply("a old b"));
        assertTrue(assertThrows(IllegalStateException.class, () -> mutant.apply("other")).getMessage()
                .startsWith("mutant gone: its find text is not in a.B any more"));
        assertThrows(IllegalStateException.class, () -> mutant.apply("old old"));
    }
}
