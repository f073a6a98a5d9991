package org.choros.logging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;

/** A log whose stderr and syslog can be looked at. Lines are complete once it is closed. */
final class LogBench {
    static final ZoneId ZONE = ZoneOffset.UTC;

    final IcMap map = new IcMap();
    final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    final List<String> datagrams = new ArrayList<>();

    /** Sets a key below {@code logging.}. */
    LogBench set(String key, String value) {
        map.put("logging." + key, MapValue.str(value));
        return this;
    }

    /** Sets a key of a subsystem's block. */
    LogBench set(String subsystem, String key, String value) {
        set("logger_subsys." + subsystem + ".subsys", subsystem);
        return set("logger_subsys." + subsystem + '.' + key, value);
    }

    LogPlace place(String host, long pid) {
        return new LogPlace(host, pid, ZONE, stderr, () -> new SyslogTransport() {
            @Override
            public void send(byte[] datagram) {
                datagrams.add(new String(datagram, StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                datagrams.add("closed");
            }
        });
    }

    CorosyncLog open(int dialect) {
        return CorosyncLog.open(map, dialect, place("node1", 42), CorosyncLog.BOUND);
    }

    List<String> stderrLines() {
        return lines(stderr.toString(StandardCharsets.UTF_8));
    }

    /** The datagrams without the mark of the end. */
    List<String> syslogLines() {
        return datagrams.stream().filter(d -> !d.equals("closed")).toList();
    }

    static List<String> lines(String text) {
        return text.lines().toList();
    }

    static void say(CorosyncLog log, LogLevel level, String subsystem, String text) {
        log.log(level, subsystem, text, 0);
    }
}
