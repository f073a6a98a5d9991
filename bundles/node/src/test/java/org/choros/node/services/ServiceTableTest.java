package org.choros.node.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.SessionStatistics;
import org.junit.jupiter.api.Test;

/** The table of services: ipc.md 1.2, 1.6, 2.1; config-and-tools.md 2.5. */
class ServiceTableTest {
    private final FakeHost host = new FakeHost();
    private final ServiceTable table = new ServiceTable(host);
    private final FakeSession session = new FakeSession();

    private FakeEngine load(int id, boolean synchronises, boolean flowControlled) throws EngineException {
        FakeEngine engine = new FakeEngine(id, synchronises, flowControlled);
        table.load(engine, 1);
        return engine;
    }

    private static ByteBuffer message(int service, int function, int length) {
        ByteBuffer m = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        return m.putInt(0, service << 16 | function).putInt(8, length);
    }

    private static ByteBuffer request(int id, int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, length);
    }

    private String text(String key) {
        MapValue value = host.map.get(key);
        return value == null ? "none" : value.toString();
    }

    @Test
    void loadingAnnouncesPublishesAndAsksForASynchronisation() throws EngineException {
        load(9, true, true);
        assertEquals(List.of("publish ipc9 9", "changed"), host.calls);
        assertEquals(List.of("notice SERV Service engine loaded: engine 9 [9]"), host.lines);
        assertEquals("corosync_e9", host.map.getString("internal_configuration.service.9.name", ""));
        assertEquals(MapValue.u32(0), host.map.get("internal_configuration.service.9.ver"));
        assertEquals(MapValue.u16(9), host.map.get("runtime.services.e9.service_id"));
        assertEquals(MapValue.u64(0), host.map.get("runtime.services.e9.1.rx"));
    }

    @Test
    void unloadingTakesEverythingBackAndSaysGoodbyeAfterItsClientsAreGone() throws EngineException {
        FakeEngine engine = load(9, true, true);
        host.calls.clear();
        table.unload(9, 2);
        assertEquals(List.of("withdraw 9", "changed"), host.calls);
        assertEquals(List.of("create", "start", "stop"), engine.calls);
        assertEquals(0, host.map.size());
        assertNull(table.engine(9));
        table.unload(9, 3);
        assertEquals(3, engine.calls.size());
    }

    @Test
    void anEngineThatRefusesLeavesNothing() {
        FakeEngine engine = new FakeEngine(9, true, true);
        engine.refusal = new EngineException("no expected votes");
        assertEquals("no expected votes",
                assertThrows(EngineException.class, () -> table.load(engine, 1)).getMessage());
        assertNull(table.engine(9));
        assertEquals(0, host.map.size());
        assertEquals(List.of(), host.calls);
    }

    @Test
    void anEngineThatThrowsOnItsWayInIsRefused() {
        for (String where : List.of("create", "start")) {
            FakeEngine engine = new FakeEngine(9, true, true);
            engine.throwing = where;
            assertTrue(
                    assertThrows(EngineException.class, () -> table.load(engine, 1)).getMessage().contains("broken"));
            assertNull(table.engine(9));
            assertEquals(0, host.map.size());
        }
    }

    @Test
    void idsAreTakenOnceAndBelowTheirBound() throws EngineException {
        FakeEngine engine = load(63, false, false);
        assertThrows(EngineException.class, () -> load(63, false, false));
        assertEquals(engine, table.engine(63));
        assertThrows(IllegalArgumentException.class, () -> load(64, false, false));
        assertThrows(IllegalArgumentException.class, () -> load(-1, false, false));
        assertEquals(63, table.loadedFrom(engine));
        assertEquals(-1, table.loadedFrom(new FakeEngine(63, false, false)));
    }

    @Test
    void keysAndIpcNamesAreTakenOnce() throws EngineException {
        load(9, false, false);
        FakeEngine sameKey = new FakeEngine(10, false, false);
        sameKey.description = new EngineDescription(10, "e9", "other", null, 2, false, false);
        assertEquals("key e9 is taken by engine 9",
                assertThrows(EngineException.class, () -> table.load(sameKey, 1)).getMessage());
        FakeEngine sameName = new FakeEngine(10, false, false);
        sameName.description = new EngineDescription(10, "e10", "other", "ipc9", 2, false, false);
        assertEquals("IPC name ipc9 is taken by engine 9",
                assertThrows(EngineException.class, () -> table.load(sameName, 1)).getMessage());
        assertNull(table.engine(10));
        assertEquals(List.of(), sameName.calls);
    }

    @Test
    void descriptionsAreChecked() {
        for (String key : new String[]{null, "", "Lock", "a.b", "x".repeat(33)}) {
            assertThrows(IllegalArgumentException.class,
                    () -> new EngineDescription(40, key, "n", null, 0, false, false));
        }
        for (String name : new String[]{"", "a/b", "x".repeat(41)}) {
            assertThrows(IllegalArgumentException.class,
                    () -> new EngineDescription(40, "k", "n", name, 0, false, false));
        }
        assertThrows(IllegalArgumentException.class, () -> new EngineDescription(40, "k", "", null, 0, false, false));
        assertThrows(IllegalArgumentException.class, () -> new EngineDescription(40, "k", "n", null, -1, false, false));
        assertThrows(IllegalArgumentException.class,
                () -> new EngineDescription(40, "k", "n", null, EngineDescription.FUNCTIONS_MAX + 1, false, false));
    }

    @Test
    void anEngineIsToldWhatIsStableOnceAndOnlyWhenItIsItsOwn() throws EngineException {
        FakeEngine engine = load(9, true, false);
        FakeEngine other = load(10, true, false);
        engine.calls.clear();
        other.calls.clear();
        host.position = 5;
        table.onMessage(7, true, message(9, 1, 24), 5);
        host.position = 9;
        table.onMessage(7, true, message(9, 1, 24), 5);
        table.onStable(4, 6);
        table.onStable(6, 7);
        table.onStable(8, 8);
        table.onStable(12, 9);
        table.onStable(13, 10);
        host.position = 20;
        table.syncActivate(10, 11);
        table.onStable(20, 12);
        assertEquals(List.of("onMessage 1 from 7 of 24", "onMessage 1 from 7 of 24", "onStable 6", "onStable 8",
                "onStable 12"), engine.calls);
        assertEquals(List.of("syncActivate", "onStable 20"), other.calls);
    }

    @Test
    void synchronisingEnginesAreToldOfTheEndAndAllOfAReload() throws EngineException {
        FakeEngine engine = load(9, true, false);
        FakeEngine other = load(10, false, false);
        engine.throwing = "onSynchronised";
        table.onSynchronised(5);
        table.onConfigurationChanged(new TreeSet<>(List.of("b", "a")), 6);
        assertEquals(List.of("create", "start", "onSynchronised", "onConfigurationChanged [a, b]"), engine.calls);
        assertEquals(List.of("create", "start", "onConfigurationChanged [a, b]"), other.calls);
        assertEquals(1, table.failures());
    }

    @Test
    void countersAreShownInBothMapsAndGoWithTheEngine() throws EngineException {
        FakeEngine engine = load(9, false, false);
        long[] value = {3};
        engine.context.counter("held", () -> value[0]);
        assertThrows(IllegalArgumentException.class, () -> engine.context.counter("is it", () -> 1));
        assertEquals(MapValue.u64(3), host.map.get("runtime.choros.e9.held"));
        value[0] = 4;
        assertEquals(MapValue.u64(4), host.stats.get("stats.choros.e9.held"));
        table.showCounters();
        assertEquals(MapValue.u64(4), host.map.get("runtime.choros.e9.held"));
        value[0] = 5;
        engine.context.counter("broken", () -> value[0] < 6 ? 0 : 1 / (value[0] - 6));
        value[0] = 6;
        table.showCounters();
        assertEquals(1, table.failures());
        assertEquals(MapValue.u64(0), host.stats.get("stats.choros.e9.broken"));
        table.unload(9, 7);
        assertEquals(0, host.map.size());
        assertNull(host.stats.get("stats.choros.e9.held"));
    }

    @Test
    void anEngineSpeaksForItselfAndNotAfterItsEnd() throws EngineException {
        FakeEngine engine = load(9, false, false);
        assertThrows(IllegalArgumentException.class, () -> engine.context.multicast(message(2, 0, 16)));
        assertTrue(engine.context.hasRoom(100));
        host.room = 50;
        assertFalse(engine.context.hasRoom(100));
        assertFalse(engine.context.hasRoom(Integer.MAX_VALUE));
        table.unload(9, 7);
        assertFalse(engine.context.multicast(message(9, 0, 16)));
        engine.context.quorumDecided(new QuorumState(false, RingIdentity.NONE, new int[0], true));
        engine.context.counter("late", () -> 1);
        assertTrue(table.quorum().quorate());
        assertEquals(0, host.map.size());
        assertEquals(List.of(), host.sent);
    }

    @Test
    void messagesAreDispatchedAndCounted() throws EngineException {
        FakeEngine engine = load(9, false, true);
        table.onMessage(7, true, message(9, 1, 24), 5);
        engine.context.multicast(message(9, 0, 16));
        assertEquals("onMessage 1 from 7 of 24", engine.calls.get(2));
        assertEquals(MapValue.u64(0), host.map.get("runtime.services.e9.1.rx"));
        table.showCounters();
        assertEquals(MapValue.u64(1), host.map.get("runtime.services.e9.1.rx"));
        assertEquals(MapValue.u64(1), host.map.get("runtime.services.e9.0.tx"));
        assertEquals(0, table.unknownMessages());
    }

    @Test
    void whatTheQueueDoesNotTakeIsNotCounted() throws EngineException {
        FakeEngine engine = load(9, false, true);
        host.room = 15;
        assertFalse(engine.context.multicast(message(9, 0, 16)));
        table.showCounters();
        assertEquals(MapValue.u64(0), host.map.get("runtime.services.e9.0.tx"));
    }

    /** ipc.md 3.1: messages of the other byte order are discarded. */
    @Test
    void foreignUnknownAndShortMessagesAreCountedOnly() throws EngineException {
        FakeEngine engine = load(9, false, true);
        table.onMessage(7, false, message(9, 1, 24), 5);
        table.onMessage(7, true, message(8, 0, 24), 5);
        table.onMessage(7, true, message(9, 2, 24), 5);
        table.onMessage(7, true, message(0xFFFF, 0, 24), 5);
        table.onMessage(7, true, ByteBuffer.allocate(15), 5);
        assertEquals(5, table.unknownMessages());
        assertEquals(List.of("create", "start"), engine.calls);
    }

    private int errorOf(ByteBuffer request) {
        session.responses.clear();
        table.onRequest(9, session, request, 5);
        if (session.responses.isEmpty()) {
            return 1;
        }
        ByteBuffer reply = session.responses.get(0);
        assertEquals(24, reply.remaining());
        assertEquals(0, reply.getInt(0));
        assertEquals(24, reply.getInt(8));
        return reply.getInt(16);
    }

    /** ipc.md 2.1: size, then id, then room, then synchronisation; the answer is a bare header with id 0. */
    @Test
    void requestsPassTheGateInOrder() throws EngineException {
        table.start();
        FakeEngine engine = load(9, false, true);
        table.onConnect(9, session);
        engine.gatedFrom = 2;
        assertEquals(1, errorOf(request(3, 16)));
        assertEquals(7, errorOf(request(4, 16)));
        assertEquals(7, errorOf(request(-2, 16)));
        assertEquals(7, errorOf(request(3, (1 << 20) + 1)));
        host.room = 100;
        assertEquals(6, errorOf(request(2, 101)));
        assertEquals(1, errorOf(request(2, 100)));
        assertEquals(1, errorOf(request(1, 101)));
        assertEquals(7, errorOf(request(4, 101)));
        host.synchronising = true;
        assertEquals(6, errorOf(request(2, 16)));
        assertEquals(1, errorOf(request(1, 16)));
        assertEquals(MapValue.u64(4), countOf("invalid_request"));
        assertEquals(MapValue.u64(2), countOf("overload"));
    }

    private MapValue countOf(String counter) {
        return host.stats.get("stats.ipcs.service9.4711.0x5a." + counter);
    }

    @Test
    void clientsOfNobodyAreSentAway() {
        table.onRequest(9, session, request(0, 16), 5);
        assertTrue(session.disconnected);
    }

    /** ipc.md 1.2, accept rules: the first that matches. */
    @Test
    void admitsByTheRules() throws EngineException {
        host.ready = false;
        assertEquals(-11, table.admit(9, 0, 0));
        host.ready = true;
        assertEquals(-38, table.admit(9, 0, 0));
        assertEquals(-38, table.admit(-1, 0, 0));
        assertEquals(-38, table.admit(1000, 0, 0));
        load(9, false, true);
        assertEquals(0, table.admit(9, 0, 5));
        assertEquals(0, table.admit(9, 5, 0));
        assertEquals(-13, table.admit(9, 5, 6));
        assertEquals("error MAIN Denied connection attempt from 5:6", host.lines.get(1));
        for (String key : List.of("uidgid.uid.5", "uidgid.config.uid.5", "uidgid.gid.6", "uidgid.config.gid.6")) {
            host.map.put(key, MapValue.u8(1));
            assertEquals(0, table.admit(9, 5, 6), key);
            host.map.put(key, MapValue.u8(2));
            assertEquals(-13, table.admit(9, 5, 6), key);
            host.map.put(key, MapValue.u32(1));
            assertEquals(-13, table.admit(9, 5, 6), key);
        }
        host.map.put("uidgid.uid.4294967295", MapValue.u8(1));
        assertEquals(0, table.admit(9, -1, 6));
    }

    /** ipc.md 1.6. */
    @Test
    void heldBackWhileSynchronisingOrCongested() throws EngineException {
        load(1, false, true);
        load(5, false, false);
        assertEquals(List.of(), flow());
        host.synchronising = true;
        assertEquals(List.of("flow 1 2"), flow());
        host.congested = true;
        // also who has connected since the synchronisation began
        assertEquals(List.of("flow 1 2", "flow 5 2"), flow());
        host.synchronising = false;
        assertEquals(List.of("flow 1 2", "flow 5 2"), flow());
        host.congested = false;
        assertEquals(List.of("flow 1 0", "flow 5 0"), flow());
        assertEquals(List.of(), flow());
    }

    private List<String> flow() {
        host.calls.clear();
        table.updateFlowControl();
        return List.copyOf(host.calls);
    }

    @Test
    void deadlinesAreTheNearestAndOnlyTheDueAreCalled() throws EngineException {
        FakeEngine one = load(1, false, true);
        FakeEngine two = load(2, false, true);
        assertEquals(ServiceEngine.NO_DEADLINE, table.nextDeadlineNs());
        one.deadlineNs = 50;
        two.deadlineNs = 40;
        assertEquals(40, table.nextDeadlineNs());
        table.onDeadline(45);
        assertEquals(List.of("create", "start"), one.calls);
        assertEquals(List.of("create", "start", "onDeadline"), two.calls);
    }

    @Test
    void quorumIsToldInTheOrderOfSubscriptionUntilUnloaded() throws EngineException {
        FakeEngine provider = load(5, false, false);
        FakeEngine one = load(1, false, true);
        FakeEngine two = load(2, false, true);
        List<String> told = new ArrayList<>();
        two.context.onQuorum((state, now) -> told.add("two " + state.quorate()));
        one.context.onQuorum((state, now) -> {
            throw new IllegalStateException("broken");
        });
        one.context.onQuorum((state, now) -> told.add("one " + state.quorate()));
        assertTrue(table.quorum().quorate());
        assertFalse(table.quorum().provided());
        QuorumState decided = new QuorumState(true, new RingIdentity(1, 8), new int[]{1}, true);
        provider.context.quorumDecided(decided);
        assertEquals(List.of("two true", "one true"), told);
        assertEquals(decided, one.context.quorum());
        table.unload(2, 1);
        // V7: without its provider a node does not know whether it may go on
        table.unload(5, 1);
        assertEquals(List.of("two true", "one true", "one false"), told);
        assertFalse(table.quorum().quorate());
        assertEquals(2, table.failures());
    }

    private void callEverything(FakeEngine engine) {
        Membership change = new Membership(true, new RingIdentity(1, 8), new int[]{1}, new int[0], new int[0],
                new int[0]);
        table.onMessage(7, true, message(9, 1, 24), 5);
        table.onMembership(change, 5);
        table.syncInit(9, change, 5);
        assertEquals(engine.throwing.equals("syncProcess"), table.syncProcess(9, 5));
        table.syncActivate(9, 5);
        table.syncAbort(9);
        table.nextDeadlineNs();
        table.onDeadline(5);
        table.onConnect(9, session);
        table.onRequest(9, session, request(0, 16), 5);
        table.onDisconnect(9, session, 5);
    }

    @Test
    void anEngineThatThrowsHarmsNobodyAndIsLoggedOnce() throws EngineException {
        FakeEngine engine = load(9, false, true);
        engine.deadlineNs = 3;
        int before = host.lines.size();
        List<String> calls = List.of("onMessage", "onMembership", "syncInit", "syncProcess", "syncActivate",
                "syncAbort", "nextDeadlineNs", "onDeadline", "onConnect", "onRequest", "onDisconnect");
        for (String where : calls) {
            engine.throwing = where;
            session.disconnected = false;
            callEverything(engine);
            boolean waits = where.equals("onConnect") || where.equals("onRequest");
            assertEquals(waits, session.disconnected, where);
        }
        assertTrue(host.lines.get(before).startsWith("error SERV Service engine failed: engine 9 in onMessage"));
        assertEquals(before + 1, host.lines.size());
        assertEquals(calls.size() + 1, table.failures());
        assertEquals(ServiceTable.NONE, table.failed());
    }

    @Test
    void anEngineThatThrowsAgainAndAgainIsToBeUnloaded() throws EngineException {
        FakeEngine engine = load(9, false, true);
        engine.throwing = "onMessage";
        for (int i = 1; i < EngineFailures.FAILURES_MAX; i++) {
            table.onMessage(7, true, message(9, 1, 24), 5);
            assertEquals(ServiceTable.NONE, table.failed());
        }
        table.onMessage(7, true, message(9, 1, 24), 5);
        assertEquals(9, table.failed());
        engine.throwing = "stop";
        table.unload(9, 6);
        assertEquals(ServiceTable.NONE, table.failed());
        assertNull(table.engine(9));
    }

    /** config-and-tools.md 2.7. */
    @Test
    void statisticsOfClientsAreReadWhenAskedFor() throws EngineException {
        table.start();
        load(9, false, true);
        table.onConnect(9, session);
        session.statistics = new SessionStatistics(true, 9, 4, 3, 2, 6, 7, 8, 2, 1);
        String keys = "stats.ipcs.service9.4711.0x5a.";
        assertEquals(MapValue.str("corosync-cmap t"), host.stats.get(keys + "procname"));
        assertEquals(MapValue.i32(1), host.stats.get(keys + "queueing"));
        assertEquals(MapValue.u32(9), host.stats.get(keys + "queued"));
        assertEquals(MapValue.u32(4), host.stats.get(keys + "sent"));
        assertEquals(MapValue.u64(3), host.stats.get(keys + "requests"));
        assertEquals(MapValue.u64(2), host.stats.get(keys + "responses"));
        assertEquals(MapValue.u64(6), host.stats.get(keys + "dispatched"));
        assertEquals(MapValue.u64(7), host.stats.get(keys + "send_retries"));
        assertEquals(MapValue.u64(8), host.stats.get(keys + "recv_retries"));
        assertEquals(MapValue.u32(2), host.stats.get(keys + "flow_control"));
        assertEquals(MapValue.u64(1), host.stats.get(keys + "flow_control_count"));
        assertEquals(MapValue.u64(1), host.stats.get("stats.ipcs.global.active"));
        host.stats.clear("stats.clear.ipc");
        assertEquals(MapValue.u64(0), host.stats.get(keys + "requests"));
        table.onDisconnect(9, session, 5);
        assertEquals(MapValue.u64(0), host.stats.get("stats.ipcs.global.active"));
        assertEquals(MapValue.u64(1), host.stats.get("stats.ipcs.global.closed"));
        assertNull(host.stats.next(keys, null));
    }

    /** config-and-tools.md 2.5. */
    @Test
    void connectionsOfDialect2AreKeysOfTheMap() throws EngineException {
        host.dialect = 2;
        table.start();
        load(9, false, true);
        table.onConnect(9, session);
        String keys = "runtime.connections.corosync-cmap_t:4711:0x5a.";
        assertEquals("corosync-cmap t", host.map.getString(keys + "name", ""));
        assertEquals(MapValue.u32(4711), host.map.get(keys + "client_pid"));
        assertEquals(MapValue.u32(9), host.map.get(keys + "service_id"));
        assertEquals(13, host.map.withPrefix(keys).size());
        session.statistics = new SessionStatistics(true, 9, 4, 3, 2, 6, 7, 8, 2, 1);
        table.showCounters();
        assertEquals(MapValue.u64(3), host.map.get(keys + "requests"));
        assertEquals(MapValue.u32(5), host.map.get(keys + "queue_size"));
        assertEquals(MapValue.u64(1), host.map.get("runtime.connections.active"));
        table.onDisconnect(9, session, 5);
        assertEquals(0, host.map.withPrefix(keys).size());
        assertEquals(MapValue.u64(0), host.map.get("runtime.connections.active"));
        assertEquals(MapValue.u64(1), host.map.get("runtime.connections.closed"));
        assertEquals("none", text(keys + "name"));
    }
}
