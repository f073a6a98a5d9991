package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a node: config-and-tools.md 5.4, totem.md 3.2. */
class FilesTest {
    @TempDir
    private Path folder;
    private final List<String> lines = new ArrayList<>();

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }

    @Test
    void thePidFileIsHeldAndRemoved() throws IOException {
        Path path = folder.resolve("corosync.pid");
        try (PidFile file = PidFile.take(path, 4711)) {
            assertNotNull(file);
            assertEquals("4711\n", Files.readString(path));
            assertEquals("rw-r-----", mode("corosync.pid"));
            assertNull(PidFile.take(path, 4712));
            assertEquals("4711\n", Files.readString(path));
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aPidFileThatACrashLeftIsTakenOver() throws IOException {
        Path path = folder.resolve("corosync.pid");
        Files.writeString(path, "123456789\n");
        try (PidFile file = PidFile.take(path, 4711)) {
            assertNotNull(file);
            assertEquals("4711\n", Files.readString(path));
        }
        assertThrows(IOException.class, () -> PidFile.take(folder.resolve("missing/corosync.pid"), 1));
    }

    /** 8 bytes in host byte order, little-endian on all hosts that this is tested on. */
    @Test
    void aRingIdIsKeptAsTheCDaemonKeepsIt() throws IOException {
        RingIdStore store = new RingIdStore(folder, "1");
        assertEquals(0, store.load());
        assertArrayEquals(new byte[8], Files.readAllBytes(folder.resolve("ringid_1")));
        assertEquals("rw-------", mode("ringid_1"));
        store.store(0x0102030405060708L);
        assertArrayEquals(new byte[]{8, 7, 6, 5, 4, 3, 2, 1}, Files.readAllBytes(folder.resolve("ringid_1")));
        assertEquals(0x0102030405060708L, new RingIdStore(folder, "1").load());
        Files.write(folder.resolve("ringid_1"), new byte[]{(byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0, 0, 0});
        assertEquals(0xFFFF, store.load());
    }

    @Test
    void aShortOrLongRingIdIsMadeAnew() throws IOException {
        for (int length : new int[]{0, 7, 9}) {
            Files.write(folder.resolve("ringid_1"), new byte[length]);
            assertEquals(0, new RingIdStore(folder, "1").load());
            assertEquals(8, Files.size(folder.resolve("ringid_1")));
        }
    }

    @Test
    void aRingIdThatCannotBeKeptIsAnError() throws IOException {
        RingIdStore store = new RingIdStore(folder.resolve("missing"), "1");
        assertThrows(IOException.class, store::load);
        assertThrows(IOException.class, () -> store.store(1));
        Files.createDirectory(folder.resolve("ringid_2"));
        assertThrows(IOException.class, () -> new RingIdStore(folder, "2").load());
    }

    private VotesStore votes() {
        return new VotesStore(folder, Runnable::run, (level, subsystem, text) -> lines.add(text));
    }

    @Test
    void theBarrierOfExpectedVotesIsKept() throws IOException {
        assertEquals(0, votes().load());
        votes().store(0xFFFFFFF0L);
        assertArrayEquals(new byte[]{(byte) 0xF0, -1, -1, -1}, Files.readAllBytes(folder.resolve("ev_tracking")));
        assertEquals(0xFFFFFFF0L, votes().load());
        Files.write(folder.resolve("ev_tracking"), new byte[3]);
        assertEquals(0, votes().load());
        assertEquals(List.of(), lines);
    }

    @Test
    void aBarrierThatCannotBeKeptIsALine() throws IOException {
        Files.createDirectory(folder.resolve("ev_tracking"));
        VotesStore store = votes();
        assertEquals(0, store.load());
        store.store(1);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).startsWith("Unable to read"));
        assertTrue(lines.get(1).startsWith("Unable to write"));
    }
}
