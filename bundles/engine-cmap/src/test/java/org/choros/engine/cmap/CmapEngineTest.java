package org.choros.engine.cmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.exec.CmapMcast;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

final class CmapEngineTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestContext context = new TestContext(1, 3);
    private final ServiceEngine engine = new CmapFactory().create(context);
    private final FakeSession client = new FakeSession(1);

    private void start() {
        try {
            engine.start(0);
        } catch (EngineException e) {
            throw new AssertionError(e);
        }
    }

    private ByteBuffer ask(CmapRequest request) {
        ByteBuffer m = request.encode();
        engine.onRequest(client, IpcMessage.idOf(m), m, 0);
        assertEquals(1, client.responses.size());
        return client.responses.remove(0);
    }

    private int error(CmapRequest request) {
        return IpcMessage.errorOf(ask(request));
    }

    private static CmapRequest.Set set(String key, MapValue value) {
        return new CmapRequest.Set(key, value.type().code(), value.bytes());
    }

    @Test
    void shouldRefuseChangesOfReadOnlyKeys() {
        start();
        context.map.put("nodelist.node.0.nodeid", MapValue.u32(1));
        assertEquals(IpcError.ACCESS, error(set("nodelist.node.0.nodeid", MapValue.u32(2))));
        assertEquals(IpcError.ACCESS, error(set("totem.key", MapValue.str("x"))));
        assertEquals(IpcError.ACCESS, error(new CmapRequest.Delete("nodelist.node.0.nodeid")));
        assertEquals(IpcError.ACCESS, error(new CmapRequest.AdjustInt("nodelist.node.0.nodeid", 1)));
        // read-only comes before everything else
        assertEquals(IpcError.ACCESS, error(new CmapRequest.Set("runtime.config.x", 99, new byte[0])));
        assertEquals(IpcError.OK, error(set("totem.token", MapValue.u32(2000))));
    }

    @Test
    void shouldLeaveTheNodelistWritableIn24() {
        TestContext two = new TestContext(1, 2);
        two.map.put("nodelist.local_node_pos", MapValue.u32(1));
        ReadOnlyKeys.protect(two.map, 2);
        assertFalse(two.map.isReadOnly("nodelist.node.0.ring0_addr"));
        assertTrue(two.map.isReadOnly("nodelist.node.1.ring0_addr"));
        assertTrue(two.map.isReadOnly("runtime.connections.active"));
        assertFalse(two.map.isReadOnly("totem.key"));
    }

    /** The tools of 3.1 begin with the choice of a map, also where there is but one. */
    @Test
    void shouldLetClientsChooseTheOnlyMapIn24() throws EngineException {
        ServiceEngine two = new CmapFactory().create(new TestContext(1, 2));
        two.start(0);
        assertEquals(IpcError.OK, choose(two, 0));
        assertEquals(IpcError.NOT_EXIST, choose(two, 1));
    }

    private int choose(ServiceEngine two, int map) {
        ByteBuffer m = new CmapRequest.SetCurrentMap(map).encode();
        two.onRequest(client, IpcMessage.idOf(m), m, 0);
        return IpcMessage.errorOf(client.responses.remove(0));
    }

    @Test
    void shouldRefuseValuesThatAreNone() {
        start();
        assertEquals(IpcError.INVALID_PARAM, error(new CmapRequest.Set("a.b", 0, new byte[1])));
        assertEquals(IpcError.INVALID_PARAM, error(new CmapRequest.Set("a.b", 13, new byte[1])));
        assertEquals(IpcError.INVALID_PARAM, error(new CmapRequest.Set("a.b", 12, new byte[16_385])));
        assertEquals(IpcError.OK, error(new CmapRequest.Set("a.b", 11, new byte[0])));
        assertEquals(MapValue.str(""), context.map.get("a.b"));
        // the NUL that a string is given does not count, one that it has does
        assertEquals(IpcError.OK, error(new CmapRequest.Set("a.b", 11, letters(16_384))));
        assertEquals(16_385, context.map.get("a.b").length());
        assertEquals(IpcError.INVALID_PARAM, error(new CmapRequest.Set("a.b", 11, letters(16_385))));
        assertEquals(IpcError.OK, error(new CmapRequest.Set("a.b", 12, new byte[0])));
        assertEquals(0, context.map.get("a.b").length());
        assertEquals(IpcError.INVALID_PARAM, error(new CmapRequest.TrackAdd("a.b", 16, 1)));
    }

    private static byte[] letters(int count) {
        byte[] text = new byte[count];
        Arrays.fill(text, (byte) 'x');
        return text;
    }

    @Test
    void shouldEndEverythingWithTheClient() {
        start();
        ask(new CmapRequest.TrackAdd("a.", 15, 1));
        ask(new CmapRequest.IterInit("a."));
        assertEquals(IpcError.BUSY, error(new CmapRequest.SetCurrentMap(1)));
        assertEquals(IpcError.OK, error(set("a.b", MapValue.u8(1))));
        assertEquals(1, client.events.size());
        engine.onDisconnect(client, 0);
        context.map.put("a.b", MapValue.u8(2));
        assertEquals(1, client.events.size());
    }

    @Test
    void shouldBoundHandles() {
        start();
        for (int i = 0; i < CmapClient.HANDLES_MAX; i++) {
            assertEquals(IpcError.OK, error(new CmapRequest.IterInit("")));
            assertEquals(IpcError.OK, error(new CmapRequest.TrackAdd("a.b", 1, 1)));
        }
        assertEquals(IpcError.NO_MEMORY, error(new CmapRequest.IterInit("")));
        assertEquals(IpcError.NO_MEMORY, error(new CmapRequest.TrackAdd("a.b", 1, 1)));
    }

    @Test
    void shouldPollStatisticsForExactKeys() {
        start();
        long[] counter = {1};
        context.stats.put("stats.srp.mcast_tx", () -> MapValue.u64(counter[0]));
        assertEquals(IpcError.OK, error(new CmapRequest.SetCurrentMap(1)));
        assertEquals(IpcError.NOT_SUPPORTED, error(new CmapRequest.TrackAdd("stats.", IcMap.PREFIX | IcMap.MODIFY, 1)));
        assertEquals(ServiceEngine.NO_DEADLINE, engine.nextDeadlineNs());
        long handle = CmapReply.TrackAdd.decode(ask(new CmapRequest.TrackAdd("stats.srp.mcast_tx", 2, 77))).handle();
        assertEquals(1_500_000_000L, engine.nextDeadlineNs());
        engine.onDeadline(2 * SECOND);
        assertEquals(0, client.events.size());
        counter[0] = 5;
        engine.onDeadline(engine.nextDeadlineNs());
        CmapReply.Notify n = CmapReply.Notify.decode(client.events.remove(0));
        assertEquals(77, n.cookie());
        assertEquals(MapValue.u64(5), MapValue.of(ValueType.UINT64, n.newValue()));
        assertEquals(MapValue.u64(5), MapValue.of(ValueType.UINT64, n.oldValue()));
        assertEquals(IpcError.OK, error(new CmapRequest.TrackDelete(handle)));
        assertEquals(ServiceEngine.NO_DEADLINE, engine.nextDeadlineNs());
    }

    /** spec/config-and-tools.md, stats map: pauses come without ADD; who watches one learns of it as of a change. */
    @Test
    void shouldTellOfTheFirstPauseAsOfAChange() {
        start();
        long[] when = {0};
        String key = "stats.schedmiss.0.timestamp";
        assertEquals(IpcError.OK, error(new CmapRequest.SetCurrentMap(1)));
        assertEquals(IpcError.OK, error(new CmapRequest.TrackAdd(key, IcMap.MODIFY, 5)));
        context.stats.offer(key, () -> MapValue.u64(when[0]));
        engine.onDeadline(engine.nextDeadlineNs());
        assertEquals(0, client.events.size());
        context.stats.withdraw(key);
        engine.onDeadline(engine.nextDeadlineNs());
        when[0] = 1234;
        context.stats.offer(key, () -> MapValue.u64(when[0]));
        engine.onDeadline(engine.nextDeadlineNs());
        CmapReply.Notify n = CmapReply.Notify.decode(client.events.remove(0));
        assertEquals(IcMap.MODIFY, n.event());
        assertEquals(MapValue.u64(1234), MapValue.of(ValueType.UINT64, n.newValue()));
        engine.onDeadline(engine.nextDeadlineNs());
        assertEquals(0, client.events.size());
    }

    @Test
    void shouldTellOfStatisticsThatComeAndGo() {
        start();
        ask(new CmapRequest.SetCurrentMap(1));
        assertEquals(IpcError.OK, error(new CmapRequest.TrackAdd("stats.ipcs.",
                IcMap.PREFIX | IcMap.ADD | IcMap.DELETE, 1)));
        context.stats.put("stats.ipcs.service0.1.0x1.sent", () -> MapValue.u32(3));
        context.stats.put("stats.knet.x", () -> MapValue.u32(3));
        context.stats.removeAll("stats.ipcs.service0.");
        assertEquals(2, client.events.size());
        assertEquals(IcMap.ADD, CmapReply.Notify.decode(client.events.get(0)).event());
        assertEquals(IcMap.DELETE, CmapReply.Notify.decode(client.events.get(1)).event());
        assertEquals(IpcError.NOT_SUPPORTED, error(set("stats.clear.nothing", MapValue.u8(1))));
        assertEquals(IpcError.ACCESS, error(new CmapRequest.AdjustInt("stats.knet.x", 1)));
        assertEquals(IpcError.ACCESS, error(new CmapRequest.Delete("stats.knet.x")));
        assertEquals(IpcError.NOT_SUPPORTED, error(new CmapRequest.AdjustInt("stats.clear.ipc", 1)));
        assertEquals(IpcError.NOT_SUPPORTED, error(new CmapRequest.Delete("stats.clear.ipc")));
    }

    @Test
    void shouldAnswerMalformedRequests() {
        start();
        for (int id = 0; id < 10; id++) {
            ByteBuffer m = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, 20);
            engine.onRequest(client, id, m, 0);
            ByteBuffer reply = client.responses.remove(0);
            assertEquals(IpcError.INVALID_PARAM, IpcMessage.errorOf(reply));
            assertEquals(id == 2 ? 40 : 24, reply.remaining());
        }
    }

    private static Membership ring(int[] members, int[] transitional) {
        return new Membership(true, new RingIdentity(members[0], 4), members, new int[0], new int[0], transitional);
    }

    private void version(int sender, long version) {
        engine.onMessage(0, sender, new CmapMcast(0, List.of(new CmapMcast.Item("totem.config_version", 8,
                MapValue.u64(version).bytes()))).encode(), 0);
    }

    private void meet(long others) {
        engine.syncInit(ring(new int[]{1}, new int[0]), 0);
        assertTrue(engine.syncProcess(0));
        engine.syncActivate(0);
        engine.syncInit(ring(new int[]{1, 2}, new int[]{1}), 0);
        assertTrue(engine.syncProcess(0));
        version(1, context.map.getLong("totem.config_version", 0));
        version(2, others);
        engine.syncActivate(0);
    }

    @Test
    void shouldStopWhenOthersHaveANewerConfiguration() {
        context.map.put("totem.config_version", MapValue.u64(5));
        start();
        meet(6);
        assertEquals(1, context.shutdowns);
        assertEquals(List.of(
                "error   [CMAP  ] Received config version (6) is different than my config version (5)! Exiting"),
                context.log);
        assertEquals(MapValue.u64(6), context.map.get("runtime.members.2.config_version"));
        assertEquals(MapValue.u64(5), context.map.get("runtime.members.1.config_version"));
        CmapMcast sent = CmapMcast.decode(context.sent.get(1));
        assertEquals(5, sent.items().get(0).value()[0]);
        assertEquals(CmapMcast.SYNC, sent.reason());
    }

    @Test
    void shouldStayWithTheHighestVersionOrNone() {
        context.map.put("totem.config_version", MapValue.u64(7));
        start();
        meet(6);
        assertEquals(0, context.shutdowns);
        // only the first meeting counts
        meet(8);
        assertEquals(0, context.shutdowns);
        TestContext none = new TestContext(1, 3);
        ServiceEngine other = new CmapFactory().create(none);
        other.syncInit(ring(new int[]{1, 2}, new int[]{1}), 0);
        other.onMessage(0, 2, new CmapMcast(0, List.of(new CmapMcast.Item("totem.config_version", 8,
                MapValue.u64(9).bytes()))).encode(), 0);
        other.syncActivate(0);
        assertEquals(0, none.shutdowns);
    }

    @Test
    void shouldTellAChangedVersionAndTryAgainWhenFull() {
        start();
        context.full = true;
        context.map.put("totem.config_version", MapValue.u64(8));
        assertEquals(0, context.sent.size());
        context.full = false;
        engine.onDeadline(engine.nextDeadlineNs());
        assertEquals(CmapMcast.NEW_CONFIG_VERSION, CmapMcast.decode(context.sent.get(0)).reason());
        assertEquals(ServiceEngine.NO_DEADLINE, engine.nextDeadlineNs());
        context.full = true;
        engine.syncInit(ring(new int[]{1}, new int[0]), 0);
        assertFalse(engine.syncProcess(0));
        context.full = false;
        assertTrue(engine.syncProcess(0));
    }

    @Test
    void shouldSayThatAMessageIsMalformed() {
        start();
        for (int i = 0; i < 5; i++) {
            engine.onMessage(0, 2, ByteBuffer.wrap(new byte[30]), 0);
        }
        assertEquals(3, context.log.size());
        assertTrue(context.log.get(2).contains("(4 so far)"));
    }
}
