package org.choros.itests.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The benchmark itself works: every message is delivered everywhere, once, whole and in one order, and every row is
 * printed. Nothing is said of speed.
 */
class PerfIT {
    private static void require(String missing) {
        if (missing != null && Boolean.getBoolean("choros.itests.strict")) {
            Assertions.fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }

    @Test
    void measuresBothDaemons() {
        require(Lab.unavailable());
        require(Lab.peerUnavailable());
        require(Programs.unavailable());
        Options options = Options.parse(List.of("--hosts", "2", "--sizes", "1024", "--latency-sizes", "64",
                "--subjects", "c,choros,local", "--rate", "100", "--seconds", "1", "--warm", "100", "--repeat", "1",
                "--discard", "0", "--folder", "target/perf/it"));

        Results results = Perf.run(options, System.out);

        assertEquals(List.of(), results.failures());
        for (Mode mode : Mode.values()) {
            Row row = new Row(2, mode, mode == Mode.THROUGHPUT ? 1024 : 64);
            for (Subject subject : options.subjects()) {
                Outcome outcome = results.rows().get(row).get(subject).outcomes().get(0);
                assertTrue(outcome.messages() > 0, () -> row + " " + subject + ": " + outcome);
            }
        }
        String table = new Table(results, Subject.C).text();
        System.out.print(table);
        assertEquals(List.of("throughput", "2 1024 c", "2 1024 choros", "2 1024 local", "closed", "2 64 c",
                "2 64 choros", "2 64 local", "paced",
                "2 64 c", "2 64 choros", "2 64 local"), keys(table));
    }

    /** The first three columns, without the heads. */
    private static List<String> keys(String table) {
        return table.lines().map(String::trim).filter(l -> !l.isEmpty() && !l.startsWith("hosts"))
                .map(l -> l.split(" +")).map(w -> w.length == 1 ? w[0] : w[0] + " " + w[1] + " " + w[2]).toList();
    }
}
