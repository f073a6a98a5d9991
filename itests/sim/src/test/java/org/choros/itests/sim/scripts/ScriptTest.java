package org.choros.itests.sim.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios that people know, as scripts: commands, a line of dashes, and what happened. Whatever happens otherwise
 * than recorded fails. {@code -Dscripts.rewrite=true} writes what happens now into the sources, for a review of the
 * difference.
 */
class ScriptTest {
    private static final String DASHES = "----";

    static Stream<String> scripts() throws IOException, URISyntaxException {
        try (Stream<Path> all = Files.list(Path.of(ScriptTest.class.getResource("/scripts").toURI()))) {
            List<String> names = all.map(p -> p.getFileName().toString()).filter(n -> n.endsWith(".txt")).sorted()
                    .toList();
            assertTrue(names.size() > 20, "only " + names);
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void happensAsRecorded(String name) throws IOException, URISyntaxException {
        Path file = Path.of(ScriptTest.class.getResource("/scripts/" + name).toURI());
        String recorded = Files.readString(file);
        String now = play(recorded);
        if (Boolean.getBoolean("scripts.rewrite")) {
            Files.writeString(Path.of("src/test/resources/scripts", name), now);
        } else {
            assertEquals(recorded, now);
        }
    }

    /** Plays a script; answers it with what happened in place of what was recorded. */
    static String play(String recorded) {
        Script script = new Script();
        StringBuilder text = new StringBuilder();
        List<String> commands = new ArrayList<>();
        boolean output = false;
        for (String line : (recorded.stripTrailing() + "\n\n").split("\n", -1)) {
            if (line.equals(DASHES)) {
                text.append(DASHES).append('\n').append(script.run(commands));
                commands.clear();
                output = true;
            } else if (line.isEmpty()) {
                output = false;
                text.append('\n');
            } else if (!output) {
                text.append(line).append('\n');
                if (!line.startsWith("#")) {
                    commands.add(line);
                }
            }
        }
        assertTrue(commands.isEmpty(), "commands without dashes behind them: " + commands);
        return text.toString().stripTrailing() + "\n";
    }
}
