package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A third host throws packets at a ring of two: it changes nothing but counters and a few lines. Without
 * authentication that can only be said of malformed packets.
 */
class HostilePacketsIT {
    private static final int LIMIT_S = 120;
    private static final int PACKETS = 4000;
    private static final int LINES_MAX = 12;
    private static final long SEED = 20_240_501;

    @TempDir
    private Path files;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
    }

    @Test
    void withoutTheKeyNothingGetsIn() throws IOException {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.reference(lab, Configurations.PATIENT_TOKEN_MS);
            withstands(lab, HostilePackets.unauthentic(SEED, PACKETS), "10.1.11.101:5405", "10.1.11.102:5405",
                    "239.255.100.1:5405");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udpu", "udp"})
    void malformedPacketsDoNotGetIn(String transport) throws IOException {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, transport, Configurations.PATIENT_TOKEN_MS);
            List<byte[]> packets = HostilePackets.malformed(SEED, PACKETS);
            if ("udp".equals(transport)) {
                withstands(lab, packets, "10.1.11.101:5405", "10.1.11.102:5405", "239.255.100.2:5405");
            } else {
                withstands(lab, packets, "10.1.11.101:5405", "10.1.11.102:5405");
            }
        }
    }

    private void withstands(Lab lab, List<byte[]> packets, String... targets) throws IOException {
        Host alpha = lab.host(1);
        Host beta = lab.host(2);
        List<Host> ring = List.of(alpha, beta);
        ring.forEach(h -> h.start(Host.Kind.CHOROS));
        ring.forEach(h -> h.awaitMembers(LIMIT_S, 1, 2));
        ring.forEach(h -> h.awaitLog("within the primary component", LIMIT_S));
        String[] logs = {alpha.log(), beta.log()};
        long[] before = {dropped(alpha), dropped(beta)};
        Path file = files.resolve("packets");
        HostilePackets.write(packets, file);
        flood(lab.host(3), file, targets);
        for (int i = 0; i < ring.size(); i++) {
            Host host = ring.get(i);
            long least = before[i] + packets.size() / 2;
            Await.until(host.name() + " counts them", LIMIT_S, () -> dropped(host) >= least,
                    () -> dropped(host) + " of " + least + "\n" + host.evidence());
            assertEquals(List.of(1, 2), Arrays.stream(host.members()).boxed().toList());
            Command quorum = host.run(Host.choros("corosync-quorumtool"), "-s");
            assertTrue(quorum.out().contains("Quorate:          Yes"), quorum.out());
            String lines = host.log().substring(logs[i].length());
            assertTrue(!lines.contains("membership") && !lines.contains("Members") && !lines.contains("failed"),
                    () -> lines);
            assertTrue(lines.lines().count() <= LINES_MAX, () -> lines);
            assertEquals("", host.console());
        }
    }

    private static void flood(Host host, Path file, String... targets) {
        String[] command = new String[5 + targets.length];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command[1] = "-cp";
        command[2] = Path.of(Flood.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
        command[3] = Flood.class.getName();
        command[4] = file.toString();
        System.arraycopy(targets, 0, command, 5, targets.length);
        Command flood = host.run(command);
        assertEquals(0, flood.status(), flood.err());
    }

    /** What the envelope refused and what the ring found malformed. */
    private static long dropped(Host host) {
        return host.run(Host.choros("corosync-cmapctl")).out().lines()
                .filter(l -> l.startsWith("runtime.choros.packets.rejected_") || l.contains("rx_msg_dropped"))
                .mapToLong(l -> Long.parseLong(l.substring(l.indexOf("= ") + 2))).sum()
                + host.run(Host.choros("corosync-cmapctl"), "-m", "stats").out().lines()
                        .filter(l -> l.contains("rx_msg_dropped"))
                        .mapToLong(l -> Long.parseLong(l.substring(l.indexOf("= ") + 2))).sum();
    }
}
