package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Every file of the corpus gets the verdict, the words and the keys that the real daemons gave (vectors/conf). */
final class CorpusTest {
    private static final String NORMAL_END = "Corosync Cluster Engine exiting normally";

    /** Keys of the daemon's services, which configuration alone does not determine. */
    private static final List<String> NOT_OURS = List.of("runtime.votequorum.", "runtime.services.",
            "runtime.members.", "internal_configuration.");

    private static List<JsonNode> records(String name) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : new String(CorpusHost.resource(name), StandardCharsets.UTF_8).split("\n")) {
            records.add(json.readTree(line));
        }
        return records;
    }

    private static int dialect(String version) {
        return version.startsWith("2") ? 2 : 3;
    }

    /** Message lines up to the exit line, without level and subsystem; debug lines are the resolver's chatter. */
    private static List<String> words(String message) {
        List<String> lines = new ArrayList<>();
        for (String line : message.split("\n")) {
            boolean end = line.contains("exiting with status") || line.contains(NORMAL_END);
            if (!line.isEmpty() && !end && !line.startsWith("debug ")) {
                lines.add(line.replaceFirst("^(notice|warning|error) +\\[MAIN  \\] ", ""));
            }
        }
        return lines;
    }

    @TestFactory
    Stream<DynamicTest> sameVerdictAndWords() throws IOException {
        return records("expected.jsonl").stream().map(r -> {
            String file = r.get("file").asText();
            String version = r.get("version").asText();
            return dynamicTest(file + " " + version, () -> verdict(file, dialect(version), r.get("exit").asInt(),
                    r.get("message").asText()));
        });
    }

    private static void verdict(String file, int dialect, int exit, String message) {
        CorpusHost host = new CorpusHost();
        ConfigurationCheck check = new ConfigurationCheck(host);
        IcMap map = new IcMap();
        List<String> said = new ArrayList<>();
        int status = 0;
        try {
            new CorosyncConf(host).load(file, map, dialect);
            check.check(map, dialect);
            said.addAll(check.warnings());
        } catch (ConfigurationException e) {
            status = e.exitStatus();
            said.addAll(check.warnings());
            said.add(e.getMessage());
        }
        if (exit >= 128) {
            // the original died; we refuse, and name the key
            assertEquals(8, status);
            assertTrue(said.get(0).contains("expected to be integer"), said.get(0));
            return;
        }
        assertEquals(exit, status, () -> "said " + said);
        assertEquals(words(message), said);
    }

    /** Faults that only a real start shows; quorum's are the quorum engine's, the transport's the transport's. */
    @TestFactory
    Stream<DynamicTest> sameRefusalAtStart() throws IOException {
        return records("expected-start.jsonl").stream().filter(r -> r.get("exit").asInt() == 8).map(r -> {
            String file = r.get("file").asText();
            int dialect = dialect(r.get("version").asText());
            return dynamicTest(file, () -> {
                CorpusHost host = new CorpusHost();
                IcMap map = new IcMap();
                new CorosyncConf(host).load(file, map, dialect);
                NodeSettings settings = new ConfigurationCheck(host).check(map, dialect);
                try {
                    ConfigurationCheck.checkStart(settings);
                    assertFalse(true, "must be refused");
                } catch (ConfigurationException e) {
                    assertEquals(8, e.exitStatus());
                    assertTrue(r.get("message").asText().contains("] " + e.getMessage() + "\n"), e.getMessage());
                }
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> sameKeys() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (JsonNode r : records("expected.jsonl")) {
            String file = r.get("file").asText();
            String version = r.get("version").asText();
            byte[] dump = CorpusHost.resource("cmap/" + file.replace(".conf", "") + "." + version + ".txt");
            if (dump != null && seen.add(file + version)) {
                tests.add(dynamicTest(file + " " + version,
                        () -> keys(file, dialect(version), new String(dump, StandardCharsets.UTF_8))));
            }
        }
        assertTrue(tests.size() > 150, "only " + tests.size());
        return tests.stream();
    }

    private static void keys(String file, int dialect, String dump) throws ConfigurationException {
        CorpusHost host = new CorpusHost();
        IcMap map = new IcMap();
        new CorosyncConf(host).load(file, map, dialect);
        new ConfigurationCheck(host).check(map, dialect);
        Set<String> ours = new TreeSet<>();
        for (Map.Entry<String, MapValue> e : map.withPrefix("").entrySet()) {
            add(ours, e.getKey() + " " + printed(e.getValue()), dialect);
        }
        Set<String> theirs = new TreeSet<>();
        for (String line : dump.split("\n")) {
            add(theirs, line, dialect);
        }
        assertEquals(String.join("\n", theirs), String.join("\n", ours));
    }

    /**
     * The monitor and the watchdog of 3.1 write their own keys, and their poll_period over what the file said; of
     * theirs only what the administrator wrote is compared.
     */
    private static void add(Set<String> lines, String line, int dialect) {
        boolean monitor = dialect == 3 && (line.matches("resources\\.system\\.(load_15min|memory_used)\\."
                + "(current|last_updated|poll_period|state) .*")
                || line.equals("resources.watchdog_timeout (u32) = 6"));
        if (!monitor && NOT_OURS.stream().noneMatch(line::startsWith)) {
            lines.add(line);
        }
    }

    private static String printed(MapValue value) {
        return value.type() == ValueType.DOUBLE
                ? String.format(Locale.ROOT, "(dbl) = %f", value.asDouble())
                : value.toString();
    }
}
