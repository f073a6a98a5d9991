package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.choros.itests.lab.LocalNode;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corosync command as an operator, a script and systemd meet it: options, exit statuses, pid file, signals. */
class DaemonIT {
    private static final int LIMIT_S = 120;
    private static final long RESIDENT_MAX_KB = 200 * 1024;
    private static final int SESSION_FIELD = 3;

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
    void showsVersionAndUsage() {
        Command version = node.run("corosync", "-v");
        assertEquals(0, version.status(), version.err());
        assertEquals("Corosync Cluster Engine, version '3.1.7'", version.out().lines().findFirst().orElse(""));
        assertEquals("", version.err());
        for (List<String> wrong : List.of(List.of("-h", "h"), List.of("--help", "-"), List.of("-fZ", "Z"))) {
            Command usage = node.run("corosync", wrong.get(0));
            assertEquals(1, usage.status(), usage.err());
            assertEquals("", usage.out());
            assertTrue(usage.err().startsWith("corosync: invalid option -- '" + wrong.get(1) + "'\nusage:\n"),
                    usage.err());
        }
        Command priority = node.run("corosync", "-P", "high");
        assertEquals(1, priority.status());
        assertEquals("Priority value high is invalid", priority.err());
    }

    /** The configuration comes from -c, else from the environment, and a check starts nothing. */
    @Test
    void checksTheConfigurationItIsTold() throws IOException {
        Command right = node.run("corosync", "-t");
        assertEquals(0, right.status(), right.err());
        assertTrue(right.err().contains("Corosync Cluster Engine exiting normally"), right.err());
        Path other = node.file("other.conf");
        Files.writeString(other, node.text("token: soon", "", ""));
        Command wrong = node.run("corosync", "-t", "-c", other.toString());
        assertEquals(8, wrong.status(), wrong.err());
        assertTrue(wrong.err().contains("token"), wrong.err());
        node.environment("COROSYNC_MAIN_CONFIG_FILE", other.toString());
        assertEquals(8, node.run("corosync", "-t").status());
        assertEquals(0, node.run("corosync", "-t", "-c" + node.configuration()).status());
        assertFalse(Files.exists(node.pidFile()));
    }

    @Test
    void goesToTheBackground() throws IOException {
        Command parent = node.run("corosync");
        assertEquals(0, parent.status(), parent.err());
        node.awaitFormed();
        ProcessHandle daemon = node.backgroundDaemon().orElseThrow();
        assertTrue(daemon.isAlive());
        assertEquals(Long.toString(daemon.pid()), status(daemon.pid())[SESSION_FIELD], "leads its own session");
        try (FileChannel channel = FileChannel.open(node.pidFile(), StandardOpenOption.WRITE)) {
            assertEquals(null, channel.tryLock(), "the pid file is locked");
        }
        assertEquals("rw-r-----", PosixFilePermissions
                .toString(Files.getPosixFilePermissions(node.pidFile())));
        daemon.destroy();
        Await.until("the daemon has ended", LIMIT_S, () -> !daemon.isAlive(), node::evidence);
        assertTrue(node.log().contains("Node was shut down by a signal"), node::log);
        assertTrue(node.log().contains("Corosync Cluster Engine exiting normally"), node::log);
        assertFalse(Files.exists(node.pidFile()));
    }

    /** proc(5), stat: the fields from the state on; what is before them may contain blanks. */
    private static String[] status(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    @Test
    void refusesToRunTwice() throws IOException {
        node.startAndForm();
        String before = Files.readString(node.pidFile());
        Command second = node.run("corosync", "-f");
        assertEquals(18, second.status(), second.err());
        assertTrue(node.log().contains("Another Corosync instance is already running."), node::log);
        assertTrue(node.log().contains("Corosync Cluster Engine exiting with status 18 at "), node::log);
        assertEquals(before, Files.readString(node.pidFile()));
        assertEquals("", second.err());
        assertEquals(0, node.run("corosync-quorumtool", "-s").status(), "the first one serves on");
        node.signal("INT");
        assertEquals(0, node.awaitEnd(), node::evidence);
        node.startAndForm();
    }

    /** 3.1 puts a blank before the colon, 2.4 does not; a killed node does not leave in order: its guardian says it. */
    @Test
    void diesWhenAnotherNodeKillsIt() {
        Requirements.hosts();
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.plain(lab, "udpu", Configurations.PATIENT_TOKEN_MS);
            Host alpha = lab.host(1);
            Host beta = lab.host(2);
            lab.hosts().forEach(h -> h.start(Host.Kind.CHOROS));
            lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2));
            Command kill = alpha.run(Host.choros("corosync-cfgtool"), "-k", "2");
            assertEquals(0, kill.status(), kill.err());
            assertEquals("Killing node 2\n", kill.out());
            assertEquals(255, beta.awaitEnd(), beta::evidence);
            assertTrue(beta.log().contains("Killed by node 1 : Killed by corosync-cfgtool"), beta::evidence);
            assertFalse(beta.log().contains("exiting normally"), beta::log);
            assertEquals("", beta.console());
            alpha.awaitMembers(LIMIT_S, 1);
            assertFalse(alpha.log().contains("A processor failed, forming new configuration"), alpha::log);
            Command unknown = alpha.run(Host.choros("corosync-cfgtool"), "-k", "9");
            assertEquals("Could not kill node (error = CS_ERR_NOT_EXIST)\n", unknown.err());
            assertEquals(1, unknown.status());
        }
    }

    @Test
    void refusesWhatItCannotWrite() throws IOException {
        node.environment("CHOROS_RUN_DIR", node.file("nowhere").toString());
        Command noPidFile = node.run("corosync", "-f");
        assertEquals(17, noPidFile.status(), node::evidence);
        assertTrue(node.log().contains("Cannot create pid file " + node.file("nowhere")), node::log);
        quiet(noPidFile);
        Files.delete(node.file("log"));
        node.environment("CHOROS_RUN_DIR", node.file("run").toString());
        node.environment("CHOROS_STATE_DIR", node.file("missing").toString());
        Command noState = node.run("corosync", "-f");
        assertEquals(16, noState.status(), node::evidence);
        assertTrue(node.log().contains("Required directory not present " + node.file("missing")), node::log);
        quiet(noState);
        Command background = node.run("corosync");
        assertEquals(16, background.status(), "the parent knows before it forks");
        assertTrue(background.err().contains("Required directory not present"), background.err());
        assertFalse(Files.exists(node.pidFile()));
    }

    private static void quiet(Command command) {
        assertEquals("", command.out());
        assertFalse(command.err().contains("Exception"), command.err());
        assertFalse(command.err().contains("\tat "), command.err());
    }

    @Test
    void endsWhenAServiceRefuses() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of("provider: corosync_nonsense", "Invalid quorum provider",
                "two_node: 1\ndevice {\n    model: net\n}",
                "configuration error: two_node and quorum device cannot be configured at the same time!").entrySet()) {
            node.configure(node.text("", wrong.getKey(), ""));
            Command refused = node.run("corosync", "-f");
            assertEquals(20, refused.status(), node::evidence);
            assertTrue(node.log().contains("Service engine 'corosync_quorum' failed to load for reason '"
                    + wrong.getValue() + "'"), node::log);
            assertTrue(node.log().contains("failed to initialize."), node::log);
            assertTrue(node.log().contains("Corosync Cluster Engine exiting with status 20 at "), node::log);
            quiet(refused);
            assertFalse(Files.exists(node.pidFile()));
            Files.delete(node.file("log"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void leavesInOrderOnSignals(String signal) {
        node.startAndForm();
        node.signal(signal);
        assertEquals(0, node.awaitEnd(), node::evidence);
        inOrder("Node was shut down by a signal", "Unloading all Corosync service engines.",
                "Service engine unloaded: corosync vote quorum service v1.0",
                "Corosync Cluster Engine exiting normally");
        assertFalse(Files.exists(node.pidFile()));
        assertEquals("", node.console());
    }

    /** A JVM leaves alone what it finds ignored; corosync does not. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "HUP"})
    void leavesInOrderOnSignalsThatWereIgnoredWhenItBegan(String signal) {
        node.ignore("INT,HUP");
        node.startAndForm();
        node.signal(signal);
        assertEquals(0, node.awaitEnd(), node::evidence);
        inOrder("Node was shut down by a signal", "Corosync Cluster Engine exiting normally");
    }

    private void inOrder(String... texts) {
        int at = 0;
        for (String text : texts) {
            at = node.log().indexOf(text, at);
            assertTrue(at >= 0, () -> "missing: " + text + "\n" + node.evidence());
        }
    }

    @Test
    void leavesInOrderWhenAskedTo() {
        node.startAndForm();
        Command command = node.run("corosync-cfgtool", "-H");
        assertEquals("Shutting down corosync\n", command.out());
        assertEquals(0, command.status(), command.err());
        assertEquals(0, node.awaitEnd(), node::evidence);
        inOrder("Node 1 was shut down by sysadmin", "Unloading all Corosync service engines.",
                "Service engine unloaded: corosync vote quorum service v1.0",
                "Service engine unloaded: corosync configuration map access",
                "Service engine unloaded: corosync configuration service",
                "Service engine unloaded: corosync cluster quorum service v0.1",
                "Corosync Cluster Engine exiting normally");
        assertFalse(Files.exists(node.pidFile()));
    }

    @Test
    void reloads() throws IOException {
        node.startAndForm();
        node.configure(Files.readString(node.configuration()).replace("version: 2", "version: 2\n    token: 3210")
                .replace("nodelist {",
                        "nodelist {\n    node {\n        ring0_addr: 127.0.0.2\n        nodeid: 2\n    }"));
        Command right = node.run("corosync-cfgtool", "-R");
        assertEquals("Reloading corosync.conf...\nDone\n", right.out());
        assertEquals(0, right.status(), right.err());
        node.awaitLog("Config reload requested by node 1");
        String keys = node.run("corosync-cmapctl").out();
        assertTrue(keys.contains("runtime.config.totem.token (u32) = 3210\n"), keys);
        assertTrue(keys.contains("nodelist.node.0.ring0_addr (str) = 127.0.0.2\n"), keys);
        Await.until("two votes are expected", LIMIT_S, () -> node.run("corosync-quorumtool", "-s").out()
                .contains("Expected votes:   2\n"), node::evidence);
        String good = Files.readString(node.configuration());
        String before = steady(node.run("corosync-cmapctl").out());
        for (String broken : List.of(good + "}\n", good.replace("3210", "soon"), good.replace("3210", "5"),
                good.replace("nodeid: 2", "nodeid: 1"))) {
            node.configure(broken);
            int from = node.log().length();
            Command wrong = node.run("corosync-cfgtool", "-R");
            assertEquals(2, wrong.status(), wrong.out() + wrong.err());
            assertTrue(wrong.err().startsWith("Could not reload configuration. Error CS_ERR_LIBRARY"), wrong.err());
            Await.until("the log says why", LIMIT_S,
                    () -> node.log().substring(from).contains("Unable to reload config file: "), node::log);
            assertEquals(before, steady(node.run("corosync-cmapctl").out()));
        }
        node.configure(good);
        assertEquals(0, node.run("corosync-cfgtool", "-R").status());
    }

    private static String steady(String keys) {
        return keys.lines().filter(l -> !l.startsWith("runtime.connections") && !l.startsWith("runtime.services")
                && !l.startsWith("runtime.totem") && !l.startsWith("runtime.choros"))
                .reduce("", (a, b) -> a + b + "\n");
    }

    /** One figure each for who reads the output: time is not asserted, as the machine may be busy. */
    @Test
    void staysSmall() throws IOException {
        long start = System.nanoTime();
        node.startAndForm();
        long formedMs = (System.nanoTime() - start) / 1_000_000;
        node.run("corosync-quorumtool", "-s");
        long residentKb = Files.readString(Path.of("/proc", Long.toString(node.pid()), "status")).lines()
                .filter(l -> l.startsWith("VmRSS:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
        System.out.println("cold start to a ring of one: " + formedMs + " ms, resident: " + residentKb + " kB");
        assertTrue(residentKb < RESIDENT_MAX_KB, () -> "resident: " + residentKb + " kB");
    }

    @Test
    void tellsSystemdWhenItIsReady() throws PosixException {
        Path socket = node.file("notify");
        try (UnixDatagram systemd = UnixDatagram.open("notify")) {
            systemd.bind(UnixAddress.file(socket));
            node.environment("NOTIFY_SOCKET", socket.toString());
            node.start();
            Poll poll = new Poll(1);
            poll.watch(0, systemd.fd(), Poll.IN);
            assertEquals(1, poll.await(LIMIT_S * 1000), node::evidence);
            NativeBuffer buffer = NativeBuffer.allocate(64);
            int length = systemd.receive(buffer, 0, 64);
            byte[] bytes = new byte[Math.max(0, length)];
            buffer.buffer().get(0, bytes);
            assertTrue(Arrays.asList(new String(bytes, StandardCharsets.US_ASCII).split("\n")).contains("READY=1"));
            // what is said to systemd and what is written go by different threads
            node.awaitLog("Completed service synchronization");
        }
    }
}
