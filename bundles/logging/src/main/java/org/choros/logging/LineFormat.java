package org.choros.logging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;

import org.choros.spi.log.LogLevel;

/** Makes the lines of the three targets (config-and-tools.md 3.2). For one thread: it remembers the last second. */
final class LineFormat {
    /** Longest line in bytes, its end not counted. */
    static final int LINE_MAX = 511;

    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
            "Nov", "Dec"};
    private static final int LEVEL_WIDTH = 7;
    private static final int SUBSYSTEM_WIDTH = 6;
    private static final int INFO = 6;

    private final String host;
    private final long pid;
    private final ZoneId zone;
    private long second = Long.MIN_VALUE;
    private String secondText;

    LineFormat(String host, long pid, ZoneId zone) {
        this.host = host;
        this.pid = pid;
        this.zone = zone;
    }

    byte[] stderr(LogRecord r, Timestamp timestamp) {
        StringBuilder line = new StringBuilder(160);
        if (timestamp != Timestamp.OFF) {
            appendTime(line, r.epochMillis(), timestamp).append(' ');
        }
        return end(appendRest(line, r));
    }

    byte[] file(LogRecord r, Timestamp timestamp) {
        StringBuilder line = new StringBuilder(200);
        boolean timed = timestamp != Timestamp.OFF;
        if (timed) {
            appendTime(line, r.epochMillis(), timestamp).append(' ');
        }
        line.append('[').append(pid).append("] ").append(host).append(" corosync");
        if (timed) {
            // without a time stamp corosync leaves no blank here, and scripts have learned that
            line.append(' ');
        }
        return end(appendRest(line, r));
    }

    /** A datagram for the system's log: no level in the text, debug and trace sent as info. */
    byte[] syslog(LogRecord r, Timestamp timestamp, int facility) {
        StringBuilder line = new StringBuilder(200);
        line.append('<').append(facility * 8 + Math.min(INFO, r.level().ordinal())).append('>');
        appendTime(line, r.epochMillis(), Timestamp.ON).append(" corosync[").append(pid).append("]: ");
        line.append(timestamp == Timestamp.OFF ? " " : "  ");
        return cut(appendMessage(appendSubsystem(line, r.subsystem()), r.text()));
    }

    private StringBuilder appendTime(StringBuilder line, long epochMillis, Timestamp timestamp) {
        long at = Math.floorDiv(epochMillis, 1000L);
        if (at != second) {
            ZonedDateTime t = Instant.ofEpochSecond(at).atZone(zone);
            StringBuilder text = new StringBuilder(16).append(MONTHS[t.getMonthValue() - 1]).append(' ');
            pad(text, t.getDayOfMonth(), ' ').append(' ');
            pad(text, t.getHour(), '0').append(':');
            pad(text, t.getMinute(), '0').append(':');
            secondText = pad(text, t.getSecond(), '0').toString();
            second = at;
        }
        line.append(secondText);
        if (timestamp == Timestamp.HIRES) {
            int millis = (int) Math.floorMod(epochMillis, 1000L);
            line.append('.').append((char) ('0' + millis / 100));
            pad(line, millis % 100, '0');
        }
        return line;
    }

    private static StringBuilder pad(StringBuilder text, int number, char fill) {
        return number < 10 ? text.append(fill).append(number) : text.append(number);
    }

    private static StringBuilder appendRest(StringBuilder line, LogRecord r) {
        LogLevel level = r.level();
        line.append(level.label());
        for (int i = level.label().length(); i < LEVEL_WIDTH; i++) {
            line.append(' ');
        }
        return appendMessage(appendSubsystem(line.append(' '), r.subsystem()), r.text());
    }

    private static StringBuilder appendSubsystem(StringBuilder line, String subsystem) {
        line.append('[');
        for (int i = 0; i < SUBSYSTEM_WIDTH; i++) {
            line.append(i < subsystem.length() ? subsystem.charAt(i) : ' ');
        }
        return line.append("] ");
    }

    /** One line a record: an end of line at the end goes, others would let a peer's text pose as lines of ours. */
    private static StringBuilder appendMessage(StringBuilder line, String text) {
        int length = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int i = 0; i < length && line.length() <= LINE_MAX; i++) {
            char c = text.charAt(i);
            line.append(c == '\n' || c == '\r' || c == 0 ? ' ' : c);
        }
        return line;
    }

    private static byte[] end(StringBuilder line) {
        byte[] bytes = cut(line);
        byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
        ended[bytes.length] = '\n';
        return ended;
    }

    private static byte[] cut(StringBuilder line) {
        byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LINE_MAX) {
            return bytes;
        }
        int end = LINE_MAX;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
