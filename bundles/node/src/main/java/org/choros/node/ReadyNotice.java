package org.choros.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.spi.log.LogLevel;

/** Tells systemd that the node is ready ({@code Type=notify}). */
final class ReadyNotice {
    private static final byte[] READY = "READY=1".getBytes(StandardCharsets.US_ASCII);

    private ReadyNotice() {
    }

    /**
     * @param socket the value of NOTIFY_SOCKET: a path; null for none
     * @param log takes a warning
     */
    static void send(String socket, VotesStore.Log log) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        if (socket.charAt(0) != '/') {
            log.log(LogLevel.WARNING, "MAIN", "Cannot tell systemd that we are ready: NOTIFY_SOCKET is no path");
            return;
        }
        NativeBuffer message = NativeBuffer.allocate(READY.length);
        message.buffer().put(READY);
        try (UnixDatagram datagram = UnixDatagram.open("notify")) {
            int sent = datagram.sendTo(message, 0, READY.length, UnixAddress.file(Path.of(socket)));
            if (sent != READY.length) {
                log.log(LogLevel.WARNING, "MAIN", "Cannot tell systemd that we are ready: " + socket + ": " + sent);
            }
        } catch (PosixException e) {
            log.log(LogLevel.WARNING, "MAIN", "Cannot tell systemd that we are ready: " + e.getMessage());
        }
    }
}
