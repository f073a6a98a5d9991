package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.assign.RandomModel;
import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.supervise.Report;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineException;
import org.junit.jupiter.api.Test;

/** Three nodes a, b, c; a group on the first two. */
final class AmfEngineTest {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int[] ALL = {1, 2, 3};
    /** Hold 1000 ms and stop limit 200 ms, and an eighth more. */
    private static final int BOUND_MS = 1_350;

    private final AmfNet net = new AmfNet(keys(1, ""), 1);

    private static SortedMap<String, String> keys(int version, String more) {
        SortedMap<String, String> keys = Conf.keys("hold: 1000|group {|name: web|nodes: a b|restart_max: 0|"
                + "unit_restart_max: 0|repair: 0|" + more
                + "component {|start: server|stop_timeout: 100|kill_timeout: 100|}|}", NAMES);
        keys.put("totem.config_version", String.valueOf(version));
        return keys;
    }

    private String where() {
        StringBuilder s = new StringBuilder();
        net.nodes.forEach((id, n) -> {
            if (n.host.running("web/web") > 0) {
                s.append(id);
            }
        });
        return s.toString();
    }

    private void up() {
        net.ring(ALL);
        net.pass(300, ALL);
        assertEquals("1", where());
    }

    private boolean logged(int id, String text) {
        return net.node(id).lines.stream().anyMatch(l -> l.contains(text));
    }

    @Test
    void startsAtOnceWhenAllAreThere() {
        up();
        assertEquals("[Order[slot=web/web in web/a, node=1, serial=1, role=ACTIVE, phase=HELD], "
                + "Order[slot=web/web in web/b, node=2, serial=2, role=STANDBY, phase=HELD]]",
                List.copyOf(net.node(3).engine.ledger().orders()).toString());
    }

    /** Who is away may have been in a quorate ring that nobody here knows, and may run it. */
    @Test
    void waitsForWhoMayRunItWhenItStarts() {
        net.ring(1, 3);
        net.pass(BOUND_MS - 100, AmfNet.ids(1, 3));
        assertEquals("", where());
        net.pass(400, AmfNet.ids(1, 3));
        assertEquals("1", where());
    }

    @Test
    void startsNothingWithoutQuorum() {
        net.ring(1);
        net.pass(5_000, AmfNet.ids(1));
        assertEquals("", where());
    }

    /** It hears nothing and notices nothing else: it stops when its hold ends, and the other starts later. */
    @Test
    void movesWhatACutOffNodeRan() {
        up();
        net.ring(2, 3);
        net.pass(950, AmfNet.ids(2, 3));
        assertEquals("1", where());
        net.pass(300, AmfNet.ids(2, 3));
        assertEquals("", where());
        assertTrue(logged(1, "Nothing was heard from the others for too long"));
        net.pass(400, AmfNet.ids(2, 3));
        assertEquals("2", where());
        // it comes back, says that it is clean, and is standby
        net.ring(ALL);
        net.pass(300, ALL);
        assertEquals("2", where());
        assertTrue(net.node(1).engine.ledger().orders().toString().contains("web/a, node=1, serial=4, role=STANDBY"),
                () -> net.node(1).engine.ledger().orders().toString());
    }

    @Test
    void stopsAtOnceWithoutQuorumAndGivesItAway() {
        up();
        net.ring(1);
        net.pass(100, AmfNet.ids(1));
        assertEquals("", where());
        net.ring(ALL);
        net.pass(300, ALL);
        assertEquals("2", where(), "who was standby is active as soon as the other has stopped");
    }

    @Test
    void failsOverAndIsRepaired() {
        up();
        net.node(1).host.crash("web/web");
        net.pass(300, ALL);
        assertEquals("2", where());
        assertTrue(logged(1, "Unit web/a has failed: server ended with signal 11"));
        net.node(2).host.crash("web/web");
        net.pass(300, ALL);
        assertEquals("", where());
        assertNull(net.node(3).engine.operate(Operation.REPAIR, Target.unit("web/a"), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("1", where());
    }

    @Test
    void doesWhatAdministratorsAsk() {
        up();
        AmfEngine e = net.node(3).engine;
        assertNull(e.operate(Operation.MOVE, Target.workload("web/web"), "web/b", net.nowNs));
        net.pass(300, ALL);
        assertEquals("2", where());
        assertNull(e.operate(Operation.LOCK, Target.node(2), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("1", where());
        assertNull(e.operate(Operation.SHUTDOWN, Target.group("web"), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("", where());
        assertEquals(AdminState.LOCKED, e.ledger().administered(Target.group("web")));
        assertNull(e.operate(Operation.UNLOCK, Target.group("web"), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("1", where());
        assertNull(e.operate(Operation.MAINTENANCE, Target.node(1), "", net.nowNs));
        net.pass(100, ALL);
        net.node(1).host.crash("web/web");
        net.pass(300, ALL);
        assertEquals("", where(), "what fails in maintenance is left alone");
        assertNull(e.operate(Operation.UNLOCK, Target.node(2), "", net.nowNs));
        assertNull(e.operate(Operation.UNLOCK, Target.node(1), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("2", where());
        for (Target t : List.of(Target.unit("web/x"), Target.group("x"), Target.node(9), Target.workload("web/web"))) {
            assertNotNull(e.operate(Operation.LOCK, t, "", net.nowNs));
        }
        assertNotNull(e.operate(Operation.MOVE, Target.workload("web/web"), "web/x", net.nowNs));
        assertNotNull(e.operate(Operation.FENCED, Target.unit("web/a"), "", net.nowNs));
    }

    @Test
    void restartsInPlace() {
        up();
        assertNull(net.node(2).engine.operate(Operation.RESTART, Target.unit("web/a"), "", net.nowNs));
        net.pass(300, ALL);
        assertEquals("1", where());
        assertTrue(net.node(1).engine.ledger().orders().toString().contains("web/a, node=1, serial=3"));
    }

    @Test
    void takesTheNodeOutWhenTooMuchFails() {
        net.keys = keys(1, "failover_max: 1|failover_probation: 100000|");
        up();
        for (int i = 0; i < 2; i++) {
            net.node(1).host.crash("web/web");
            net.pass(300, ALL);
            assertEquals("2", where());
            net.node(3).engine.operate(Operation.REPAIR, Target.group("web"), "", net.nowNs);
            net.node(3).engine.operate(Operation.MOVE, Target.workload("web/web"), "web/a", net.nowNs);
            net.pass(300, ALL);
            assertEquals(i == 0 ? "1" : "2", where());
        }
        assertTrue(logged(2, "Node a (1) has taken itself out"));
        net.node(3).engine.operate(Operation.UNLOCK, Target.node(1), "", net.nowNs);
        net.pass(300, ALL);
        assertEquals("1", where());
    }

    // --- fencing

    @Test
    void startsNothingElsewhereBeforeTheFencingCommandHasSucceeded() {
        net.keys.put("availability.fence", "shoot");
        up();
        net.node(2).host.badFences = 100;
        net.ring(2, 3);
        net.pass(20_000, AmfNet.ids(2, 3));
        assertEquals("", where());
        assertTrue(net.node(2).host.fences > 5);
        assertTrue(logged(2, "The fencing command has failed: exit status 1; it is run again"));
        net.node(2).host.badFences = 0;
        net.pass(2_500, AmfNet.ids(2, 3));
        assertEquals("2", where());
    }

    @Test
    void takesAnOperatorsWordForIt() {
        net.keys.put("availability.fence", "shoot");
        up();
        net.node(2).host.badFences = 100;
        net.ring(2, 3);
        net.pass(3_000, AmfNet.ids(2, 3));
        assertEquals("", where());
        assertNull(net.node(3).engine.operate(Operation.FENCED, Target.node(1), "", net.nowNs));
        net.pass(300, AmfNet.ids(2, 3));
        assertEquals("2", where());
    }

    // --- configurations

    @Test
    void refusesAWrongConfiguration() {
        AmfNode n = net.node(1);
        n.map.put("availability.group.0.nodes", MapValue.str("a z"));
        ModelHost host = new ModelHost(n);
        EngineException e = assertThrows(EngineException.class, () -> new AmfEngine(n, host).start(net.nowNs));
        assertTrue(e.getMessage().startsWith("the configuration is refused: availability.group.0.nodes (group web): "));
        assertTrue(host.closed, "whoever comes next would wait for it");
    }

    @Test
    void usesTheHighestVersionAndNamesWhoHasAnother() {
        net.keys = keys(2, "auto_adjust: yes|");
        net.node(3);
        net.keys = keys(1, "");
        up();
        assertTrue(net.node(1).engine.ledger().model().groups().get(0).autoAdjust());
        assertTrue(logged(1, "This node's configuration is another one"));
        net.ring(1, 2);
        net.ring(ALL);
        assertTrue(logged(3, "and are not heeded: a (1) with config_version 1, b (2) with config_version 1"));
    }

    @Test
    void replacesTheModelByAReloadInOrder() {
        up();
        net.node(2).reload(keys(0, "auto_adjust: yes|"));
        net.pass(300, ALL);
        assertEquals(1, net.node(1).engine.ledger().model().version());
        assertTrue(logged(1, "has config_version 0 and does not replace that of 1"));
        SortedMap<String, String> wrong = keys(5, "model: 3n|");
        net.node(2).reload(wrong);
        net.pass(300, ALL);
        assertEquals(1, net.node(1).engine.ledger().model().version());
        assertTrue(logged(2, "The configuration is refused, the old one stays in use"));
        SortedMap<String, String> none = new TreeMap<>(keys(2, ""));
        none.keySet().removeIf(k -> k.startsWith("availability.group"));
        net.node(2).reload(none);
        net.pass(300, ALL);
        assertEquals("", where());
        net.node(1).reload(keys(2, ""));
        net.pass(300, ALL);
        assertEquals("1", where());
    }

    // --- messages

    @Test
    void survivesForgedMessages() {
        up();
        long digest = net.node(1).engine.digest();
        for (int seed = 0; seed < 5_000; seed++) {
            Random r = new Random(seed);
            AmfMessage[] real = {new AmfMessage.Told(new Report(Report.Kind.HELD, 77)), new AmfMessage.NodeOut(),
                    new AmfMessage.Operate(Operation.LOCK, Target.unit("web/a"), "", 7),
                    new AmfMessage.Propose(new TreeMap<>(keys(0, "model: 3n|"))), new AmfMessage.Repaired("web/a")};
            ByteBuffer m = real[r.nextInt(real.length)].encode(net.node(1).ring());
            int length = 16 + r.nextInt(m.limit() - 15);
            ByteBuffer bad = ByteBuffer.wrap(Arrays.copyOf(m.array(), length)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = r.nextInt(8); i >= 0 && length > 16; i--) {
                int at = 16 + r.nextInt(length - 16);
                // what comes from another ring is heeded by nobody
                if (at >= AmfMessage.BODY) {
                    bad.put(at, (byte) r.nextInt());
                }
            }
            // the sender's own entries are its business; node 9 has none
            int function = r.nextInt(12);
            if (function != AmfMessage.Operate.FUNCTION && function != AmfMessage.NodeOut.FUNCTION
                    && function != AmfMessage.Over.FUNCTION) {
                net.node(1).engine.onMessage(function, 9, bad, net.nowNs);
            }
        }
        assertEquals(digest, net.node(1).engine.digest());
        assertTrue(logged(1, "Discarding malformed message from node 9 (1024 so far)"));
    }

    /** What is written is read again; what is cut or changed is read or refused, and nothing else is thrown. */
    @Test
    void carriesTheLedger() {
        for (int seed = 0; seed < 300; seed++) {
            Random r = new Random(seed);
            Model model = RandomModel.draw(r, 4, 3);
            Ledger l = new Ledger();
            l.model(model, 1_000);
            l.here(model.nodes().keySet(), model.nodes().keySet());
            l.settle();
            l.doubt(2, 44);
            l.graceFrom(0x8000_0000_0000_0001L);
            l.clean(-5);
            l.operate(Operation.LOCK, Target.node(-1), "");
            l.operate(Operation.MOVE, Target.workload(model.workloads().get(0).id()),
                    model.groupOf(model.workloads().get(0).id()).units().get(0).id());
            Tenure t = new Tenure();
            t.begin(40, new int[]{-7, 1, 2, 3}, Set.of(1));
            ByteBuffer bytes = LedgerSnapshot.write(l, t);
            LedgerSnapshot s = LedgerSnapshot.read(bytes);
            assertEquals(bytes, LedgerSnapshot.write(s.ledger(), s.tenure()));
            assertEquals(l.orders().toString(), s.ledger().orders().toString());
            assertNull(LedgerSnapshot.read(bytes.slice(0, r.nextInt(bytes.limit()))));
            bytes.put(r.nextInt(bytes.limit()), (byte) r.nextInt());
            LedgerSnapshot changed = LedgerSnapshot.read(bytes);
            assertTrue(changed == null || changed.ledger() != null);
        }
    }
}
