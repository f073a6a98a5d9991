package org.choros.tools.notifyd;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;

/** Tells systemd that we are ready ({@code Type=notify}). */
final class ReadyNotice {
    private static final byte[] READY = "READY=1".getBytes(StandardCharsets.US_ASCII);

    private ReadyNotice() {
    }

    /**
     * @param socket the value of NOTIFY_SOCKET: a path; null for none
     * @param errors is told why it did not work
     */
    static void send(String socket, Consumer<String> errors) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        if (socket.charAt(0) != '/') {
            errors.accept("Cannot tell systemd that we are ready: NOTIFY_SOCKET is no path");
            return;
        }
        NativeBuffer message = NativeBuffer.allocate(READY.length);
        message.buffer().put(READY);
        try (UnixDatagram datagram = UnixDatagram.open("notify")) {
            int sent = datagram.sendTo(message, 0, READY.length, UnixAddress.file(Path.of(socket)));
            if (sent != READY.length) {
                errors.accept("Cannot tell systemd that we are ready: " + socket + ": " + sent);
            }
        } catch (PosixException e) {
            errors.accept("Cannot tell systemd that we are ready: " + e.getMessage());
        }
    }
}
