package org.choros.itests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short run of a build: seeds and known inputs without the fuzzer, then some inputs with it. */
final class FuzzTest {
    private static final long SECONDS_MAX = 900;
    private static final ConcurrentLinkedQueue<Session.Outcome> OUTCOMES = new ConcurrentLinkedQueue<>();

    static Stream<String> targets() {
        return Targets.all().stream().map(Target::name);
    }

    static Stream<String> guided() {
        return Targets.all().stream().filter(Target::guided).map(Target::name);
    }

    static Stream<String> blind() {
        return Targets.all().stream().filter(t -> t.blindRuns() > 0).map(Target::name);
    }

    @AfterAll
    static void summary() {
        System.out.println(Campaign.header());
        OUTCOMES.forEach(o -> System.out.println(Campaign.line(o)));
        System.out.println(Campaign.total(List.copyOf(OUTCOMES)));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void seedsAndKnownInputsDoNoHarm(String name) {
        Target target = Targets.named(name);
        List<byte[]> seeds = target.seeds();
        assertTrue(seeds.size() > 0, "no seeds");
        for (byte[] seed : seeds) {
            assertTrue(seed.length <= target.inputMax(), "a seed of " + seed.length + " bytes");
            Fuzz.run(target, seed);
        }
        for (Map.Entry<String, byte[]> known : Regressions.of(name).entrySet()) {
            try {
                Fuzz.run(target, known.getValue());
            } catch (RuntimeException | Error e) {
                throw new AssertionError(known.getKey(), e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("blind")
    void inputsMadeAtRandomDoNoHarm(String name, @TempDir Path findings) throws Exception {
        Target target = Targets.named(name);
        long runs = (long) target.blindRuns() * Integer.getInteger("choros.fuzz.percent", 100) / 100;
        Session.Outcome outcome = Blind.run(target, findings, Campaign.SHORT_SEED, runs, SECONDS_MAX);
        assertEquals("", outcome.finding());
        assertEquals(runs, outcome.executions());
    }

    @ParameterizedTest
    @MethodSource("guided")
    void inputsMadeByCoverageDoNoHarm(String name) throws Exception {
        int percent = Integer.getInteger("choros.fuzz.percent", 100);
        assumeTrue(percent > 0, "choros.fuzz.percent is 0");
        Target target = Targets.named(name);
        long runs = (long) target.shortRuns() * percent / 100;
        Session session = new Session(target, Path.of(System.getProperty("choros.fuzz.directory", "target/fuzz"), "ci"),
                Campaign.SHORT_SEED);
        session.clean();
        Session.Outcome outcome = session.run(runs, SECONDS_MAX);
        OUTCOMES.add(outcome);
        assertEquals("", outcome.finding());
        assertTrue(outcome.executions() >= runs, outcome + " ran too few inputs");
        assertTrue(outcome.coverage() > 0, outcome + " is not guided by coverage");
    }
}
