package org.choros.tools.notifyd;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.function.Supplier;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;

/**
 * The system's log by its socket, as syslog(3) writes to it, with facility daemon. Every datagram names its target, so
 * a syslog that is started again is found; one that is missing or full costs the line and holds nobody up.
 */
final class SystemLog {
    /** Severity of an error. */
    static final int ERROR = 3;
    /** Severity of something normal that matters. */
    static final int NOTICE = 5;
    /** Where syslog listens. */
    static final Path SOCKET = Path.of("/dev/log");

    private static final String IDENT = "notifyd";
    private static final int DAEMON = 3 << 3;
    private static final int ROOM = 1024;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final UnixAddress target;
    private final long pid;
    private final Supplier<LocalDateTime> clock;
    private final NativeBuffer buffer = NativeBuffer.allocate(ROOM);
    private final UnixDatagram socket;

    /**
     * @param path where syslog listens
     * @param pid our process id
     * @param clock the time of this place
     * @throws PosixException when there is no descriptor left
     */
    SystemLog(Path path, long pid, Supplier<LocalDateTime> clock) throws PosixException {
        target = UnixAddress.file(path);
        this.pid = pid;
        this.clock = clock;
        socket = UnixDatagram.open("syslog");
    }

    void send(int severity, String line) {
        byte[] datagram = record(severity, line).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(ROOM, datagram.length);
        buffer.buffer().clear().put(Arrays.copyOf(datagram, length));
        socket.sendTo(buffer, 0, length, target);
    }

    private String record(int severity, String line) {
        LocalDateTime now = clock.get();
        int month = 3 * (now.getMonthValue() - 1);
        return "<" + (DAEMON + severity) + ">" + MONTHS.substring(month, month + 3)
                + (now.getDayOfMonth() < 10 ? "  " : " ") + now.getDayOfMonth() + " " + two(now.getHour()) + ":"
                + two(now.getMinute()) + ":" + two(now.getSecond()) + " " + IDENT + "[" + pid + "]: " + line;
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }
}
