package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.RingId;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;
import org.choros.quorum.NodeState;
import org.choros.quorum.VoteInfo;
import org.choros.tools.QuorumReport.Member;
import org.junit.jupiter.api.Test;

/** From data to text: the same text, blank by blank, as recorded of corosync 2.4.6 and 3.1.7. */
final class ReportsTest {
    private static final String UDPU = "tools-3.1.7-udpu.txt";
    private static final String QUORUM = "tools-3.1.7-quorumtool.txt";
    private static final String UDP_2 = "tools-2.4.6-udp.txt";
    private static final String RRP_2 = "tools-2.4.6-rrp.txt";
    private static final int REGISTERED = VoteInfo.DEVICE_REGISTERED | VoteInfo.DEVICE_ALIVE;

    private static VoteInfo info(int votes, int expected, int total, int quorum, int flags, int deviceVotes) {
        String device = (flags & VoteInfo.DEVICE_REGISTERED) == 0 ? "" : "Qdevice";
        return new VoteInfo(1, NodeState.MEMBER, votes, expected, expected, total, quorum, flags, deviceVotes, device);
    }

    private static QuorumReport report(Dialect dialect, String... args) throws ToolException {
        return new QuorumReport(QuorumOptions.parse(args, new Captured().console()), dialect);
    }

    private static String date(Recorded.Run run) {
        int at = run.out().indexOf("Date:") + 18;
        return run.out().substring(at, run.out().indexOf('\n', at));
    }

    private static List<Member> members(long first, VoteInfo own, VoteInfo other, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member(first + i, i == 0 ? own : other, List.of("node" + (i + 1)), i == 0));
        }
        return members;
    }

    private static void check(Recorded.Run run, QuorumReport report, long first, RingId ring, boolean quorate,
            VoteInfo own, int count) {
        VoteInfo other = info(1, own.expectedVotes(), own.totalVotes(), own.quorum(), own.flags() & 63, 0);
        String text = report.status(date(run), "corosync_votequorum", count, first, ring, quorate, own)
                + report.members(members(first, own, other, count), true);
        assertEquals(run.out(), text);
        assertEquals(quorate ? 0 : 2, run.status());
    }

    @Test
    void quorumOf31() throws Exception {
        QuorumReport report = report(Dialect.V3, "-s");
        check(Recorded.run(UDPU, "corosync-quorumtool -s", 0), report, 1, new RingId(1, 9), true,
                info(1, 2, 2, 2, VoteInfo.QUORATE, 0), 2);
        check(Recorded.run(UDPU, "corosync-quorumtool -s", 1), report, 1, new RingId(1, 0xd), false,
                info(1, 2, 1, 2, 0, 0), 1);
        int flags = VoteInfo.WAIT_FOR_ALL | VoteInfo.LAST_MAN_STANDING | VoteInfo.AUTO_TIE_BREAKER
                | VoteInfo.ALLOW_DOWNSCALE;
        check(Recorded.run(QUORUM, "corosync-quorumtool -s", 1), report, 1, new RingId(1, 5), false,
                info(1, 3, 1, 2, flags, 0), 1);
        check(Recorded.run(QUORUM, "corosync-quorumtool -s", 2), report, 1, new RingId(1, 9), true,
                info(1, 3, 3, 2, flags | VoteInfo.QUORATE, 0), 3);
    }

    @Test
    void quorumDeviceOf31() throws Exception {
        QuorumReport report = report(Dialect.V3);
        check(Recorded.run(QUORUM, "corosync-quorumtool -s", 3), report, 1, new RingId(1, 9), true,
                info(1, 3, 2, 2, VoteInfo.QUORATE, 0), 2);
        check(Recorded.run(QUORUM, "corosync-quorumtool -s", 4), report, 1, new RingId(1, 9), true,
                info(1, 3, 2, 2, VoteInfo.QUORATE | REGISTERED, 1), 2);
        check(Recorded.run(QUORUM, "corosync-quorumtool -s", 5), report, 1, new RingId(1, 9), true, info(1, 3, 3, 2,
                VoteInfo.QUORATE | REGISTERED | VoteInfo.DEVICE_CAST_VOTE | VoteInfo.DEVICE_MASTER_WINS, 1), 2);
        VoteInfo own = info(1, 3, 2, 2, VoteInfo.QUORATE | REGISTERED, 1);
        VoteInfo other = info(1, 3, 2, 2, VoteInfo.QUORATE, 0);
        assertEquals(Recorded.run(QUORUM, "corosync-quorumtool -H -l", 0).out(),
                report(Dialect.V3, "-H", "-l").members(members(1, own, other, 2), true));
    }

    @Test
    void quorumOf24() throws Exception {
        VoteInfo own = info(1, 2, 2, 2, VoteInfo.QUORATE, 0);
        RingId ring = new RingId(172_818_433, 9);
        check(Recorded.run(UDP_2, "corosync-quorumtool", 0), report(Dialect.V2), 172_818_433L, ring, true, own, 2);
        check(Recorded.run(UDP_2, "corosync-quorumtool -H", 0), report(Dialect.V2, "-H"), 172_818_433L, ring, true,
                own, 2);
        assertEquals(Recorded.run(UDP_2, "corosync-quorumtool -p -l", 0).out(),
                report(Dialect.V2, "-p", "-l").members(members(172_818_433L, own, own, 2), true));
    }

    @Test
    void membersWithoutAProvider() throws Exception {
        assertEquals(Recorded.run(QUORUM, "corosync-quorumtool -l", 0).out(),
                report(Dialect.V3, "-l").members(List.of(), false));
    }

    @Test
    void membersAreSorted() throws Exception {
        VoteInfo votes = info(1, 2, 2, 2, VoteInfo.QUORATE, 0);
        List<Member> members = List.of(new Member(3, votes, List.of("b"), false),
                new Member(1, votes, List.of("c"), true),
                new Member(0xFFFF_FFFFL, votes, List.of("a"), false));
        String[] lines = report(Dialect.V3, "-lo", "n").members(members, true).split("\n");
        assertEquals("4294967295          1 a", lines[4]);
        assertEquals("         3          1 b", lines[5]);
        assertEquals("         1          1 c (local)", lines[6]);
        lines = report(Dialect.V3, "-o", "i").members(members, true).split("\n");
        assertEquals("         1          1 c (local)", lines[4]);
        assertEquals("4294967295          1 a", lines[6]);
    }

    private static NodeStatus node(int id, boolean up, NodeStatus.Link... links) {
        return new NodeStatus(id, up, false, false, 0, 0, 0, List.of(links));
    }

    private static NodeStatus udpu(int id, boolean up) {
        return node(id, up, new NodeStatus.Link(true, up, false, 1410, "10.77.0." + id, ""));
    }

    private static LinkReport udpu(boolean... up) {
        List<NodeStatus> nodes = new ArrayList<>();
        for (int i = 0; i < up.length; i++) {
            nodes.add(udpu(i + 1, up[i]));
        }
        return new LinkReport(1, "udpu", nodes, List.of(""));
    }

    @Test
    void linksOf31() {
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -s", 0).out(), udpu(true, true).links(false));
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -s", 1).out(), udpu(true, false).links(false));
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -s", 2).out(), udpu(true, true, false).links(false));
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -sb", 0).out(), udpu(true, true).links(true));
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -n", 0).out(), udpu(true, true).reachable());
        assertEquals(Recorded.run(UDPU, "corosync-cfgtool -n", 1).out(), udpu(true, false).reachable());
    }

    /** config-and-tools.md 4.1: with knet the address is ours, and links have a transport of their own. */
    @Test
    void knetLinksOf31() {
        NodeStatus.Link ours = new NodeStatus.Link(true, true, false, 65_535, "10.77.0.1", "10.77.0.1");
        NodeStatus.Link none = new NodeStatus.Link(false, false, false, 0, "", "");
        NodeStatus.Link theirs = new NodeStatus.Link(true, true, true, 1397, "10.77.0.1", "10.77.0.2");
        LinkReport report = new LinkReport(1, "knet", List.of(node(1, true, ours, none), node(2, true, theirs, none)),
                List.of("udp", "udp"));
        assertEquals("""
                Local node ID 1, transport knet
                LINK ID 0 udp
                \taddr\t= 10.77.0.1
                \tstatus:
                \t\tnodeid:          1:\tlocalhost
                \t\tnodeid:          2:\tconnected
                """, report.links(false));
        assertEquals("""
                Local node ID 1, transport knet
                nodeid: 2 reachable
                   LINK: 0 udp (10.77.0.1->10.77.0.2) enabled connected dynconnected mtu: 1397

                """, report.reachable());
    }

    @Test
    void ringsOf24() {
        RingStatus ring0 = new RingStatus("10.77.0.1", "ring 0 active with no faults");
        assertEquals(Recorded.run(UDP_2, "corosync-cfgtool -s", 0).out(),
                "Printing ring status.\n" + LinkReport.rings(172_818_433, List.of(ring0), null));
        assertEquals(Recorded.run(UDP_2, "corosync-cfgtool -i 1.2.3.4 -s", 0).out(),
                "Printing ring status.\n" + LinkReport.rings(172_818_433, List.of(ring0), "1.2.3.4"));
        RingStatus faulty = new RingStatus("10.78.0.1", "Marking ringid 1 interface 10.78.0.1 FAULTY");
        assertEquals(Recorded.run(RRP_2, "corosync-cfgtool -s", 1).out(),
                "Printing ring status.\n" + LinkReport.rings(1, List.of(ring0, faulty), null));
    }

    /** As inet_ntop(3). */
    @Test
    void addressesAreShort() throws Exception {
        for (String text : new String[]{"10.1.2.3", "::1", "::", "fe80::1", "2001:db8:0:1:1:1:1:1",
                "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "1:0:3:4:5:6:7:8", "1:0:0:4::8", "1::"}) {
            assertEquals(text, AddressText.of(InetAddress.getByName(text)));
        }
    }
}
