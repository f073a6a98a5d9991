package org.choros.config.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.choros.config.HostEnvironment.Family;
import org.choros.config.HostFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real machine: what configuration asks of it, in a folder of our own. */
final class SystemEnvironmentTest {
    private final SystemEnvironment host = new SystemEnvironment();

    @TempDir
    private Path folder;

    private static void assertFault(String text, int errno, HostFault fault) {
        assertEquals(text, fault.getMessage());
        assertEquals(errno, fault.errno());
    }

    @Test
    void readsTheBeginningOfAFile() throws Exception {
        Path file = Files.write(folder.resolve("f"), new byte[]{1, 2, 3, 4});
        assertArrayEquals(new byte[]{1, 2, 3}, host.read(file.toString(), 3));
        assertArrayEquals(new byte[]{1, 2, 3, 4}, host.read(file.toString(), 100));
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        String missing = folder.resolve("missing").toString();
        assertFault("No such file or directory", 2, assertThrows(HostFault.class, () -> host.read(missing, 1)));
        assertFault("Is a directory", 21, assertThrows(HostFault.class, () -> host.read(folder.toString(), 1)));
        assertFault("No such file or directory", 2, assertThrows(HostFault.class, () -> host.read("a\0b", 1)));
    }

    @Test
    void saysWhyALogFileCannotBeOpened() throws IOException {
        Path file = Files.createFile(folder.resolve("f"));
        assertFault("Not a directory", 20,
                assertThrows(HostFault.class, () -> host.openLogFile(file.resolve("x").toString())));
        assertFault("No such file or directory", 2,
                assertThrows(HostFault.class, () -> host.openLogFile(folder.resolve("no/x").toString())));
        assertThrows(HostFault.class, () -> host.openLogFile(""));
        assertThrows(HostFault.class, () -> host.openLogFile(folder.toString()));
    }

    @Test
    void createsALogFileAndKeepsWhatIsInIt() throws Exception {
        Path file = folder.resolve("x.log");
        host.openLogFile(file.toString());
        assertTrue(Files.exists(file));
        Files.writeString(file, "old");
        host.openLogFile(file.toString());
        assertEquals("old", Files.readString(file));
    }

    @Test
    void entersDirectoriesOnly() throws Exception {
        host.enterDirectory(folder.toString());
        Path file = Files.createFile(folder.resolve("f"));
        assertFault("Not a directory", 20, assertThrows(HostFault.class, () -> host.enterDirectory(file.toString())));
        assertFault("No such file or directory", 2,
                assertThrows(HostFault.class, () -> host.enterDirectory(folder + "/none")));
    }

    @Test
    void listsRegularFilesHiddenOnesToo() throws IOException {
        Files.createFile(folder.resolve(".hidden"));
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(List.of(folder.resolve(".hidden").toString()), host.files(folder.toString()));
        assertEquals(List.of(), host.files(folder.resolve("none").toString()));
    }

    @Test
    void tellsWhoMayReadAKeyFile() throws IOException {
        Path file = Files.createFile(folder.resolve("key"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertFalse(host.readableByOthers(file.toString()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-----r--"));
        assertTrue(host.readableByOthers(file.toString()));
    }

    @Test
    void resolvesLiteralsByFamily() throws Exception {
        assertEquals(List.of(InetAddress.getByName("10.77.0.1")), host.resolve("10.77.0.1", Family.IPV4));
        assertEquals(List.of(), host.resolve("10.77.0.1", Family.IPV6));
        assertEquals(List.of(InetAddress.getByName("fd77::1")), host.resolve("fd77::1", Family.IPV6));
        assertEquals(List.of(), host.resolve("", Family.IPV4));
        assertEquals(List.of(), host.resolve("[::1]", Family.IPV6));
    }

    @Test
    void knowsTheLoopbackInterface() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        assertTrue(host.localAddresses().stream()
                .anyMatch(a -> a.address().equals(loopback) && a.prefixLength() == 8));
    }

    @Test
    void looksUpUsersAndGroups() {
        assertEquals(0, host.userId("root"));
        assertEquals(0, host.groupId("root"));
        assertEquals(-1, host.userId("no such user"));
        assertEquals(-1, host.groupId("no such group"));
    }

    @Test
    void knowsItsNameAndVariables() {
        assertFalse(host.nodeName().isBlank());
        assertEquals(System.getenv("PATH"), host.variable("PATH"));
    }
}
