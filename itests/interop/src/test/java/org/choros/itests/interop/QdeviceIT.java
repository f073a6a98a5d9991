package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two Choros nodes with Debian's corosync-qdevice, and corosync-qnetd on a third host: exactly one half of a split is
 * quorate, and it is the half that the arbiter hears.
 */
class QdeviceIT {
    private static final int FORM_S = 60;
    private static final int DEVICE_S = 90;
    private static final int STOP_S = 30;
    private static final int TOKEN_MS = 1000;
    private static final String ALL = "quorate: expected 3, have 2 \\+ device 1, need 2";
    private static final String WON = "quorate: expected 3, have 1 \\+ device 1, need 2";
    private static final String LOST = "not quorate: expected 3, have 1 \\+ device 0, need 2; the quorum device .*";
    private static final String WITHOUT = "quorate: expected 3, have 2, need 2";

    /** A program beside the daemons, with what it writes. */
    private record Program(String name, Process process, Path output) implements AutoCloseable {
        static Program start(Host host, String name, String arguments) {
            Path output = host.folder().resolve(name);
            // both want a folder for their sockets, which a service manager makes elsewhere
            return new Program(host.name() + " " + name, host.spawn(output, "sh", "-c",
                    "mkdir -p /run/" + name + " && exec " + name + " -f -d " + arguments), output);
        }

        String text() {
            try {
                return "=== " + name + (process.isAlive() ? ", runs" : ", ended") + "\n" + Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private final List<Program> programs = new ArrayList<>();

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
        Requirements.device();
    }

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(strings = {"off", "required"})
    void givesItsVoteToOneHalf(String tls) {
        try (Lab lab = Lab.of("alpha", "beta", "arbiter")) {
            try {
                lives(lab, tls);
            } finally {
                programs.forEach(Program::close);
            }
        }
    }

    private void lives(Lab lab, String tls) {
        Host alpha = lab.host(1);
        Host beta = lab.host(2);
        Host arbiter = lab.host(3);
        boolean secret = tls.equals("required");
        Configurations.device(lab, tls, TOKEN_MS);
        if (secret) {
            certificates(alpha, beta, arbiter);
        }
        programs.add(Program.start(arbiter, "corosync-qnetd", secret ? "-s req" : "-s off"));
        List<Host> nodes = List.of(alpha, beta);
        nodes.forEach(host -> host.start(Kind.CHOROS));
        nodes.forEach(host -> host.awaitLog("(?s)Members\\[2\\]: 1 2.*Completed service synchronization", FORM_S));
        nodes.forEach(host -> programs.add(Program.start(host, "corosync-qdevice", "")));
        nodes.forEach(host -> awaitVerdict(host, ALL));
        bothAreServed(lab, secret);

        split(alpha, beta);
        awaitVerdict(alpha, WON);
        awaitVerdict(beta, LOST);
        shows(alpha, "Quorate: +Yes", "Total votes: +2", "Quorum: +2 +", " 1 +1 +A,V,NMW alpha \\(local\\)",
                " 0 +1 +Qdevice");
        shows(beta, "Quorate: +No", "Total votes: +1", "Quorum: +2 Activity blocked",
                " 2 +1 +A,NV,NMW beta \\(local\\)");
        heal(alpha, beta);
        nodes.forEach(host -> awaitVerdict(host, ALL));
        neverAlone(beta);

        lab.cable(alpha, false);
        awaitVerdict(alpha, LOST);
        awaitVerdict(beta, WON);
        lab.cable(alpha, true);
        nodes.forEach(host -> awaitVerdict(host, ALL));

        for (Program device : programs.subList(1, programs.size())) {
            stop(device);
        }
        nodes.forEach(host -> awaitVerdict(host, WITHOUT));
        shows(alpha, "Quorate: +Yes", " 1 +1 alpha \\(local\\)");
        nodes.forEach(Host::terminate);
        nodes.forEach(host -> assertEquals(0, host.awaitEnd(), this::evidenceOfPrograms));
    }

    /** The steps of the manual page: a certificate of the cluster's own, signed by the arbiter. */
    private static void certificates(Host alpha, Host beta, Host arbiter) {
        check(arbiter, "corosync-qnetd-certutil", "-i");
        copy(arbiter, "qnetd/nssdb/qnetd-cacert.crt", alpha, beta);
        for (Host host : List.of(alpha, beta)) {
            check(host, "corosync-qdevice-net-certutil", "-i", "-c", "/etc/corosync/qnetd-cacert.crt");
        }
        check(alpha, "corosync-qdevice-net-certutil", "-r", "-n", "lab");
        copy(alpha, "qdevice/net/nssdb/qdevice-net-node.crq", arbiter);
        check(arbiter, "corosync-qnetd-certutil", "-s", "-c", "/etc/corosync/qdevice-net-node.crq", "-n", "lab");
        copy(arbiter, "qnetd/nssdb/cluster-lab.crt", alpha);
        check(alpha, "corosync-qdevice-net-certutil", "-M", "-c", "/etc/corosync/cluster-lab.crt");
        copy(alpha, "qdevice/net/nssdb/qdevice-net-node.p12", beta);
        check(beta, "corosync-qdevice-net-certutil", "-m", "-c", "/etc/corosync/qdevice-net-node.p12");
    }

    private static void check(Host host, String... words) {
        Command c = host.run(words);
        assertEquals(0, c.status(), () -> host.name() + ": " + String.join(" ", words) + "\n" + c.out() + c.err());
    }

    private static void copy(Host from, String file, Host... to) {
        Path source = from.etc(file);
        for (Host host : to) {
            try {
                Files.copy(source, host.etc(source.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void bothAreServed(Lab lab, boolean secret) {
        Host alpha = lab.host(1);
        shows(alpha, "Quorate: +Yes", "Expected votes: +3", "Total votes: +3", "Flags: +Quorate Qdevice ",
                " 1 +1 +A,V,NMW alpha \\(local\\)", " 2 +1 +A,V,NMW beta", " 0 +1 +Qdevice");
        for (String line : List.of("Cluster \"lab\":", "Node ID 1:", "Node ID 2:", "Membership node list:\t1, 2",
                "TLS active:\t\t" + (secret ? "Yes (client certificate verified)" : "No"))) {
            awaitOutput(lab.host(3), Pattern.quote(line), "corosync-qnetd-tool", "-l", "-v");
        }
    }

    private static void split(Host a, Host b) {
        mute(a, b);
        mute(b, a);
    }

    private static void mute(Host host, Host other) {
        host.network("nft", "add table ip split; "
                + "add chain ip split in { type filter hook input priority 0; }; "
                + "add rule ip split in ip saddr " + other.address() + " drop");
    }

    private static void heal(Host... hosts) {
        for (Host host : hosts) {
            host.network("nft", "delete table ip split");
        }
    }

    /** Without the other node this one was never quorate: nobody ever gave it the third vote. */
    private void neverAlone(Host host) {
        assertFalse(Pattern.compile("\\] quorate: expected \\d, have 1").matcher(host.log()).find(),
                () -> host.evidence() + evidenceOfPrograms());
    }

    private void awaitVerdict(Host host, String regex) {
        Pattern line = Pattern.compile("runtime\\.choros\\.votequorum\\.verdict \\(str\\) = " + regex + "\\s*");
        Await.until(host.name() + " says " + regex, DEVICE_S, () -> line.matcher(verdict(host)).matches(),
                () -> verdict(host) + "\n" + host.evidence() + evidenceOfPrograms());
    }

    private static String verdict(Host host) {
        return host.run("/usr/sbin/corosync-cmapctl", "-g", "runtime.choros.votequorum.verdict").out();
    }

    private void shows(Host host, String... lines) {
        for (String line : lines) {
            awaitOutput(host, "(?m)^ *" + line + "$", "/usr/sbin/corosync-quorumtool", "-s");
        }
    }

    // a device that a busy machine kept silent for a moment comes back
    private void awaitOutput(Host host, String regex, String... words) {
        Pattern pattern = Pattern.compile(regex);
        Await.until(host.name() + ": " + String.join(" ", words) + " shows " + regex, DEVICE_S,
                () -> pattern.matcher(host.run(words).out()).find(),
                () -> host.run(words).out() + host.evidence() + evidenceOfPrograms());
    }

    private void stop(Program device) {
        device.process.destroy();
        try {
            assertTrue(device.process.waitFor(STOP_S, TimeUnit.SECONDS), this::evidenceOfPrograms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertEquals(0, device.process.exitValue(), this::evidenceOfPrograms);
    }

    private String evidenceOfPrograms() {
        StringBuilder all = new StringBuilder();
        programs.forEach(p -> all.append(p.text()));
        return all.toString();
    }
}
