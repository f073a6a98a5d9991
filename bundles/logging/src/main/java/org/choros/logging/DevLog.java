package org.choros.logging;

import java.nio.file.Path;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;

/** The system's log by its socket. Every datagram names its target, so a restarted syslog daemon is found again. */
final class DevLog implements SyslogTransport {
    /** Where syslog listens. */
    static final Path SOCKET = Path.of("/dev/log");

    private static final int ROOM = 1024;

    private final UnixDatagram socket;
    private final UnixAddress target;
    private final NativeBuffer buffer = NativeBuffer.allocate(ROOM);

    DevLog(Path path) throws PosixException {
        socket = UnixDatagram.open("syslog");
        target = UnixAddress.file(path);
    }

    @Override
    public void send(byte[] datagram) {
        int length = Math.min(ROOM, datagram.length);
        buffer.buffer().clear().put(datagram, 0, length);
        // a missing or full log is no reason to hold anybody up
        socket.sendTo(buffer, 0, length, target);
    }

    @Override
    public void close() {
        socket.close();
    }
}
