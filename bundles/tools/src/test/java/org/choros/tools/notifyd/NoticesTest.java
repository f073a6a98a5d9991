package org.choros.tools.notifyd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapEvent.Change;
import org.choros.cmap.CMapValue;
import org.junit.jupiter.api.Test;

/** config-and-tools.md 4.6: from changes of the map to the lines that were recorded of corosync-notifyd 3.1.7. */
final class NoticesTest {
    private static final Pattern PROGRAM = Pattern
            .compile("(0x[0-9a-f]+)\\.([0-9]+)\\.(\\S+) is now (connected|disconnected).*");
    private static final Pattern MEMBER = Pattern.compile("(\\S+)\\[([0-9]+)\\] ip:(\\S+) (joined|left)");
    private static final Pattern LINK = Pattern.compile("link ([0-9]+) to node ([0-9]+) is now (\\S+)");

    private final List<String> told = new ArrayList<>();
    private String ip = "";
    private final MapNotices notices = new MapNotices(new MapNotices.LocalNode() {
        @Override
        public String name() {
            return "node1";
        }

        @Override
        public long nodeId() {
            return 1;
        }
    }, new MapNotices.Addresses() {
        @Override
        public String text(String key) {
            return key.endsWith(".ip") ? ip : "";
        }

        @Override
        public String name(String address) {
            return "name-of-" + address;
        }
    }, notice -> told.add(notice.text()));

    private static CMapEvent event(Change change, String key, CMapValue value) {
        Optional<CMapValue> some = Optional.of(value);
        return new CMapEvent(key, change, change == Change.DELETE ? Optional.empty() : some,
                change == Change.ADD ? Optional.empty() : some);
    }

    private static CMapEvent text(Change change, String key, String value) {
        return event(change, key, CMapValue.str(value));
    }

    /** What the map told when this line was written. */
    private void replay(String line) {
        String rest = line.substring(line.indexOf(' ') + 1);
        Matcher program = PROGRAM.matcher(rest);
        Matcher member = MEMBER.matcher(line);
        Matcher link = LINK.matcher(rest);
        if (program.matches()) {
            Change change = program.group(4).equals("connected") ? Change.ADD : Change.DELETE;
            String key = "stats.ipcs.service0." + program.group(2) + "." + program.group(1) + ".";
            notices.connection3(event(change, key + "requests", CMapValue.u64(1)));
            notices.connection3(text(change, key + "procname", program.group(3)));
        } else if (member.matches()) {
            ip = "r(0) ip(10.77.0." + member.group(2) + ") r(1) ip(" + member.group(3) + ") ";
            String key = "runtime.members." + member.group(2) + ".";
            notices.member(event(Change.MODIFY, key + "join_count", CMapValue.u32(2)), "runtime.members.");
            notices.member(text(Change.MODIFY, key + "status", member.group(4)), "runtime.members.");
        } else if (link.matches()) {
            String key = "stats.knet.node" + link.group(2) + ".link" + link.group(1) + ".connected";
            notices.link(event(Change.MODIFY, key, CMapValue.u8(link.group(3).equals("operational") ? 1 : 0)));
        } else {
            assertEquals("is now quorate", rest);
            told.add(new Notice.Quorum("node1", 1, true).text());
        }
    }

    @Test
    void linesOf31() {
        List<String> recorded = Recorded.lines("tools-3.1.7-notifyd.txt", "[notice] ");
        assertEquals(43, recorded.size());
        recorded.forEach(this::replay);
        // it was told not to look names up
        told.replaceAll(line -> line.replace("name-of-", ""));
        assertEquals(recorded, told);
    }

    @Test
    void quorumIsLost() {
        assertEquals("node1[4294967295] has lost quorum", new Notice.Quorum("node1", 0xFFFF_FFFFL, false).text());
    }

    @Test
    void membersHaveNames() {
        ip = "r(0) ip(10.77.0.2) ";
        notices.member(text(Change.ADD, "runtime.members.2.status", "joined"), "runtime.members.");
        ip = "r(0) ip(fe80::1) ";
        notices.member(text(Change.MODIFY, "runtime.members.4294967295.status", "left"), "runtime.members.");
        ip = "r(0) ip(10.77.0.1) ";
        notices.member(text(Change.ADD, "runtime.members.1.status", "joined"), "runtime.members.");
        assertEquals(List.of("name-of-10.77.0.2[2] ip:10.77.0.2 joined",
                "name-of-fe80::1[4294967295] ip:fe80::1 left", "node1[1] ip:10.77.0.1 joined"), told);
    }

    /** Dialect 2 has other keys, other connections and rings. */
    @Test
    void linesOf24() {
        ip = "r(0) ip(10.77.0.2) ";
        String members = "runtime.totem.pg.mrp.srp.members.";
        notices.member(text(Change.ADD, members + "172818434.status", "joined"), members);
        String connection = "runtime.connections.a.b-tool:4711:0x5581.";
        notices.connection2(event(Change.ADD, connection + "client_pid", CMapValue.u32(4711)));
        notices.connection2(event(Change.ADD, connection + "service_id", CMapValue.u32(0)));
        notices.connection2(event(Change.MODIFY, connection + "requests", CMapValue.u64(5)));
        notices.connection2(event(Change.DELETE, connection + "service_id", CMapValue.u32(0)));
        notices.connection2(event(Change.MODIFY, "runtime.connections.active", CMapValue.u64(5)));
        notices.ring(event(Change.ADD, "runtime.totem.pg.mrp.rrp.1.faulty", CMapValue.u8(0)));
        notices.ring(event(Change.MODIFY, "runtime.totem.pg.mrp.rrp.1.faulty", CMapValue.u8(1)));
        notices.ring(event(Change.MODIFY, "runtime.totem.pg.mrp.rrp.1.faulty", CMapValue.u8(0)));
        assertEquals(List.of("name-of-10.77.0.2[172818434] ip:10.77.0.2 joined",
                "node1[1] a.b-tool:4711:0x5581 is now connected to corosync",
                "node1[1] a.b-tool:4711:0x5581 is now disconnected from corosync",
                "node1[1] interface 1 is now faulty", "node1[1] interface 1 is now operational"), told);
    }

    /** Whatever a node has in its map, the daemon says nothing of what it does not know. */
    @Test
    void nonsenseIsNoNotice() {
        for (String key : List.of("runtime.members..status", "runtime.members.x.status", "runtime.members.status",
                "runtime.members.99999999999.status", "runtime.members.4294967296.status", "runtime.members.2.x")) {
            notices.member(text(Change.ADD, key, "joined"), "runtime.members.");
        }
        notices.member(event(Change.ADD, "runtime.members.2.status", CMapValue.u8(1)), "runtime.members.");
        notices.member(text(Change.DELETE, "runtime.members.2.status", "joined"), "runtime.members.");
        for (String key : List.of("stats.ipcs.procname", "stats.ipcs.global.active")) {
            notices.connection3(text(Change.ADD, key, "x"));
        }
        for (String key : List.of("stats.knet.handle.connected", "stats.knet.node1.connected",
                "stats.knet.nodex.link0.connected", "stats.knet.node1.linkx.connected", "stats.knet.node1.link0.mtu",
                "stats.knet.node1link0.connected", "stats.knet..connected")) {
            assertEquals(false, MapNotices.isLink(key), key);
        }
        assertEquals(true, MapNotices.isLink("stats.knet.node65535.link7.connected"));
        notices.ring(event(Change.MODIFY, "runtime.totem.pg.mrp.rrp.faulty", CMapValue.u8(1)));
        notices.ring(event(Change.MODIFY, "runtime.totem.pg.mrp.rrp.x.faulty", CMapValue.u8(1)));
        notices.ring(text(Change.MODIFY, "runtime.totem.pg.mrp.rrp.1.faulty", "1"));
        assertEquals(List.of(), told);
    }

    @Test
    void addressesAreFound() {
        assertEquals("10.78.0.2", MapNotices.lastAddress("r(0) ip(10.77.0.2) r(1) ip(10.78.0.2) "));
        for (String text : List.of("", "ip", "ip(", "ip(10.0.0.1", "r(0)", ")ip(")) {
            assertEquals("", MapNotices.lastAddress(text));
        }
    }
}
