package org.choros.itests.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * The newcomer's road, as it is written: a ring of three nodes, a project made by the archetype, its bundle dropped
 * into the running ring, asked, replaced and taken away.
 */
class GuidesIT {
    private static final String LAST = "The end";
    private static final String PROJECT = "ring/com.example.tally";
    private static final Pattern CHANGE = Pattern.compile("A new membership .* (joined|left):");
    private static final int NETS = 250;

    @Test
    void aRingInFiveMinutesAndAServiceEngineInIt() throws IOException {
        Guide ring = new Guide("five-minutes.md");
        Guide engine = new Guide("engines.md");
        long pid = ProcessHandle.current().pid();
        // a loopback network of our own, so that two of these do not meet
        String net = "127." + (1 + pid / NETS % NETS) + "." + (1 + pid % NETS);
        Map<String, String> environment = Map.of("NET", net, "CHOROS",
                Places.ROOT.resolve("runtime/target/choros.tar.gz").toString());
        try (ReaderShell shell = new ReaderShell(Places.work("guides"), environment)) {
            run(shell, ring, ring.blocks("sh").stream().filter(b -> !b.section().equals(LAST)).toList());
            List<Long> changes = changes(shell.folder());
            run(shell, engine, engine.blocks("sh"));
            assertEquals(changes, changes(shell.folder()), "nobody has come or gone meanwhile");
            run(shell, ring, ring.blocks("sh").stream().filter(b -> b.section().equals(LAST)).toList());
            shownIsGenerated(engine, shell.folder().resolve(PROJECT));
        }
    }

    private static void run(ReaderShell shell, Guide guide, List<Guide.Block> blocks) throws IOException {
        assertTrue(!blocks.isEmpty());
        for (Guide.Block block : blocks) {
            shell.run(guide, block);
        }
    }

    /** How often each node has seen members come or go. */
    private static List<Long> changes(Path folder) throws IOException {
        List<Long> counts = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            try (Stream<String> lines = Files.lines(folder.resolve("ring/node" + node + "/corosync.log"))) {
                counts.add(lines.filter(CHANGE.asPredicate()).count());
            }
        }
        return counts;
    }

    /** The guide's Java is what the archetype has generated. */
    private static void shownIsGenerated(Guide guide, Path project) throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(project.resolve("src"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        for (Guide.Block block : guide.blocks("java")) {
            assertTrue(sources.indexOf(block.text()) >= 0, block::text);
        }
    }
}
