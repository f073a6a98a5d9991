package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.Test;

/**
 * The manual for Karaf, runtime/docs/karaf.md, line by line in a Karaf that has never heard of us. A block without a
 * language after commands is what the last of them has to print, sooner or later.
 */
public final class KarafManualIT {
    private static final String SHELL = "sh";
    private static final String FIRST = "A node in five commands";
    private static final String ENGINE = "An engine comes and goes";
    private static final String DEPLOY = "A bundle in deploy/";
    private static final String SECOND = "A second node by ConfigurationAdmin";
    private static final String AWAY = "Away again";
    private static final String KARAF = "apache-karaf-" + System.getProperty("choros.karaf.version");
    private static final Pattern RING = Pattern.compile("\"ring_id\":\"([^\"]+)\"");
    /** A number and another in hexadecimal digits, and no address. */
    private static final Pattern RING_ID = Pattern.compile("(?<![\\w.])\\d+\\.[0-9a-f]+(?![\\w.])");

    private final String mark = Long.toString(ProcessHandle.current().pid());
    private String ring = "";

    /** @throws Exception when Karaf cannot be started */
    @Test
    public void everyLineDoesWhatTheManualSays() throws Exception {
        Path folder = Files.createTempDirectory("choros-manual");
        List<Manual.Block> blocks = Manual.blocks(manual(folder));
        Files.writeString(folder.resolve("corosync.conf"),
                blocks.stream().filter(block -> block.language().equals("corosync")).findFirst().orElseThrow().text());
        shell(folder, "tar xzf " + System.getProperty("choros.karaf"));
        // the first commands of the shell are given before Karaf is started, in the project's folder
        Manual.Block repository = blocks.stream().filter(block -> block.language().equals(SHELL)).findFirst()
                .orElseThrow();
        shell(Path.of(System.getProperty("choros.root")), repository.text());
        Set<String> sections = new LinkedHashSet<>();
        try (KarafConsole console = KarafConsole.start(folder.resolve(KARAF))) {
            assertEquals(List.of(), bundles(console));
            for (int i = 0; i < blocks.size(); i++) {
                Manual.Block block = blocks.get(i);
                if (block.language().equals("karaf")) {
                    boolean shown = i + 1 < blocks.size() && blocks.get(i + 1).language().isEmpty();
                    run(console, block.lines(), shown ? blocks.get(i + 1).text() : null);
                    sections.add(block.section());
                    check(console, block.section());
                } else if (block.language().equals(SHELL) && block != repository) {
                    shell(console.home(), block.text());
                }
            }
            Await.equal("no bundle of ours is left", List.of(), () -> bundles(console));
        }
        assertEquals(List.of(FIRST, ENGINE, DEPLOY, SECOND, AWAY), List.copyOf(sections));
        forget(folder);
    }

    private static List<String> bundles(KarafConsole console) throws Exception {
        return console.run("bundle:list -t 0 -s").lines().filter(line -> line.contains("org.choros")).toList();
    }

    private static void shell(Path folder, String command) throws Exception {
        Process process = new ProcessBuilder(SHELL, "-e", "-c", command).directory(folder.toFile())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(command + "\n" + said, 0, process.waitFor());
    }

    /** The document, with this machine's folders and names. */
    private String manual(Path folder) throws IOException {
        String text = Files.readString(Path.of(System.getProperty("choros.root"), "runtime/docs/karaf.md"));
        assertTrue("the version of Karaf", text.contains(KARAF));
        return text.replace(KARAF, folder.resolve(KARAF).toString())
                .replace("VERSION", System.getProperty("choros.version")).replace("/etc/corosync", folder.toString())
                .replace("/var/lib/corosync", Files.createDirectory(folder.resolve("state")).toString())
                .replace("mcastport: 5405", "mcastport: " + FreePorts.pair())
                // the ring has to outlive pauses of a busy machine
                .replace("version: 2", "version: 2\n    token: 10000").replace("north", "north" + mark)
                .replace("south", "south" + mark);
    }

    private static void run(KarafConsole console, List<String> lines, String shown) throws Exception {
        int last = lines.size() - 1;
        if (shown == null) {
            done(console, lines);
            return;
        }
        if (last > 0) {
            done(console, lines.subList(0, last));
        }
        // only what shows something may be said again and again
        String line = lines.get(last);
        assertTrue(line, line.startsWith("choros:"));
        Await.equal(line + " prints it", comparable(shown), () -> comparable(console.run(line)));
    }

    /** In one session: a configuration is edited in several lines. */
    private static void done(KarafConsole console, List<String> lines) throws Exception {
        for (String change : lines.stream().filter(line -> line.startsWith("feature:")).toList()) {
            // again, where it has taken the session itself away
            Await.until(change, () -> {
                String printed = console.run(change);
                return printed.contains("Error") ? printed : null;
            });
        }
        String others = lines.stream().filter(line -> !line.startsWith("feature:")).collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            String printed = console.run(others);
            assertTrue(others + "\n" + printed, !printed.contains("Error") && !printed.contains("not found"));
        }
    }

    /** Columns are as wide as the names in them, and the ring has another number each time. */
    private static String comparable(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            lines.add(RING_ID.matcher(line).replaceAll("RING").trim().replaceAll(" +", " "));
        }
        return String.join("\n", lines);
    }

    /** What the manual says beside what is printed. */
    private void check(KarafConsole console, String section) throws Exception {
        switch (section) {
            case FIRST -> ring = ring(console);
            case ENGINE -> {
                // it is told in a synchronisation: another id, the same node
                assertEquals("the node goes on", 1, starts(console.home()));
                ring = ring(console);
            }
            case DEPLOY -> assertEquals("the ring goes on", ring, ring(console));
            case SECOND -> assertTrue("a new ring", !ring.equals(ring(console)));
            case AWAY -> {
                // commands that are gone print nothing
            }
            default -> throw new AssertionError("nobody looks at the result of " + section);
        }
    }

    private static long starts(Path home) throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve("data/log/karaf.log"))) {
            return lines.filter(line -> line.contains("Corosync Cluster Engine") && line.contains("starting up"))
                    .count();
        }
    }

    private String ring(KarafConsole console) throws Exception {
        String text = console.run("choros:status --json --node north" + mark);
        Matcher found = RING.matcher(text);
        assertTrue(text, found.find());
        return found.group(1);
    }

    private static void forget(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
