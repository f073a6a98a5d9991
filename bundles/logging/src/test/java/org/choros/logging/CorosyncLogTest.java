package org.choros.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters, subsystems, changes at run time, rotation and the bound (config-and-tools.md 3). */
final class CorosyncLogTest {
    @TempDir
    private Path folder;

    private static String everyLevel(LogBench bench, String subsystem) {
        CorosyncLog log = bench.open(2);
        StringBuilder enabled = new StringBuilder();
        for (LogLevel level : LogLevel.values()) {
            LogBench.say(log, level, subsystem, level.label());
            enabled.append(log.enabled(level, subsystem) ? level.label().charAt(0) : '-');
        }
        log.close();
        StringBuilder seen = new StringBuilder();
        for (String line : bench.stderrLines()) {
            seen.append(line.charAt(0));
        }
        return enabled + " " + seen + " " + bench.syslogLines().size();
    }

    /** e a c e w n i d t are the levels; what is enabled, what stderr gets, how many datagrams. */
    @ParameterizedTest
    @CsvSource({"info, info, off, 'eacewni-- eacewni 7'", "crit, info, off, 'eacewni-- eac 7'",
            "WARNING, ERR, off, 'eacew---- eacew 4'", "crit, alert, on, 'eacewnid- eacewnid 8'",
            "crit, alert, trace, 'eacewnidt eacewnidt 9'", "debug, debug, off, 'eacewnid- eacewnid 8'"})
    void filtersByPriorityAndDebug(String file, String syslog, String debug, String expected) {
        LogBench bench = new LogBench().set("logfile_priority", file).set("syslog_priority", syslog).set("debug",
                debug);
        assertEquals(expected, everyLevel(bench, "MAIN"));
    }

    @Test
    void targetsCanBeSwitchedOff() {
        LogBench bench = new LogBench().set("to_stderr", "no").set("to_syslog", "off");
        assertEquals("---------  0", everyLevel(bench, "MAIN"));
        assertTrue(bench.datagrams.isEmpty());
    }

    /** A block inherits targets and priorities, but neither facility nor debug; the latter was seen with 3.1.7. */
    @Test
    void blocksInherit() {
        LogBench bench = new LogBench().set("debug", "on").set("syslog_facility", "local0")
                .set("logfile_priority", "crit").set("TOTEM", "to_stderr", "no").set("CPG", "logfile_priority", "info");
        assertEquals("eacewni--  7", everyLevel(bench, "TOTEM"));
        assertTrue(bench.syslogLines().get(0).startsWith("<24>"));
        assertEquals("eacewni-- eacewni 14", everyLevel(bench, "CPG"));
        LogBench other = new LogBench().set("debug", "on").set("syslog_facility", "local0");
        everyLevel(other, "MAIN");
        assertTrue(other.syslogLines().get(0).startsWith("<128>"));
    }

    @Test
    void subsystemsHaveFilesOfTheirOwn() throws IOException {
        Path main = folder.resolve("main.log");
        Path own = folder.resolve("own.log");
        LogBench bench = new LogBench().set("to_logfile", "yes").set("logfile", main.toString()).set("CPG", "logfile",
                own.toString()).set("TOTEM", "to_logfile", "no");
        CorosyncLog log = bench.open(2);
        LogBench.say(log, LogLevel.INFO, "MAIN", "a");
        LogBench.say(log, LogLevel.INFO, "CPG", "b");
        LogBench.say(log, LogLevel.INFO, "TOTEM", "c");
        log.close();
        assertEquals("[42] node1 corosyncinfo    [MAIN  ] a\n", Files.readString(main));
        assertEquals("[42] node1 corosyncinfo    [CPG   ] b\n", Files.readString(own));
    }

    /** The file is made when the configuration is read, even when nothing goes to it. */
    @Test
    void opensFilesAtOnce() {
        Path file = folder.resolve("x.log");
        new LogBench().set("logfile", file.toString()).open(3).close();
        assertTrue(Files.exists(file));
    }

    @ParameterizedTest
    @CsvSource({"timestamp, hires, unknown value for timestamp", "fileline, yes, unknown value for fileline",
            "function_name, 1, unknown value for function_name", "blackbox, yes, unknown value for blackbox",
            "debug, yes, unknown value for debug", "to_stderr, maybe, unknown value for to_stderr",
            "to_file, x, unknown value for to_file", "syslog_facility, local8, unknown syslog facility specified",
            "syslog_facility, mailx, unknown syslog facility specified",
            "syslog_priority, loud, unknown syslog priority specified",
            "syslog_level, loud, unknown syslog level specified",
            "logfile_priority, trace, unknown logfile priority specified",
            "logfile, /proc/none/x, Can't open logfile '/proc/none/x' for reason: No such file or directory (2)"})
    void refusesWrongValuesAtStart(String key, String value, String text) {
        LogBench bench = new LogBench().set(key, value);
        assertEquals("parse error in config: " + text + ".",
                assertThrows(IllegalArgumentException.class, () -> bench.open(2)).getMessage());
        LogBench block = new LogBench().set("CPG", key, value);
        if (!key.matches("timestamp|fileline|function_name|blackbox")) {
            assertThrows(IllegalArgumentException.class, () -> block.open(2));
        }
    }

    @Test
    void refusesALongSubsystemName() {
        LogBench bench = new LogBench().set("A".repeat(64), "debug", "on");
        assertEquals("parse error in config: unable to create new logging subsystem.",
                assertThrows(IllegalArgumentException.class, () -> bench.open(3)).getMessage());
    }

    @Test
    void changesAtRunTimeAndPassesOverWrongValues() {
        LogBench bench = new LogBench().set("timestamp", "off").set("to_syslog", "no").set("logfile_priority", "crit");
        CorosyncLog log = bench.open(3);
        LogBench.say(log, LogLevel.NOTICE, "MAIN", "before");
        bench.set("logfile_priority", "loud").set("timestamp", "maybe").set("logfile", "/proc/none/x");
        log.reconfigure();
        assertFalse(log.enabled(LogLevel.NOTICE, "MAIN"));
        bench.set("logfile_priority", "notice").set("CPG", "debug", "trace");
        log.reconfigure();
        LogBench.say(log, LogLevel.NOTICE, "MAIN", "after");
        LogBench.say(log, LogLevel.TRACE, "CPG", "trace");
        bench.map.remove("logging.logger_subsys.CPG.subsys");
        log.reconfigure();
        LogBench.say(log, LogLevel.TRACE, "CPG", "no trace");
        log.close();
        assertEquals(List.of("notice  [MAIN  ] after", "trace   [CPG   ] trace"), bench.stderrLines());
    }

    @Test
    void changesItsFileAtRunTime() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        LogBench bench = new LogBench().set("to_logfile", "yes").set("logfile", first.toString());
        CorosyncLog log = bench.open(2);
        LogBench.say(log, LogLevel.INFO, "MAIN", "a");
        bench.set("logfile", second.toString());
        log.reconfigure();
        LogBench.say(log, LogLevel.INFO, "MAIN", "b");
        log.close();
        assertTrue(Files.readString(first).endsWith("] a\n"));
        assertTrue(Files.readString(second).endsWith("] b\n"));
    }

    /** Rotation by renaming: the old file keeps its lines, a new one of the same name takes the next. */
    @Test
    void reopensFiles() throws IOException, InterruptedException {
        Path file = folder.resolve("corosync.log");
        Path old = folder.resolve("corosync.log.1");
        LogBench bench = new LogBench().set("to_logfile", "yes").set("logfile", file.toString());
        CorosyncLog log = bench.open(2);
        LogBench.say(log, LogLevel.INFO, "MAIN", "a");
        Files.move(file, old);
        log.reopen();
        LogBench.say(log, LogLevel.INFO, "MAIN", "b");
        log.close();
        assertEquals("[42] node1 corosyncinfo    [MAIN  ] a\n", Files.readString(old));
        assertEquals("[42] node1 corosyncinfo    [MAIN  ] b\n", Files.readString(file));
    }

    /** Rotation by copying and cutting: the next line begins at the new end. */
    @Test
    void survivesCopytruncate() throws IOException {
        Path file = folder.resolve("corosync.log");
        LogBench bench = new LogBench().set("to_logfile", "yes").set("logfile", file.toString());
        Files.writeString(file, "what was there before\n".repeat(100));
        CorosyncLog log = bench.open(2);
        Files.writeString(file, "");
        LogBench.say(log, LogLevel.INFO, "MAIN", "b");
        log.close();
        assertEquals("[42] node1 corosyncinfo    [MAIN  ] b\n", Files.readString(file));
    }

    @Test
    void saysWhichFileCannotBeReopened() throws IOException {
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Path file = sub.resolve("x.log");
        LogBench bench = new LogBench().set("timestamp", "off").set("logfile", file.toString());
        CorosyncLog log = bench.open(3);
        Files.delete(file);
        Files.delete(sub);
        log.reopen();
        log.close();
        assertEquals(List.of("warning [MAIN  ] Unable to reopen log file " + file), bench.stderrLines());
    }

    /** A stream that takes the first line and then lets nobody pass until it is told. */
    private static final class StuckStream extends OutputStream {
        private final StringBuilder text = new StringBuilder();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        @Override
        public void write(int b) {
            text.append((char) b);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            reached.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            text.append(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** The caller is never held up: beyond the bound records are dropped, and one line says how many. */
    @Test
    void dropsAndCountsAtTheBound() throws InterruptedException {
        LogBench bench = new LogBench().set("timestamp", "off").set("to_syslog", "no");
        StuckStream stream = new StuckStream();
        LogPlace place = new LogPlace("node1", 42, LogBench.ZONE, stream, () -> null);
        CorosyncLog log = CorosyncLog.open(bench.map, 3, place, 10);
        LogBench.say(log, LogLevel.INFO, "MAIN", "first");
        stream.reached.await();
        for (int i = 0; i < 25; i++) {
            LogBench.say(log, LogLevel.INFO, "MAIN", "more");
        }
        stream.free.countDown();
        log.close();
        List<String> lines = LogBench.lines(stream.text.toString());
        assertEquals(12, lines.size());
        assertEquals("warning [MAIN  ] 15 messages lost", lines.get(1));
        assertEquals("info    [MAIN  ] more", lines.get(11));
    }

    @Test
    void keepsARecordOnOneShortLine() {
        LogBench bench = new LogBench().set("timestamp", "off");
        CorosyncLog log = bench.open(3);
        LogBench.say(log, LogLevel.INFO, "MAIN", "end\n");
        LogBench.say(log, LogLevel.INFO, "VOTEQUORUM", "forged\nnotice  [MAIN  ] line");
        LogBench.say(log, LogLevel.INFO, "MAIN", "\u00e4".repeat(400));
        log.close();
        List<String> lines = bench.stderrLines();
        assertEquals("info    [MAIN  ] end", lines.get(0));
        assertEquals("info    [VOTEQU] forged notice  [MAIN  ] line", lines.get(1));
        int bytes = lines.get(2).getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes <= LineFormat.LINE_MAX && bytes >= LineFormat.LINE_MAX - 1, "length " + bytes);
        assertTrue(lines.get(2).endsWith("\u00e4"));
        assertEquals(3, lines.size());
    }

    @Test
    void closesSyslogAtTheEnd() {
        LogBench bench = new LogBench();
        CorosyncLog log = bench.open(3);
        LogBench.say(log, LogLevel.INFO, "MAIN", "a");
        log.close();
        assertEquals("closed", bench.datagrams.get(1));
    }

    @Test
    void padsTheDayWithABlank() {
        LogBench bench = new LogBench().set("to_syslog", "no");
        CorosyncLog log = bench.open(3);
        log.log(LogLevel.INFO, "MAIN", "a", 7);
        log.log(LogLevel.INFO, "MAIN", "b", -1);
        log.close();
        assertEquals(List.of("Jan  1 00:00:00.007 info    [MAIN  ] a", "Dec 31 23:59:59.999 info    [MAIN  ] b"),
                bench.stderrLines());
    }

    @Test
    void wrongTypeOfAKeyCountsAsAbsent() {
        LogBench bench = new LogBench().set("timestamp", "off");
        bench.map.put("logging.debug", MapValue.u32(1));
        assertFalse(bench.open(3).enabled(LogLevel.DEBUG, "MAIN"));
    }
}
