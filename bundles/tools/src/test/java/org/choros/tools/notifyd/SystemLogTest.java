package org.choros.tools.notifyd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines to syslog, as they were recorded of corosync-notifyd 3.1.7. */
final class SystemLogTest {
    private static final int ROOM = 2048;

    @TempDir
    private Path folder;
    private LocalDateTime now = LocalDateTime.of(2026, 11, 22, 13, 50, 8);

    private static String received(UnixDatagram socket) {
        NativeBuffer buffer = NativeBuffer.allocate(ROOM);
        int length = socket.receive(buffer, 0, ROOM);
        byte[] bytes = new byte[Math.max(0, length)];
        buffer.buffer().get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void linesOf31() throws PosixException {
        Path path = folder.resolve("log");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        EventLog log = new EventLog(err, new SystemLog(path, 5222, () -> now));
        // nobody listens yet
        log.error("first");
        try (UnixDatagram syslog = UnixDatagram.open("syslog")) {
            syslog.bind(UnixAddress.file(path));
            List<Notice> notices = List.of(new Notice.Node("10.78.0.2", 2, "10.78.0.2", "joined"),
                    new Notice.Link("node1", 1, 1, 2, true), new Notice.Link("node1", 1, 0, 2, true));
            List<String> recorded = Recorded.lines("tools-3.1.7-notifyd.txt", "<29>");
            assertEquals(notices.size(), recorded.size());
            for (int i = 0; i < notices.size(); i++) {
                log.tell(notices.get(i));
                assertEquals("<29>" + recorded.get(i), received(syslog));
                now = now.withSecond(9);
            }
            now = LocalDateTime.of(2027, 1, 5, 3, 4, 5);
            log.error("x".repeat(ROOM));
            assertEquals(("<27>Jan  5 03:04:05 notifyd[5222]: [error] " + "x".repeat(ROOM)).substring(0, 1024),
                    received(syslog));
        }
        assertEquals(List.of("[error] first", "[notice] 10.78.0.2[2] ip:10.78.0.2 joined"),
                err.toString(StandardCharsets.UTF_8).lines().limit(2).toList());
    }
}
