package org.choros.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.log.LogLevel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Lines of the real daemons for every combination of options, byte for byte (vectors/logs/log-formats.txt). */
final class FormatVectorsTest {
    private static final Pattern STDERR = Pattern
            .compile("(?:(\\w{3} [ \\d]\\d [\\d:]{8})(\\.\\d{3})? )?(\\w+) +\\[(\\w+) *\\] (.*)");
    private static final Pattern FILE = Pattern
            .compile("(?:\\w{3} [ \\d]\\d [\\d:.]+ )?\\[(\\d+)\\] node1 corosync ?.*");
    private static final Pattern SYSLOG = Pattern.compile("<\\d+>(\\w{3} [ \\d]\\d [\\d:]{8}) .*");

    /** What stands for the place in the C source; lines of Java have none. */
    private static final String POSITION = "(\\] )([\\w.]+\\.c:(\\w+:)?\\d+|corosync_\\w+|memb_\\w+) ";

    @TempDir
    private Path folder;

    private record Line(String target, String text) {
    }

    private static final class Block {
        private final String title;
        private final List<Line> lines = new ArrayList<>();

        private Block(String title) {
            this.title = title;
        }

        private List<String> of(String target) {
            return lines.stream().filter(l -> l.target().equals(target)).map(Line::text).toList();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (InputStream in = FormatVectorsTest.class.getResourceAsStream("/vectors/logs/log-formats.txt")) {
            for (String line : LogBench.lines(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                if (line.startsWith("## ")) {
                    blocks.add(new Block(line.substring(3)));
                } else if (line.indexOf('|') == 7) {
                    String text = line.substring(8).replaceFirst(POSITION, "$1");
                    blocks.get(blocks.size() - 1).lines.add(new Line(line.substring(0, 6).strip(), text));
                }
            }
        }
        return blocks;
    }

    @TestFactory
    List<DynamicTest> sameLines() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Block block : blocks()) {
            tests.add(dynamicTest(block.title, () -> sameLines(block)));
        }
        assertTrue(tests.size() >= 25, "only " + tests.size());
        return tests;
    }

    private void sameLines(Block block) throws IOException {
        String[] words = block.title.split("  +", 2);
        int dialect = words[0].startsWith("2") ? 2 : 3;
        Path file = folder.resolve(block.title.replaceAll("\\W", "_"));
        LogBench bench = new LogBench().set("to_logfile", "yes").set("logfile", file.toString());
        options(bench, words[1]);
        List<String> fileLines = block.of("file");
        Matcher first = FILE.matcher(fileLines.get(0));
        assertTrue(first.matches(), fileLines.get(0));
        CorosyncLog log = CorosyncLog.open(bench.map, dialect,
                bench.place("node1", Long.parseLong(first.group(1))), CorosyncLog.BOUND);
        for (int i = 0; i < fileLines.size(); i++) {
            // without time stamps only syslog's lines tell the time
            String time = i < 2 ? timeOf(block.of("syslog").get(i)) : null;
            feed(log, fileLines.get(i), time);
        }
        log.close();
        assertEquals(fileLines, LogBench.lines(Files.readString(file)));
        assertEquals(block.of("stderr"), bench.stderrLines().subList(0, 2));
        assertEquals(block.of("syslog"), bench.syslogLines().subList(0, 2));
    }

    private static void options(LogBench bench, String options) {
        String subsystem = null;
        for (String word : options.replaceAll("[()]", "").split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0 && subsystem != null) {
                bench.set(subsystem, word.substring(0, equals), word.substring(equals + 1));
            } else if (equals > 0) {
                bench.set(word.substring(0, equals), word.substring(equals + 1));
            } else if (word.matches("[A-Z]+")) {
                subsystem = word;
            }
        }
    }

    private static String timeOf(String syslogLine) {
        Matcher m = SYSLOG.matcher(syslogLine);
        assertTrue(m.matches(), syslogLine);
        return m.group(1);
    }

    /** Logs what a line of the file says. */
    private static void feed(CorosyncLog log, String line, String time) {
        Matcher m = STDERR.matcher(line.replaceFirst("\\[\\d+\\] node1 corosync ?", ""));
        assertTrue(m.matches(), line);
        String stamp = m.group(1) == null ? time : m.group(1);
        long millis = m.group(2) == null ? 0 : Long.parseLong(m.group(2).substring(1));
        log.log(LogLevel.valueOf(m.group(3).toUpperCase(Locale.ROOT)), m.group(4), m.group(5),
                epochMillis(stamp) + millis);
    }

    private static long epochMillis(String stamp) {
        String[] time = stamp.substring(7).split(":");
        assertTrue(stamp.startsWith("Nov "), stamp);
        return LocalDateTime.of(2026, 11, Integer.parseInt(stamp.substring(4, 6).strip()), Integer.parseInt(time[0]),
                Integer.parseInt(time[1]), Integer.parseInt(time[2])).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
