package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SortedMap;

import org.choros.engine.amf.model.Conf;
import org.choros.spi.engine.ServiceEngine;
import org.junit.jupiter.api.Test;

/** Three nodes a, b, c, and what was once found by the simulator or by reading. */
class AmfSafetyTest {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int[] ALL = {1, 2, 3};
    private static final String COMPONENT = "component {|start: server|stop_timeout: 100|kill_timeout: 100|}|";

    private int version;
    private final AmfNet net = new AmfNet(keys("model: 2n|nodes: a b|" + COMPONENT), 1);

    private SortedMap<String, String> keys(String group) {
        return keys("", group);
    }

    private SortedMap<String, String> keys(String policy, String group) {
        SortedMap<String, String> keys = Conf.keys("hold: 1000|" + policy + "group {|name: web|" + group + "}|", NAMES);
        keys.put("totem.config_version", String.valueOf(++version));
        return keys;
    }

    private int running(String workload) {
        return net.nodes.values().stream().mapToInt(n -> n.host.running(workload)).sum();
    }

    private void up(SortedMap<String, String> keys) {
        net.keys = keys;
        net.ring(ALL);
        net.pass(300, ALL);
    }

    private void reload(SortedMap<String, String> keys) {
        net.nodes.values().forEach(n -> n.reload(keys));
        net.pass(300, ALL);
    }

    /** A unit is restarted when one of its workloads fails too often: the others are stopped for it, and come again. */
    @Test
    void restartsAUnitWholly() {
        up(keys("nodes: a b|restart_max: 0|unit_restart_max: 1|workload {|name: x|}|workload {|name: y|}|"
                + COMPONENT));
        net.node(1).host.crash("web/y");
        net.pass(300, ALL);
        assertEquals(1, net.node(1).host.running("web/x"));
        assertEquals(1, net.node(1).host.running("web/y"));
    }

    /** A member that does not run the service is not shot for that: it is waited for, and has nothing to stop. */
    @Test
    void shootsNoMemberOfTheRing() {
        net.keys = keys("fence: shoot|", "nodes: a c|" + COMPONENT);
        net.node(3).runs = false;
        net.ring(ALL);
        net.pass(1_200, ALL);
        assertEquals(0, running("web/web"));
        net.pass(500, ALL);
        assertEquals(1, net.node(1).host.running("web/web"));
        assertEquals(0, net.node(1).host.fences);
    }

    /** Two were active by right; now it is one, and what is started again is not started beside the other. */
    @Test
    void becomesExclusiveWithoutTwoBegunAnew() {
        up(keys("model: n-way-active|nodes: a b|" + COMPONENT));
        assertEquals(2, running("web/web"));
        boolean[] wasOne = {false};
        net.watcher = () -> {
            int now = running("web/web");
            wasOne[0] |= now < 2;
            assertFalse(wasOne[0] && now > 1, "two are active, and one was begun beside the other");
        };
        reload(keys("model: 2n|nodes: a b|component {|start: other|stop_timeout: 100|kill_timeout: 100|}|"));
        net.pass(500, ALL);
        assertTrue(wasOne[0]);
        assertEquals(1, running("web/web"));
    }

    /** It was started when it needed no quorum: it is stopped all the same. */
    @Test
    void stopsWithoutQuorumWhatOnceNeededNone() {
        up(keys("model: n-way-active|quorum: ignore|nodes: a b|" + COMPONENT));
        reload(keys("model: 2n|nodes: a b|" + COMPONENT));
        assertEquals(1, net.node(1).host.running("web/web"));
        net.ring(1);
        net.pass(100, AmfNet.ids(1));
        assertEquals(0, net.node(1).host.running("web/web"));
    }

    /** Who is gone may have gone on without quorum; then it needs one, and is not waited for for ever. */
    @Test
    void takesOverFromTheLostWhatNeededNoQuorum() {
        String other = COMPONENT + "}|group {|name: other|nodes: a b|" + COMPONENT;
        up(keys("model: n-way-active|quorum: ignore|nodes: a b|" + other));
        net.ring(2, 3);
        net.pass(3_000, AmfNet.ids(2, 3));
        net.node(2).reload(keys("model: 2n|nodes: a b|" + other));
        net.pass(300, AmfNet.ids(2, 3));
        assertEquals("[]", net.node(2).engine.ledger().orders().stream().filter(o -> o.node() == 1).toList()
                .toString());
    }

    /** What a model that is gone has started takes as long to stop as that one says. */
    @Test
    void waitsForWhatAnOlderModelHasStarted() {
        up(keys("nodes: a b|component {|start: server|stop_timeout: 3000|kill_timeout: 100|}|"));
        assertEquals(1, net.node(1).host.running("web/web"));
        net.node(1).host.deaf = 100;
        net.watcher = () -> assertTrue(running("web/web") < 2, "two are active");
        reload(keys("nodes: a b|" + COMPONENT));
        net.ring(ALL);
        net.ring(2, 3);
        net.pass(8_000, AmfNet.ids(2, 3));
        assertEquals(1, net.node(2).host.running("web/web"));
    }

    /** What a process or engine before this one has left: nothing is said or begun before it is gone. */
    @Test
    void beginsWhenNothingIsLeftOfBefore() {
        net.node(1).host.left = true;
        net.node(2).host.left = true;
        up(net.keys);
        assertEquals(0, running("web/web"));
        net.node(2).host.left = false;
        net.node(2).engine.executor().onClear(net.nowNs);
        net.node(2).engine.look(net.nowNs);
        net.pass(300, ALL);
        assertEquals(0, running("web/web"), "node 1 may run it");
        net.node(1).host.left = false;
        net.node(1).engine.executor().onClear(net.nowNs);
        net.node(1).engine.look(net.nowNs);
        net.pass(300, ALL);
        assertEquals(1, net.node(1).host.running("web/web"));
    }

    /** Nobody looks while services synchronise: a repair that is due then must not call for it again and again. */
    @Test
    void doesNotSpinWhileOthersSynchronise() {
        up(keys("nodes: a b|restart_max: 0|unit_restart_max: 0|repair: 600|" + COMPONENT));
        net.node(1).host.crash("web/web");
        net.pass(500, ALL);
        net.node(1).synchronising = true;
        net.nowNs += 200 * AmfNet.MS;
        assertTrue(net.node(1).engine.nextDeadlineNs() > net.nowNs);
        net.node(1).synchronising = false;
        assertTrue(net.node(1).engine.nextDeadlineNs() <= net.nowNs);
    }

    /** Nor must what there is to show of components, while the ledger is kept as it is: it is shown afterwards. */
    @Test
    void doesNotSpinWhileTheLedgerIsKept() {
        up(keys("nodes: a b|restart_delay: 100|" + COMPONENT));
        AmfNode a = net.node(1);
        for (int ms = 0; a.engine.outside().tellNs() == ServiceEngine.NO_DEADLINE; ms++) {
            assertTrue(ms < 2_000, "nothing is to be shown");
            if (ms % 250 == 0) {
                a.host.crash("web/web");
            }
            net.pass(1, ALL);
        }
        net.form(ALL);
        for (int ms = 0; ms < 300; ms++) {
            net.nowNs += AmfNet.MS;
            for (int again = 0; a.engine.nextDeadlineNs() <= net.nowNs; again++) {
                assertTrue(again < 5, "what is due stays due");
                a.engine.onDeadline(net.nowNs);
            }
        }
        net.synchronise(ALL);
        net.pass(2_000, ALL);
        assertEquals(1, a.host.running("web/web"));
    }

    private boolean hasLeft(int id, int ms) {
        for (int passed = 0; passed < ms; passed += 20) {
            if (net.node(id).engine.leaving(net.nowNs)) {
                return true;
            }
            net.pass(20, ALL);
            assertTrue(running("web/web") <= 1, "two of them");
        }
        return false;
    }

    /** A node that leaves in order hands over what it has, and nobody waits for it. */
    @Test
    void handsOverBeforeItLeaves() {
        up(keys("nodes: a b|" + COMPONENT));
        assertEquals(1, net.node(1).host.running("web/web"));
        assertTrue(hasLeft(1, 500));
        net.pass(100, ALL);
        assertEquals(1, net.node(2).host.running("web/web"));
        net.ring(2, 3);
        net.pass(100, new int[]{2, 3});
        assertEquals(1, net.node(2).host.running("web/web"));
        assertEquals(0, net.node(2).engine.ledger().oldestDoubt());
        // another process of the node may have it again
        net.nodes.remove(1);
        net.ring(ALL);
        net.pass(300, ALL);
        net.node(2).engine.operate(Operation.MOVE, Target.workload("web/web"), "web/a", net.nowNs);
        net.pass(500, ALL);
        assertEquals(1, net.node(1).host.running("web/web"));
        assertEquals(1, running("web/web"));
    }

    /** What is deaf to SIGTERM is ended by SIGKILL, and then handed over. */
    @Test
    void handsOverWhatIsDeaf() {
        up(keys("nodes: a b|" + COMPONENT));
        net.node(1).host.deaf = 100;
        assertTrue(hasLeft(1, 1_000));
        net.pass(100, ALL);
        assertEquals(1, net.node(2).host.running("web/web"));
    }

    /** Who cannot hand over anything is not kept, nor who was not heard for too long. */
    @Test
    void leavesAllTheSame() {
        up(keys("nodes: a b|" + COMPONENT));
        net.ring(1);
        assertTrue(net.node(1).engine.leaving(net.nowNs), "there is no quorum");
        AmfNode b = net.node(2);
        assertFalse(b.engine.leaving(net.nowNs));
        net.nowNs += 5_000 * AmfNet.MS;
        assertTrue(b.engine.leaving(net.nowNs));
    }

    /** Who has come since may not have got it, if it was cut: nobody heeds it, and who has asked for it asks again. */
    @Test
    void heedsNothingThatWasSentOnAnotherRing() {
        up(net.keys);
        AmfNode c = net.node(3);
        net.nodes.remove(2);
        c.engine.operate(Operation.LOCK, Target.unit("web/a"), "", net.nowNs);
        assertEquals(1, c.queue.size());
        byte[] before = c.queue.remove().array();
        net.ring(ALL);
        for (int id : new int[]{1, 3}) {
            net.node(id).message(3, before);
        }
        assertEquals(net.node(2).engine.digest(), net.node(1).engine.digest());
        net.pass(300, ALL);
        assertEquals(AdminState.LOCKED, net.node(2).engine.ledger().administered(Target.unit("web/a")));
        assertEquals(net.node(2).engine.digest(), net.node(1).engine.digest());
    }
}
