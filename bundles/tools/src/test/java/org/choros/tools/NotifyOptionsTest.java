package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config-and-tools.md 4.6: options of corosync-notifyd; seen with 3.1.7, but for what is said of -d and -m. */
final class NotifyOptionsTest {
    private static String run(String arguments) {
        Captured captured = new Captured();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(1, NotifyD.run(arguments.split(" "), captured.console(), err));
        assertEquals("", captured.out());
        return captured.err() + err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void usage() {
        assertEquals(NotifyOptions.USAGE, run("-h"));
        assertEquals("corosync-notifyd: invalid option -- 'Z'\n" + NotifyOptions.USAGE, run("-f -Z -d"));
        assertEquals("corosync-notifyd: option requires an argument -- 'c'\n" + NotifyOptions.USAGE, run("-l -c"));
        assertEquals("corosync-notifyd: invalid option -- '-'\n" + NotifyOptions.USAGE, run("--json"));
    }

    /** The first is said to syslog alone, as 3.1.7 does. */
    @Test
    void refusals() {
        assertEquals("", run("-f"));
        assertEquals("[error] configured to print to stdout and run in the background, exiting\n", run("-o"));
        assertEquals("[error] DBUS signals are not supported, see corosync-notifyd -h, exiting.\n", run("-f -l -d"));
        assertEquals("[error] invalid SNMP manager host:x, see corosync-notifyd -h, exiting.\n",
                run("-f -o -m host:x"));
    }

    private static NotifyOptions parse(String... args) {
        return NotifyOptions.parse(args, new Captured().console());
    }

    @Test
    void optionsImplyOthers() {
        assertTrue(parse("-o").log());
        NotifyOptions options = parse("-fm", "10.1.1.1", "-n", "-c", "secret", "rest");
        assertNull(options.refusal());
        assertTrue(options.traps() && options.foreground() && !options.log() && !options.resolve());
        assertEquals("10.1.1.1 162 secret", options.host() + " " + options.port() + " " + options.community());
        options = parse("-s");
        assertNull(options.refusal());
        assertEquals("localhost 162 public", options.host() + " " + options.port() + " " + options.community());
    }

    @ParameterizedTest
    @CsvSource({"host,host,162", "host:1162,host,1162", "10.1.1.1:1,10.1.1.1,1", "fe80::1,fe80::1,162",
            "[fe80::1],fe80::1,162", "[fe80::1]:65535,fe80::1,65535", "::1,::1,162"})
    void managers(String text, String host, int port) {
        NotifyOptions options = parse("-m", text);
        assertNull(options.refusal());
        assertEquals(host, options.host());
        assertEquals(port, options.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":162", "host:", "host:0", "host:65536", "host:x", "[fe80::1]x", "[]:1", "[fe80::1]:"})
    void noManagers(String text) {
        assertEquals("invalid SNMP manager " + text + ", see corosync-notifyd -h, exiting.",
                parse("-m", text).refusal());
    }
}
