package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.LocalNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator gets wrong: a clear text that names it, an exit status, nothing started, nothing left behind. */
class BadInputIT {
    private static final int EXIT_CONFIGURATION = 8;
    private static final int EXIT_FATAL = 15;
    private static final int KEY_BYTES = 128;

    private LocalNode node;

    @BeforeEach
    void create() {
        node = LocalNode.create();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void namesFileAndLineOfAWrongConfiguration() throws IOException {
        String good = node.text("", "", "").replace("dialect: 2", "dialect: 3").replace("secauth: off", "token: 1000");
        Path file = node.configuration();
        int line = 4;
        node.configure(good.replace("token: 1000", "token: soon"));
        refusedRaw("parser error: " + file + ":" + line
                + ": Value of key \"totem.token\" is expected to be integer in range "
                + "(0..4294967295), but \"soon\" was given");
        node.configure(good.replace("token: 1000", "token 1000"));
        refusedRaw("parser error: " + file + ":" + line + ": Line is not opening or closing section or key value");
        node.configure(good + "}\n");
        refusedRaw("parser error: " + file + ":" + (good.lines().count() + 1) + ": Unexpected closing brace");
        node.configure("totem {\n    version: 2\n");
        refusedRaw("parser error: " + file + ":2: Missing closing brace");
        Files.delete(file);
        refusedRaw("Can't read file " + file + ": No such file or directory");
    }

    /** A text that is wrong before logging is known: one line on standard error, in both ways to start. */
    private void refusedRaw(String text) throws IOException {
        for (String[] options : List.of(new String[]{"-f"}, new String[0])) {
            Command c = node.run("corosync", options);
            assertEquals(text + "\n", c.err());
            assertEquals("", c.out());
            assertEquals(EXIT_CONFIGURATION, c.status());
            nothingStarted();
        }
    }

    private void nothingStarted() throws IOException {
        assertFalse(Files.exists(node.pidFile()));
        assertFalse(Files.readString(Path.of("/proc/net/unix")).contains(node.instance() + "-"));
        assertFalse(node.log().contains("up."), node::log);
    }

    /** A meaning that is wrong: the reason goes to the log that the file names. */
    private void refused(int status, String... reasons) throws IOException {
        Command c = node.run("corosync", "-f");
        for (String reason : reasons) {
            assertTrue(node.log().contains(reason), () -> "missing: " + reason + "\n" + c + "\n" + node.evidence());
        }
        assertTrue(node.log().contains("Corosync Cluster Engine exiting with status " + status + " at "), node::log);
        assertEquals("", c.out() + c.err());
        assertEquals(status, c.status());
        nothingStarted();
        Files.delete(node.file("log"));
    }

    @Test
    void namesAKeyThatItCannotUse() throws IOException {
        node.configure(node.text("crypto_cipher: aes256\ncrypto_hash: sha1", "", "").replace("secauth: off", ""));
        Path key = node.file("etc/authkey");
        node.environment("COROSYNC_TOTEM_AUTHKEY_FILE", key.toString());
        refused(EXIT_CONFIGURATION, "Could not open " + key + ": No such file or directory");
        Files.write(key, new byte[KEY_BYTES / 2]);
        refused(EXIT_CONFIGURATION, "Could only read 512 bits of 1024 bits from " + key + ".");
        Files.write(key, new byte[KEY_BYTES]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        node.startAndForm();
        node.awaitLog("warning.*" + Pattern.quote(key.toString()));
        node.signal("TERM");
        assertEquals(0, node.awaitEnd());
    }

    @Test
    void namesAnAddressThatItCannotBind() throws IOException {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", node.port()))) {
            assertTrue(other.isBound());
            refused(EXIT_FATAL, "cannot bind UDP address 127.0.0.1 port " + node.port());
        }
        String foreign = node.text("", "", "").replace("127.0.0.1", "203.0.113.7");
        String advice = "None of the nodelist's addresses is on an interface of this host: 203.0.113.7";
        node.configure(foreign);
        refused(EXIT_CONFIGURATION, "parse error in config: No interfaces defined", advice);
        node.configure(foreign.replace("ringnumber: 0", "ringnumber: 0\n        bindnetaddr: 203.0.113.7"));
        refused(EXIT_FATAL, "203.0.113.7");
        node.configure(foreign.replace("dialect: 2", "dialect: 3").replace("secauth: off", ""));
        refused(EXIT_CONFIGURATION, "parse error in config: No valid name found for local host", advice);
    }

    @Test
    void namesANodeThatIsWrong() throws IOException {
        String second = "nodelist {\n    node {\n        ring0_addr: %s\n        nodeid: %d\n    }";
        String good = node.text("", "", "").replace("dialect: 2", "dialect: 3").replace("secauth: off", "");
        node.configure(good.replace("nodelist {", second.formatted("127.0.0.9", 1)));
        refused(EXIT_CONFIGURATION, "Nodeid 1 appears twice in corosync.conf");
        node.configure(good.replace("nodelist {", second.formatted("nobody.invalid", 2)));
        refused(EXIT_CONFIGURATION, "nobody.invalid");
        node.configure(
                node.text("", "", "").replace("nodelist {", second.formatted("127.0.0.9", 1)));
        refused(EXIT_CONFIGURATION, "Nodeid 1 appears twice in corosync.conf");
    }
}
