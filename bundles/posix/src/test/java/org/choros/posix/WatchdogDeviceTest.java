package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files instead of devices: nobody's machine is to be reset by a test. */
class WatchdogDeviceTest {
    @TempDir
    private Path folder;

    @Test
    void whatKnowsNoTimeoutIsKeptAliveAndDisarmedByWriting() throws Exception {
        Path file = Files.createFile(folder.resolve("device"));
        try (WatchdogDevice device = WatchdogDevice.open(file)) {
            assertEquals("", device.identity());
            assertEquals(0, device.timeout());
            assertFalse(device.setTimeout(6));
            device.enable();
            device.keepAlive();
            device.keepAlive();
            device.disarm();
        }
        assertArrayEquals(new byte[]{0, 0, 'V'}, Files.readAllBytes(file));
    }

    @Test
    void openingNeitherMakesAFileNorWaits() throws IOException, PosixException {
        assertEquals(Errno.ENOENT, errno(folder.resolve("none")));
        assertFalse(Files.exists(folder.resolve("none")));
        assertEquals(Errno.EISDIR, errno(folder));
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().onExit().join();
        assertEquals(Errno.ENXIO, errno(pipe));
    }

    private static int errno(Path path) {
        return assertThrows(PosixException.class, () -> WatchdogDevice.open(path).close()).errno();
    }

    @Test
    void whatIsClosedAnswersWithAnError() throws Exception {
        WatchdogDevice device = WatchdogDevice.open(Files.createFile(folder.resolve("device")));
        device.close();
        device.close();
        assertEquals(Errno.EBADF, assertThrows(PosixException.class, device::keepAlive).errno());
        assertEquals(Errno.EBADF, assertThrows(PosixException.class, device::disarm).errno());
        assertEquals(0, device.timeout());
    }

    /** By a command that there is not. */
    @Test
    void powerIsAskedOfTheKernel() {
        int errno = assertThrows(PosixException.class, () -> SystemPower.call(1)).errno();
        assertTrue(errno == Errno.EINVAL || errno == Errno.EPERM, Errno.symbol(errno));
    }
}
