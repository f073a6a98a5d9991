package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedMap;

import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.ipc.AmfStatus;
import org.choros.engine.amf.model.Conf;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

/** What clients see and command; three nodes a, b, c, a group on the first two. */
class AmfRequestsTest {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int[] ALL = {1, 2, 3};
    private static final int LOCK = Operation.LOCK.ordinal();
    private static final int MOVE = Operation.MOVE.ordinal();

    private final AmfNet net = new AmfNet(keys("repair: 0|"), 1);

    private static SortedMap<String, String> keys(String more) {
        SortedMap<String, String> keys = Conf.keys("hold: 1000|group {|name: web|nodes: a b|restart_max: 1|"
                + "unit_restart_max: 0|" + more
                + "component {|start: server|stop_timeout: 100|kill_timeout: 100|}|}", NAMES);
        keys.put("totem.config_version", "1");
        return keys;
    }

    private Watcher up(int id) {
        net.ring(ALL);
        net.pass(300, ALL);
        return new Watcher(net.node(id));
    }

    private static AmfStatus.Unit unit(AmfStatus s, String id) {
        return s.units().stream().filter(u -> u.id().equals(id)).findFirst().orElseThrow();
    }

    private static AmfStatus.Member member(AmfStatus s, int id) {
        return s.nodes().stream().filter(n -> n.id() == id).findFirst().orElseThrow();
    }

    // --- status

    @Test
    void showsAllOfIt() {
        AmfStatus s = up(3).status();
        assertEquals("", s.waitsFor());
        assertTrue(s.quorate() && s.configured());
        assertEquals(List.of(new AmfStatus.Group("web", "2n", 0, true, "")), s.groups());
        assertEquals(List.of(new AmfStatus.Unit("web/a", 1, 0, 0, 0, ""), new AmfStatus.Unit("web/b", 2, 1, 0, 0, "")),
                s.units());
        assertEquals(List.of(new AmfStatus.Workload("web/web", 0, "", "")), s.workloads());
        assertEquals(List.of(new AmfStatus.Assignment("web/web", "web/a", 1, 0, 1, 1),
                new AmfStatus.Assignment("web/web", "web/b", 2, 1, 1, 2)), s.assignments());
        // that of another node; commands are not run where it is standby
        assertEquals(List.of(new AmfStatus.Component("web/a", "web/web", "server", 1, 2, 0, "")), s.components());
        assertEquals(List.of("a", "b", "c"), s.nodes().stream().map(AmfStatus.Member::name).toList());
        assertTrue(s.nodes().stream().allMatch(n -> n.present() && n.same() && !n.inDoubt()));
    }

    /** A component beats over the API for a while, then not, and then says that it has failed. */
    @Test
    void componentsSayHowTheyAre() {
        net.keys = keys("restart_delay: 10|");
        net.keys.put("availability.group.0.component.0.check.0.heartbeat", "yes");
        net.keys.put("availability.group.0.component.0.check.0.period", "200");
        net.keys.put("availability.group.0.component.0.check.0.failures", "1");
        net.ring(ALL);
        net.pass(100, ALL);
        Watcher w = new Watcher(net.node(1));
        AmfRequest alive = new AmfRequest.Report("web/web", "server", false, "");
        for (int i = 0; i < 10; i++) {
            assertEquals(IpcError.OK, w.ask(alive).error());
            net.pass(100, ALL);
            assertEquals(List.of(new AmfStatus.Component("web/a", "web/web", "server", 1, 2, 0, "")),
                    w.status().components());
        }
        assertEquals(IpcError.OK, w.ask(new AmfRequest.Report("web/web", "server", true, "disk full")).error());
        net.pass(100, ALL);
        AmfStatus.Component c = w.status().components().get(0);
        assertEquals("1: it says that it has failed: disk full", c.restarts() + ": " + c.cause());
        w.ask(alive).error();
        net.pass(300, ALL);
        assertEquals("no heartbeat for 200 ms", new Watcher(net.node(3)).status().components().get(0).cause());
        // only where it is
        assertEquals(IpcError.NOT_EXIST, new Watcher(net.node(3)).ask(alive).error());
        assertEquals(IpcError.NOT_EXIST, w.ask(new AmfRequest.Report("web/web", "other", false, "")).error());
        assertEquals(IpcError.INVALID_PARAM,
                w.ask(new AmfRequest.Report("web/web", "server", true, "two\nlines")).error());
    }

    @Test
    void saysWhyNothingChanges() {
        net.ring(1);
        net.pass(100, AmfNet.ids(1));
        Watcher w = new Watcher(net.node(1));
        AmfStatus s = w.status();
        assertEquals("not quorate: 1", s.waitsFor());
        w.ask(new AmfRequest.Operate(LOCK, "group web", ""));
        assertEquals(new AmfReply.Operated(IpcError.TRY_AGAIN, "nothing can be changed now: not quorate: 1"),
                w.operated());
    }

    @Test
    void saysWhyAWorkloadIsNotActive() {
        net.ring(1, 3);
        net.pass(100, AmfNet.ids(1, 3));
        AmfStatus s = new Watcher(net.node(3)).status();
        assertEquals("it is not known yet whether it runs on b (2)", s.workloads().get(0).why());
        assertEquals("node b (2) is away", unit(s, "web/b").why());
        assertTrue(member(s, 2).inDoubt());
        assertTrue(member(s, 2).forMs() > 0 && member(s, 2).forMs() < 1_350, () -> s.nodes().toString());
        assertEquals("it may run what nobody here knows", member(s, 2).why());
        net.pass(2_000, AmfNet.ids(1, 3));
        assertFalse(member(new Watcher(net.node(3)).status(), 2).inDoubt());
    }

    @Test
    void saysForHowLongALostNodeMayGoOn() {
        up(3);
        net.ring(2, 3);
        AmfStatus s = new Watcher(net.node(3)).status();
        assertEquals("node a (1), which is away, may still run it", s.workloads().get(0).why());
        assertEquals("it may still run what it had", member(s, 1).why());
        assertTrue(member(s, 1).forMs() > 1_200, () -> s.nodes().toString());
    }

    @Test
    void namesWhoHasAnotherConfiguration() {
        up(3);
        net.keys = keys("repair: 1|");
        net.keys.put("totem.config_version", "0");
        net.node(2).reload(net.keys);
        net.pass(100, ALL);
        assertFalse(member(new Watcher(net.node(1)).status(), 2).same());
        net.ring(ALL);
        net.pass(100, ALL);
        AmfStatus s = new Watcher(net.node(1)).status();
        assertFalse(member(s, 2).same());
        assertEquals(0, member(s, 2).version());
        assertTrue(member(s, 1).same() && member(s, 3).same());
    }

    /** A status is longer than one part of it; another one is not mixed in. */
    @Test
    void comesInParts() {
        StringBuilder groups = new StringBuilder();
        for (int g = 0; g < 200; g++) {
            groups.append("group {|name: ").append("g".repeat(60)).append(g)
                    .append("|nodes: a b|component {|start: server|}|}|");
        }
        net.keys = Conf.keys(groups.toString(), NAMES);
        Watcher w = up(3);
        AmfStatus s = w.status();
        assertTrue(s.encode().length > AmfReply.PART_MAX);
        assertEquals(200, s.groups().size());
        assertEquals(400, s.assignments().size());
        // all of it was read: there is nothing to go on with
        assertEquals(IpcError.NOT_EXIST, w.ask(new AmfRequest.Status(AmfReply.PART_MAX)).error());
        for (int from : new int[]{-1, 5, Integer.MAX_VALUE}) {
            assertEquals(IpcError.NOT_EXIST, w.ask(new AmfRequest.Status(from)).error());
        }
    }

    // --- operations

    @Test
    void answersWhenAnOperationIsOrdered() {
        Watcher w = up(3);
        w.ask(new AmfRequest.Operate(LOCK, "node a", ""));
        assertTrue(w.replies.isEmpty(), "it is on its way");
        // what is asked meanwhile is answered behind it
        w.ask(new AmfRequest.Status(0));
        assertTrue(w.replies.isEmpty());
        net.pass(300, ALL);
        assertEquals(new AmfReply.Operated(IpcError.OK, ""), w.operated());
        assertEquals(AmfReply.Part.ID, IpcMessage.idOf(w.replies.remove()));
        AmfStatus s = w.status();
        assertEquals("node a (1) is locked", unit(s, "web/a").why());
        assertEquals(1, member(s, 1).admin());
        assertEquals("web/b", s.assignments().get(0).unit());
        w.ask(new AmfRequest.Operate(MOVE, "workload web/web", "web/a"));
        net.pass(100, ALL);
        assertEquals("it moves as soon as web/a is in service: node a (1) is locked", w.operated().why());
        assertEquals("web/a", w.status().workloads().get(0).wish());
    }

    @Test
    void refusesWhatCannotBe() {
        Watcher w = up(3);
        String[][] cases = {{"0", "group nix", "", "there is no group nix"},
                {"0", "unit web/nix", "", "there is no unit web/nix"},
                {"0", "node nix", "", "\"node nix\" is no unit, group, node or workload"},
                {"0", "web", "", "\"web\" is no unit"}, {"0", "", "", "\"\" is no unit"},
                {"0", "workload web/web", "", "lock is of a unit, group or node"},
                {"6", "unit web/a", "", "move is of a workload"},
                {"6", "workload web/web", "web/c", "web/c is no unit of the group"},
                {"5", "unit web/a", "", "maintenance is of a node"},
                {"7", "node a", "", "node a (1) is here and says itself what it runs"}};
        for (String[] c : cases) {
            w.ask(new AmfRequest.Operate(Integer.parseInt(c[0]), c[1], c[2]));
            AmfReply.Operated o = w.operated();
            assertTrue(o.error() != IpcError.OK && o.why().startsWith(c[3]), o::toString);
        }
        net.pass(100, ALL);
        assertEquals(up(1).status().assignments().toString(), w.status().assignments().toString());
        assertEquals(IpcError.INVALID_PARAM, w.askBytes(new AmfRequest.Watch().encode().putInt(0, 3).putInt(8, 99))
                .error());
    }

    /** What was sent and comes when nothing can be changed any more is answered all the same. */
    @Test
    void answersWhatComesTooLate() {
        Watcher w = up(3);
        w.ask(new AmfRequest.Operate(LOCK, "group web", ""));
        net.form(3);
        net.synchronise(3);
        net.pass(100, AmfNet.ids(3));
        assertEquals(IpcError.TRY_AGAIN, w.operated().error());
        assertEquals(0, w.status().groups().get(0).admin());
        Watcher gone = new Watcher(net.node(1));
        gone.ask(new AmfRequest.Operate(LOCK, "group web", ""));
        gone.gone();
        net.ring(ALL);
        net.pass(100, ALL);
        assertTrue(gone.replies.isEmpty());
        assertEquals(1, w.status().groups().get(0).admin(), "it was ordered, whoever waits for it");
    }

    @Test
    void sendsAwayWhoDoesNotWaitForAnswers() {
        Watcher w = up(3);
        w.ask(new AmfRequest.Operate(LOCK, "group web", ""));
        for (int i = 0; i < 16; i++) {
            w.ask(new AmfRequest.Status(0));
        }
        assertFalse(w.disconnected);
        w.ask(new AmfRequest.Status(0));
        assertTrue(w.disconnected);
    }

    // --- changes

    private static boolean told(Watcher w, int kind, String subject, String state, String before, String cause) {
        return w.changes.stream().anyMatch(c -> c.kind() == kind && c.subject().equals(subject)
                && c.state().equals(state) && c.before().equals(before) && c.cause().equals(cause));
    }

    @Test
    void tellsEachChangeWithItsCause() {
        Watcher w = up(3);
        assertEquals(IpcError.OK, w.ask(new AmfRequest.Watch()).error());
        assertEquals(IpcError.EXIST, w.ask(new AmfRequest.Watch()).error());
        net.node(1).host.crash("web/web");
        net.pass(100, ALL);
        assertTrue(told(w, 2, "web/web in web/a: server", "restarting", "instantiated", "ended with signal 11")
                || told(w, 2, "web/web in web/a: server", "instantiating", "instantiated", ""),
                () -> w.changes.toString());
        net.pass(1_000, ALL);
        net.node(1).host.crash("web/web");
        net.pass(1_000, ALL);
        assertTrue(told(w, 1, "web/a", "out of service: it has failed", "in service",
                "node a (1) cannot keep it up: server ended with signal 11"), () -> w.changes.toString());
        assertTrue(told(w, 0, "web/web in web/b", "becomes active", "standby",
                "node a (1) cannot keep it up: server ended with signal 11"), () -> w.changes.toString());
        assertTrue(told(w, 0, "web/web in web/b", "active", "becomes active", "node b (2) has it up"),
                () -> w.changes.toString());
        for (int i = 1; i < w.changes.size(); i++) {
            assertEquals(w.changes.get(0).number() + i, w.changes.get(i).number());
        }
        assertEquals(1, w.status().failovers());
        assertEquals(1, new Watcher(net.node(1)).status().restarts());
        int before = w.changes.size();
        assertEquals(IpcError.OK, w.ask(new AmfRequest.Unwatch()).error());
        assertEquals(IpcError.NOT_EXIST, w.ask(new AmfRequest.Unwatch()).error());
        net.node(2).host.crash("web/web");
        net.pass(1_000, ALL);
        assertEquals(before, w.changes.size());
    }

    @Test
    void tellsOfNodesAndTheCluster() {
        Watcher w = up(3);
        w.ask(new AmfRequest.Watch());
        net.ring(2, 3);
        net.pass(100, AmfNet.ids(2, 3));
        assertTrue(told(w, 3, "a", "away, it may still run what it had", "here", "node a (1) has left"),
                () -> w.changes.toString());
        net.ring(3);
        net.pass(100, AmfNet.ids(3));
        assertTrue(w.changes.stream().anyMatch(c -> c.kind() == 4 && c.state().startsWith("waits: not quorate: c (3)")),
                () -> w.changes.toString());
    }

    /** A slow watcher is told some, then that it has missed others; it costs no more than that. */
    @Test
    void tellsWhoIsSlowThatItMissedSome() {
        Watcher w = up(3);
        w.ask(new AmfRequest.Watch());
        Watchers watchers = net.node(3).engine.outside().watchers();
        long first = watchers.last();
        for (int i = 0; i < 10; i++) {
            watchers.changed(1, 1, "web/a", "state " + i, "", "");
        }
        assertEquals(10, w.changes.size());
        w.replies.clear();
        assertEquals(IpcError.INVALID_PARAM, w.ask(new AmfRequest.Taken(first + 11)).error());
        for (int i = 10; i < 200; i++) {
            watchers.changed(1, 1, "web/a", "state " + i, "", "");
        }
        assertEquals(AmfReply.UNTAKEN_MAX, w.changes.size(), "it has to take these first");
        assertEquals(IpcError.OK, w.ask(new AmfRequest.Taken(w.changes.get(63).number())).error());
        assertEquals(2 * AmfReply.UNTAKEN_MAX, w.changes.size());
        assertEquals("state 127", w.changes.get(127).state());
        for (int i = 200; i < 2_000; i++) {
            watchers.changed(1, 1, "web/a", "state " + i, "", "");
        }
        assertTrue(w.missed.isEmpty());
        w.ask(new AmfRequest.Taken(w.changes.get(127).number()));
        assertEquals(List.of(watchers.last()), w.missed);
        watchers.changed(1, 1, "web/a", "next", "", "");
        w.ask(new AmfRequest.Taken(w.missed.get(0)));
        assertEquals("next", w.changes.get(w.changes.size() - 1).state());
    }

    // --- keys

    @Test
    void showsKeys() {
        up(3);
        net.pass(200, ALL);
        AmfNode n = net.node(3);
        String web = "runtime.availability.group.web.";
        assertEquals("active", n.map.getString(web + "workload.web.state", null));
        assertEquals("a", n.map.getString(web + "workload.web.active", null));
        assertEquals("b", n.map.getString(web + "workload.web.standby", null));
        assertEquals("in", n.map.getString(web + "unit.a.service", null));
        assertEquals("instantiated", n.map.getString(web + "unit.a.workload.web.component.server.state", null));
        assertEquals(2, n.map.getLong("runtime.availability.units_in_service", -1));
        assertTrue(n.map.isReadOnly(web + "workload.web.state"));
        net.node(1).host.crash("web/web");
        net.pass(1_000, ALL);
        net.node(1).host.crash("web/web");
        net.pass(1_000, ALL);
        assertEquals("b", n.map.getString(web + "workload.web.active", null));
        assertEquals("out", n.map.getString(web + "unit.a.service", null));
        assertEquals("it has failed", n.map.getString(web + "unit.a.why", null));
        assertEquals(1, n.map.getLong("runtime.availability.failovers", -1));
        assertEquals(1, n.map.getLong("runtime.availability.workloads_active", -1));
        assertNull(n.map.get(web + "unit.a.workload.web.component.server.state"), "nothing of it is left");
        assertNotNull(n.map.get(web + "unit.b.workload.web.component.server.state"));
        n.engine.stop(net.nowNs);
        assertTrue(n.map.withPrefix("runtime.availability.").isEmpty());
    }
}
