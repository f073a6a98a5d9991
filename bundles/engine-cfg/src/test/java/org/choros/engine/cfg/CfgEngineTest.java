package org.choros.engine.cfg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.MemberKeys;
import org.choros.spi.engine.NodeStatus;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.exec.CfgCrypto;
import org.choros.wire.exec.CfgKillNode;
import org.choros.wire.exec.CfgReload;
import org.choros.wire.exec.CfgRingReenable;
import org.choros.wire.exec.CfgShutdown;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.exec.Source;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

final class CfgEngineTest {
    private static final long SECOND = 1_000_000_000L;

    private TestContext node = new TestContext(1, 3);
    private ServiceEngine engine = new CfgFactory().create(node);
    private long now = 1;

    private void dialect2() {
        node = new TestContext(1, 2);
        engine = new CfgFactory().create(node);
    }

    private FakeSession connect(long id) {
        FakeSession s = new FakeSession(id);
        engine.onConnect(s);
        return s;
    }

    private void ask(FakeSession s, IpcMessage request) {
        ByteBuffer m = request.encode();
        engine.onRequest(s, IpcMessage.idOf(m), m, now);
    }

    private int error(FakeSession s, IpcMessage request) {
        ask(s, request);
        return s.error();
    }

    private void deliver(int sender, ExecMessage message) {
        engine.onMessage(message.function(), sender, message.encode(), now);
    }

    private void deliverOwn() {
        while (!node.sent.isEmpty()) {
            ByteBuffer m = node.sent.remove();
            engine.onMessage(ExecMessage.functionOf(m), 1, m, now);
        }
    }

    private static List<JsonNode> vectors(String file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                CfgEngineTest.class.getResourceAsStream("/vectors/ipc/" + file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode v = new ObjectMapper().readTree(line);
                if (v.get("service").asText().equals("cfg")) {
                    all.add(v);
                }
            }
        }
        return all;
    }

    private static ByteBuffer bytes(JsonNode v) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(v.get("hex").asText())).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertSame(JsonNode v, ByteBuffer ours) {
        byte[] expected = bytes(v).array();
        byte[] actual = ours.array().clone();
        String what = v.get("name").asText() + " " + v.get("seq") + " " + v.get("decoded");
        assertEquals(expected.length, actual.length, what);
        for (JsonNode range : v.get("dontcare")) {
            int from = range.get(0).asInt();
            int to = Math.min(expected.length, from + range.get(1).asInt());
            Arrays.fill(expected, from, to, (byte) 0);
            Arrays.fill(actual, from, to, (byte) 0);
        }
        assertArrayEquals(expected, actual, what);
    }

    // a knet cluster of two as in the recordings
    private void recorded() {
        node.addresses.put(1, List.of(TestContext.address("10.99.1.1")));
        node.statuses.put(1, new NodeStatus(1, true, false, false, 0, 0, 0,
                List.of(new NodeStatus.Link(0, true, true, false, 65_535, "10.99.1.1", "10.99.1.1"))));
        node.statuses.put(2, new NodeStatus(2, true, false, false, 0, 0, 0,
                List.of(new NodeStatus.Link(0, true, true, false, 1446, "10.99.1.1", "10.99.1.2"))));
    }

    @Test
    void shouldAnswerTheToolAsRecorded() throws IOException {
        recorded();
        FakeSession s = connect(1);
        int answered = 0;
        for (JsonNode v : vectors("ipc-tool-cfgtool.jsonl")) {
            if (v.get("direction").asText().equals("request")) {
                ByteBuffer m = bytes(v);
                engine.onRequest(s, IpcMessage.idOf(m), m, now);
                finish();
            } else {
                assertSame(v, s.responses.remove(0));
                answered++;
            }
        }
        assertTrue(answered > 5, answered + " answers");
    }

    private void finish() {
        deliverOwn();
        node.pendingReloads.forEach(done -> done.accept(IpcError.OK));
        node.pendingReloads.clear();
        node.pendingLogs.forEach(done -> done.accept(IpcError.OK));
        node.pendingLogs.clear();
    }

    /** One program asks everything; its shutdown is refused by another that tracks. */
    @Test
    void shouldAnswerTheWalkAsRecorded() throws IOException {
        recorded();
        FakeSession asker = connect(1);
        FakeSession tracker = connect(2);
        int answered = 0;
        for (JsonNode v : vectors("ipc-api-cfg.jsonl")) {
            String name = v.get("name").asText();
            boolean tracking = name.startsWith("track") || name.startsWith("reply") || name.startsWith("test");
            FakeSession s = tracking ? tracker : asker;
            switch (v.get("direction").asText()) {
                case "request" -> {
                    ByteBuffer m = bytes(v);
                    engine.onRequest(s, IpcMessage.idOf(m), m, now);
                    finish();
                }
                case "response" -> {
                    assertSame(v, s.responses.remove(0));
                    answered++;
                }
                default -> assertSame(v, s.events.remove(0));
            }
        }
        assertEquals(14, answered);
        assertEquals(List.of(), node.asked);
    }

    @Test
    void shouldDescribeNodesOfPlainTransports() {
        node.knet = false;
        node.addresses.put(2, List.of(TestContext.address("10.77.0.2")));
        node.addresses.put(3, List.of(TestContext.address("fd77::3"), TestContext.address("10.77.0.3")));
        FakeSession s = connect(1);
        ask(s, new CfgRequest.NodeStatusGet(2, 1));
        CfgReply.NodeStatus up = CfgReply.NodeStatus.decode(s.responses.remove(0));
        assertTrue(up.reachable());
        assertEquals(new CfgReply.NodeStatus.Link(true, true, false, 1410, "10.77.0.2", ""), up.links().get(0));
        ask(s, new CfgRequest.NodeStatusGet(3, 1));
        CfgReply.NodeStatus down = CfgReply.NodeStatus.decode(s.responses.remove(0));
        assertFalse(down.reachable());
        assertFalse(down.links().get(0).connected());
        ask(s, new CfgRequest.NodeStatusGet(2, 2));
        assertEquals(32, s.responses.get(0).remaining());
        assertEquals(IpcError.NOT_SUPPORTED, s.error());
        // a node that nobody knows is one without links
        ask(s, new CfgRequest.NodeStatusGet(9, 1));
        CfgReply.NodeStatus unknown = CfgReply.NodeStatus.decode(s.responses.remove(0));
        assertEquals(9, unknown.nodeId());
        assertEquals(new CfgReply.NodeStatus.Link(false, false, false, 0, "", ""), unknown.links().get(0));
        ask(s, new CfgRequest.RingStatusGet());
        CfgReply.RingStatus ring = CfgReply.RingStatus.decode(s.responses.remove(0));
        assertEquals(List.of(new CfgReply.RingStatus.Interface("0 10.99.1.1", "OK")), ring.interfaces());
        ask(s, new CfgRequest.GetNodeAddrs(3));
        CfgReply.NodeAddrs addrs = CfgReply.NodeAddrs.decode(s.responses.remove(0));
        assertEquals(CfgReply.NodeAddrs.INET6, addrs.family());
        assertEquals(1, addrs.addresses().size());
    }

    @Test
    void shouldKillMembersOnly() {
        FakeSession s = connect(1);
        assertEquals(IpcError.NOT_EXIST, error(s, new CfgRequest.KillNode(2, "why")));
        MemberKeys.joined(node.map, 3, 2, List.of(TestContext.address("10.77.0.2")));
        assertEquals(IpcError.OK, error(s, new CfgRequest.KillNode(2, "why")));
        CfgKillNode sent = CfgKillNode.decode(node.sent.remove());
        assertEquals(new CfgKillNode(2, "why"), sent);
        deliver(1, sent);
        assertEquals(List.of(), node.asked);
        deliver(2, new CfgKillNode(1, "Killed by corosync-cfgtool"));
        assertEquals(List.of("die Killed by corosync-cfgtool"), node.asked);
        assertEquals(List.of("notice  [CFG   ] Killed by node 2 : Killed by corosync-cfgtool"), node.log);
    }

    @Test
    void shouldBehaveAs24() {
        dialect2();
        assertEquals(4, new CfgFactory().description(2).functions());
        assertEquals(5, new CfgFactory().description(3).functions());
        FakeSession s = connect(1);
        assertEquals(IpcError.OK, error(s, new CfgRequest.KillNode(2, "why")));
        node.sent.clear();
        deliver(2, new CfgKillNode(1, "why"));
        assertEquals("notice  [CFG   ] Killed by node 2: why", node.log.get(0));
        ask(s, new CfgRequest.RingReenable());
        assertEquals(0, s.responses.size());
        deliverOwn();
        assertEquals(IpcError.OK, s.error());
        deliver(2, new CfgRingReenable(new Source(2, 1)));
        assertEquals(List.of("die why", "reenable", "reenable"), node.asked);
        assertEquals(0, s.responses.size(), "the token is node 2's, not ours");
        ask(s, new CfgRequest.RingStatusGet());
        assertEquals("10.99.1.1", CfgReply.RingStatus.decode(s.responses.remove(0)).interfaces().get(0).name());
        assertEquals(IpcError.OK, error(s, new CfgRequest.TryShutdown(0)));
    }

    /** Libraries of 3.x on a node of dialect 2.4: nobody else sends these requests there. */
    @Test
    void shouldServeNewerLibrariesIn24() {
        dialect2();
        node.knet = false;
        node.addresses.put(2, List.of(TestContext.address("10.99.1.2")));
        assertEquals(12, engine.requests());
        FakeSession pacemaker = tracker(1);
        FakeSession s = connect(2);
        ask(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST));
        assertEquals(IpcError.OK, asked(pacemaker));
        assertEquals(IpcError.OK, error(pacemaker, new CfgRequest.ReplyToShutdown(false)));
        assertEquals(IpcError.BUSY, s.error());
        assertEquals(IpcError.OK, error(pacemaker, new CfgRequest.TrackStop()));
        ask(s, new CfgRequest.NodeStatusGet(2, CfgRequest.NODE_STATUS_VERSION));
        assertEquals("10.99.1.2", CfgReply.NodeStatus.decode(s.responses.remove(0)).links().get(0).source());
    }

    @Test
    void shouldNotReenableRingsIn31() {
        FakeSession s = connect(1);
        assertEquals(IpcError.NOT_SUPPORTED, error(s, new CfgRequest.RingReenable()));
        deliver(2, new CfgRingReenable(new Source(2, 1)));
        assertEquals(List.of(), node.asked);
    }

    @Test
    void shouldReloadEverywhereAndAnswerWhoAsked() {
        FakeSession s = connect(7);
        FakeSession gone = connect(8);
        ask(s, new CfgRequest.ReloadConfig());
        ask(gone, new CfgRequest.ReloadConfig());
        engine.onDisconnect(gone, now);
        assertEquals(0, node.pendingReloads.size());
        deliverOwn();
        deliver(2, new CfgReload(new Source(2, 7)));
        assertEquals(3, node.pendingReloads.size());
        assertEquals("notice  [CFG   ] Config reload requested by node 1", node.log.get(0));
        assertEquals("notice  [CFG   ] Config reload requested by node 2", node.log.get(2));
        node.pendingReloads.get(2).accept(IpcError.OK);
        assertEquals(0, s.responses.size(), "node 2 answers its own client");
        node.pendingReloads.get(1).accept(IpcError.OK);
        node.pendingReloads.get(0).accept(IpcError.INVALID_PARAM);
        assertEquals(IpcError.INVALID_PARAM, s.error());
        assertEquals(0, gone.responses.size());
    }

    @Test
    void shouldChangeKeysInTwoPhases() {
        node.newKey = true;
        ask(connect(1), new CfgRequest.ReloadConfig());
        deliverOwn();
        node.pendingReloads.get(0).accept(IpcError.INVALID_PARAM);
        assertEquals(0, node.sent.size(), "not after a failed reload");
        node.pendingReloads.get(0).accept(IpcError.OK);
        assertEquals(new CfgCrypto(CfgCrypto.ACTIVATE), CfgCrypto.decode(node.sent.peek()));
        deliver(2, new CfgCrypto(CfgCrypto.ACTIVATE));
        assertEquals(List.of(), node.asked, "each node follows its own messages");
        deliverOwn();
        assertEquals(List.of("activate", "clean up"), node.asked);
    }

    @Test
    void shouldShutDownAtOnceWhenNobodyMinds() {
        FakeSession s = connect(1);
        ask(s, new CfgRequest.TrackStart(2));
        assertEquals(IpcError.OK, s.error());
        assertEquals(IpcError.OK, error(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST)));
        deliverOwn();
        assertEquals(List.of("shutdown"), node.asked);
        assertEquals(List.of("notice  [CFG   ] Node 1 was shut down by sysadmin"), node.log);
        deliver(2, new CfgShutdown());
        assertEquals("notice  [CFG   ] Node 2 was shut down by sysadmin", node.log.get(1));
        assertEquals(List.of("shutdown"), node.asked);
    }

    private FakeSession tracker(long id) {
        FakeSession s = connect(id);
        assertEquals(IpcError.OK, error(s, new CfgRequest.TrackStart(2)));
        return s;
    }

    private static int asked(FakeSession s) {
        return IpcMessage.errorOf(s.events.remove(0));
    }

    @Test
    void shouldAskEveryTracker() {
        FakeSession a = tracker(1);
        FakeSession b = tracker(2);
        FakeSession s = connect(3);
        assertEquals(IpcError.ACCESS, error(a, new CfgRequest.ReplyToShutdown(true)));
        ask(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST));
        assertEquals(IpcError.EXIST, error(connect(4), new CfgRequest.TryShutdown(0)));
        assertEquals(List.of(IpcError.OK, IpcError.OK), List.of(asked(a), asked(b)));
        FakeSession late = tracker(5);
        assertEquals(IpcError.OK, asked(late));
        assertEquals(IpcError.OK, error(a, new CfgRequest.ReplyToShutdown(true)));
        assertEquals(IpcError.OK, error(a, new CfgRequest.ReplyToShutdown(true)));
        engine.onDisconnect(b, now);
        assertEquals(0, s.responses.size());
        assertEquals(IpcError.OK, error(late, new CfgRequest.TrackStop()));
        assertEquals(IpcError.OK, s.error());
        deliverOwn();
        assertEquals(List.of("shutdown"), node.asked);
    }

    @Test
    void shouldTakeSilenceForANo() {
        node.map.put("cfg.shutdown_timeout", MapValue.u32(2000));
        FakeSession a = tracker(1);
        FakeSession s = connect(3);
        ask(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST));
        assertEquals(now + 2 * SECOND, engine.nextDeadlineNs());
        engine.onDeadline(engine.nextDeadlineNs());
        assertEquals(IpcError.BUSY, s.error());
        assertEquals(IpcError.OK, asked(a));
        assertEquals(List.of(), a.events);
        assertEquals(ServiceEngine.NO_DEADLINE, engine.nextDeadlineNs());
        assertEquals(0, node.sent.size());
    }

    @Test
    void shouldGoRegardlessOfAnswersOrImmediately() {
        FakeSession a = tracker(1);
        FakeSession s = connect(3);
        ask(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REGARDLESS));
        assertEquals(1, CfgReply.TestShutdown.decode(a.events.remove(0)).flags());
        assertEquals(IpcError.OK, error(a, new CfgRequest.ReplyToShutdown(false)));
        assertEquals(IpcError.OK, s.error());
        assertEquals(1, node.sent.size());
        assertEquals(IpcError.OK, error(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_IMMEDIATE)));
        assertEquals(2, node.sent.size());
        assertEquals(0, a.events.size());
        // as with corosync, a flag that is none is a request
        ask(s, new CfgRequest.TryShutdown(9));
        assertEquals(9, CfgReply.TestShutdown.decode(a.events.remove(0)).flags());
        assertEquals(IpcError.OK, error(a, new CfgRequest.ReplyToShutdown(false)));
        assertEquals(IpcError.BUSY, s.error());
    }

    @Test
    void shouldForgetTheQuestionWithWhoAsked() {
        FakeSession a = tracker(1);
        FakeSession s = connect(3);
        ask(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST));
        engine.onDisconnect(s, now);
        assertEquals(IpcError.ACCESS, error(a, new CfgRequest.ReplyToShutdown(true)));
        assertEquals(0, node.sent.size());
        ask(connect(4), new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_REQUEST));
        assertEquals(2, a.events.size());
    }

    @Test
    void shouldSendTheShutdownWhenThereIsRoom() {
        FakeSession s = connect(1);
        node.full = true;
        assertEquals(IpcError.OK, error(s, new CfgRequest.TryShutdown(CfgRequest.SHUTDOWN_IMMEDIATE)));
        assertEquals(0, node.sent.size());
        engine.onDeadline(engine.nextDeadlineNs());
        assertEquals(0, node.sent.size());
        node.full = false;
        engine.onDeadline(engine.nextDeadlineNs());
        deliverOwn();
        assertEquals(List.of("shutdown"), node.asked);
        node.full = true;
        for (int i = 0; i < CfgMulticast.MAX; i++) {
            ask(s, new CfgRequest.ReloadConfig());
        }
        assertEquals(0, s.responses.size());
        assertEquals(IpcError.TRY_AGAIN, error(s, new CfgRequest.ReloadConfig()));
    }

    @Test
    void shouldKnowWhichRequestsWait() {
        StringBuilder gated = new StringBuilder();
        for (int id = 0; id < engine.requests(); id++) {
            gated.append(engine.gated(id) ? 'y' : 'n');
        }
        assertEquals("yyyyynnynnyy", gated.toString());
    }

    @Test
    void shouldRefuseWhatIsMalformed() {
        FakeSession s = connect(1);
        for (int id : new int[]{2, 3, 4, 5, 9, 10}) {
            ByteBuffer m = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, 17);
            engine.onRequest(s, id, m, now);
            assertEquals(IpcError.INVALID_PARAM, s.error(), "request " + id);
        }
        for (int i = 0; i < 4; i++) {
            engine.onMessage(1, 2, ByteBuffer.wrap(new byte[20]), now);
        }
        assertEquals(3, node.log.size());
    }

    @Test
    void shouldSayWhatANodeWithoutControlCannotDo() {
        node.controlled = false;
        FakeSession s = connect(1);
        assertEquals(IpcError.NOT_SUPPORTED, error(s, new CfgRequest.ReopenLogFiles()));
        ask(s, new CfgRequest.ReloadConfig());
        deliverOwn();
        assertEquals(IpcError.NOT_SUPPORTED, s.error());
    }
}
