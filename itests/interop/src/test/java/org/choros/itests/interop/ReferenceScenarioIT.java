package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The guide's scenario on two hosts: what the operator sees must be what corosync shows, to the letter. */
class ReferenceScenarioIT {
    private static final int FORM_S = 120;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
    }

    @Test
    void twoHostsFormOneRingAndShowIt() {
        try (Lab lab = Lab.of("HA1", "HA2")) {
            // each node is to have joined once
            Configurations.reference(lab, Configurations.PATIENT_TOKEN_MS);
            Host ha1 = lab.host(1);
            Host ha2 = lab.host(2);
            ha2.start(Host.Kind.CHOROS);
            ha2.awaitLog("Completed service synchronization", FORM_S);
            checkFirstLines(ha2);
            ha1.start(Host.Kind.CHOROS);
            for (Host host : lab.hosts()) {
                host.awaitLog("\\[QUORUM\\] Members\\[2\\]: 1 2$", FORM_S);
                host.awaitLog("This node is within the primary component and will provide service\\.$", FORM_S);
            }
            checkTools(ha1);
            checkDebianTools(ha1);
            checkLeave(ha1, ha2);
        }
    }

    private static void checkFirstLines(Host host) {
        String prefix = "[A-Z][a-z]{2} [ 0-9][0-9] \\d\\d:\\d\\d:\\d\\d \\[" + host.pid() + "\\] HA2 corosync ";
        for (String line : List.of("notice  \\[MAIN  \\] Corosync Cluster Engine \\('2.4.6'\\): started and ready to "
                + "provide service\\.", "notice  \\[TOTEM \\] Initializing transport \\(UDP/IP Multicast\\)\\.",
                "notice  \\[TOTEM \\] The network interface \\[10\\.1\\.11\\.102\\] is now up\\.",
                "notice  \\[SERV  \\] Service engine loaded: corosync configuration map access \\[0\\]",
                "info    \\[QB    \\] server name: cmap",
                "notice  \\[SERV  \\] Service engine loaded: corosync configuration service \\[1\\]",
                "info    \\[QB    \\] server name: cfg",
                "notice  \\[SERV  \\] Service engine loaded: corosync cluster closed process group service "
                        + "v1\\.01 \\[2\\]",
                "info    \\[QB    \\] server name: cpg",
                "notice  \\[QUORUM\\] Using quorum provider corosync_votequorum",
                "notice  \\[SERV  \\] Service engine loaded: corosync vote quorum service v1\\.0 \\[5\\]",
                "info    \\[QB    \\] server name: votequorum",
                "notice  \\[SERV  \\] Service engine loaded: corosync cluster quorum service v0\\.1 \\[3\\]",
                "info    \\[QB    \\] server name: quorum",
                "notice  \\[TOTEM \\] A new membership \\(10\\.1\\.11\\.102:\\d+\\) was formed\\. Members joined: 2",
                "notice  \\[QUORUM\\] Members\\[1\\]: 2",
                "notice  \\[MAIN  \\] Completed service synchronization, ready to provide service\\.")) {
            assertTrue(Pattern.compile("^" + prefix + line + "$", Pattern.MULTILINE).matcher(host.log()).find(),
                    () -> "missing: " + line + "\nin\n" + host.log());
        }
        List<String> order = host.log().lines().map(l -> l.replaceFirst("^.*corosync \\w+ +\\[(\\w+) *\\].*$", "$1"))
                .collect(Collectors.toList());
        assertEquals("MAIN", order.get(0), host::log);
        assertEquals("MAIN", order.get(order.size() - 1), host::log);
    }

    private static void checkTools(Host host) {
        Command status = host.run(Host.choros("corosync-cfgtool"), "-s");
        assertEquals("""
                Printing ring status.
                Local node ID 1
                RING ID 0
                \tid\t= 10.1.11.101
                \tstatus\t= ring 0 active with no faults
                """, status.out(), status.err());
        assertEquals(0, status.status());
        Command cmap = host.run(Host.choros("corosync-cmapctl"));
        assertEquals("""
                runtime.totem.pg.mrp.srp.members.1.config_version (u64) = 0
                runtime.totem.pg.mrp.srp.members.1.ip (str) = r(0) ip(10.1.11.101)\s
                runtime.totem.pg.mrp.srp.members.1.join_count (u32) = 1
                runtime.totem.pg.mrp.srp.members.1.status (str) = joined
                runtime.totem.pg.mrp.srp.members.2.config_version (u64) = 0
                runtime.totem.pg.mrp.srp.members.2.ip (str) = r(0) ip(10.1.11.102)\s
                runtime.totem.pg.mrp.srp.members.2.join_count (u32) = 1
                runtime.totem.pg.mrp.srp.members.2.status (str) = joined
                """, cmap.out().lines().filter(l -> l.contains("member")).collect(Collectors.joining("\n", "", "\n")),
                cmap.err());
        Command quorum = host.run(Host.choros("corosync-quorumtool"), "-s");
        assertEquals(0, quorum.status(), quorum.out() + quorum.err());
        String expected = """
                Quorum information
                ------------------
                Date:             DATE
                Quorum provider:  corosync_votequorum
                Nodes:            2
                Node ID:          1
                Ring ID:          1/SEQ
                Quorate:          Yes

                Votequorum information
                ----------------------
                Expected votes:   2
                Highest expected: 2
                Total votes:      2
                Quorum:           2 \s
                Flags:            Quorate\s

                Membership information
                ----------------------
                    Nodeid      Votes Name
                         1          1 HA1 (local)
                         2          1 HA2
                """;
        assertEquals(expected, quorum.out().replaceFirst("Date: .*", "Date:             DATE")
                .replaceFirst("1/\\d+", "1/SEQ"));
    }

    private static void checkDebianTools(Host host) {
        if (Lab.peerUnavailable() == null) {
            Command cmap = host.run("/usr/sbin/corosync-cmapctl", "runtime.votequorum.");
            assertTrue(cmap.out().contains("runtime.votequorum.this_node_id (u32) = 1"), cmap.out() + cmap.err());
            Command quorum = host.run("/usr/sbin/corosync-quorumtool", "-s");
            assertEquals(0, quorum.status(), quorum.out() + quorum.err());
            assertTrue(quorum.out().contains("Quorate:          Yes"), quorum.out());
        }
    }

    /** SIGTERM: the other host sees a leave at once, not a token loss. */
    private static void checkLeave(Host stays, Host goes) {
        goes.terminate();
        stays.awaitLog("A new membership \\(10\\.1\\.11\\.101:\\d+\\) was formed\\. Members left: 2$", FORM_S);
        stays.awaitLog("\\[QUORUM\\] Members\\[1\\]: 1$", FORM_S);
        assertTrue(!stays.log().contains("A processor failed"), stays::log);
        assertTrue(!stays.log().contains("Failed to receive the leave message"), stays::log);
        assertEquals(0, goes.awaitEnd());
        assertTrue(goes.log().contains("Node was shut down by a signal"), goes::log);
        assertTrue(goes.log().contains("Corosync Cluster Engine exiting normally"), goes::log);
    }
}
