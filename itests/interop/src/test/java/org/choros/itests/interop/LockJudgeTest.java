package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the judge of locks finds what is not to be. */
class LockJudgeTest {
    @TempDir
    private Path folder;

    /** Judges the logs of two programs. */
    private List<String> judged(String one, String two) throws IOException {
        LockJudge judge = new LockJudge();
        judge.read(Files.writeString(folder.resolve("one"), one));
        judge.read(Files.writeString(folder.resolve("two"), two));
        return judge.judge();
    }

    private static String holds(int request, int token, long fromNs, long promisedNs) {
        return """
                %1$d asked %2$d %2$d lock false true
                %3$d told %2$d %4$x
                %5$d granted %2$d %4$x
                %5$d promised %2$d %6$d
                """.formatted(fromNs, request, fromNs + 1, token, fromNs + 2, promisedNs);
    }

    @Test
    void oneAfterTheOtherIsWell() throws IOException {
        assertEquals(List.of(), judged(holds(1, 16, 10, 100) + "50 over 1 false\n", holds(2, 17, 60, 90)));
        // who was told that it is lost relies on what was promised, and the next one came after that
        assertEquals(List.of(), judged(holds(1, 16, 10, 100) + "50 over 1 true\n", holds(2, 17, 110, 190)));
        // what a killed program was about to write
        assertEquals(List.of(), judged(holds(1, 16, 10, 100) + "50 over 1 false\n", holds(2, 17, 60, 90) + "95 ov"));
    }

    @Test
    void twoWhoRelyOnItAreFound() throws IOException {
        List<String> found = judged(holds(1, 16, 10, 100) + "50 over 1 true\n", holds(2, 17, 60, 90));
        assertEquals(1, found.size());
        assertTrue(found.get(0).contains("was promised"), found.get(0));
        assertEquals(1, judged(holds(1, 16, 10, 100), holds(2, 17, 60, 90)).size());
    }

    @Test
    void aTokenThatDoesNotGrowIsFound() throws IOException {
        assertTrue(judged(holds(1, 16, 10, 100) + "50 over 1 false\n", holds(2, 15, 60, 90)).get(0)
                .contains("token f"));
        assertTrue(judged(holds(1, 16, 10, 100) + "50 over 1 false\n", holds(2, 16, 60, 90)).get(0)
                .contains("was given twice"));
    }

    @Test
    void aPromiseOutlivesAKilledProgram() throws IOException {
        LockJudge judge = new LockJudge();
        long later = System.nanoTime() + 3_600_000_000_000L;
        judge.read(Files.writeString(folder.resolve("one"), holds(1, 16, 10, later + 1_000)));
        judge.killed(0);
        judge.read(Files.writeString(folder.resolve("two"), holds(12, 17, later, later + 10)));
        assertEquals(1, judge.judge().size());
    }
}
