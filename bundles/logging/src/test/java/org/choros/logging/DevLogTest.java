package org.choros.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.choros.posix.NativeBuffer;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to the system's log, with a real socket. */
final class DevLogTest {
    @TempDir
    private Path folder;

    @Test
    void sendsDatagramsAndBearsAMissingLog() throws Exception {
        Path path = folder.resolve("log");
        DevLog log = new DevLog(path);
        log.send("<30>lost".getBytes(StandardCharsets.UTF_8));
        UnixDatagram server = UnixDatagram.open("log");
        server.bind(UnixAddress.file(path));
        log.send("<30>kept".getBytes(StandardCharsets.UTF_8));
        log.send(new byte[5000]);
        NativeBuffer buffer = NativeBuffer.allocate(8192);
        int length = server.receive(buffer, 0, buffer.capacity());
        byte[] bytes = new byte[length];
        buffer.buffer().clear().get(bytes);
        assertEquals("<30>kept", new String(bytes, StandardCharsets.UTF_8));
        assertEquals(1024, server.receive(buffer, 0, buffer.capacity()));
        log.close();
        server.close();
        log.send("<30>after the end".getBytes(StandardCharsets.UTF_8));
        assertTrue(server.fd() < 0);
    }
}
