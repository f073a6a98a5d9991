package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;

/** Asks what programs asked corosync 3.1.7, and compares every byte of the answers and events (ipc 2.6, 2.7). */
final class ClientWalkTest {
    private static List<JsonNode> vectors(String file, String src) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ClientWalkTest.class.getResourceAsStream("/vectors/ipc/" + file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode v = new ObjectMapper().readTree(line);
                if (v.get("src").asText().contains(src)) {
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

    private static TestCluster oneNode() {
        return new TestCluster(1, 3, map -> {
        });
    }

    @Test
    void shouldAnswerVotequorumAsRecorded() throws IOException {
        TestCluster c = walkedNode();
        TestNode one = c.node(1);
        FakeSession s = one.connect();
        Deque<ByteBuffer> events = new ArrayDeque<>();
        List<String> told = new ArrayList<>();
        for (JsonNode v : vectors("ipc-api-votequorum.jsonl", "API walk")) {
            switch (v.get("direction").asText()) {
                case "request" -> {
                    ByteBuffer m = bytes(v);
                    one.votequorum.onRequest(s, IpcMessage.idOf(m), m, c.nowNs);
                    c.deliver(1);
                    events.addAll(s.events);
                    s.events.clear();
                }
                case "response" -> {
                    assertEquals(1, s.responses.size(), "seq " + v.get("seq"));
                    assertSame(v, s.responses.remove(0));
                }
                default -> {
                    told.add(v.get("name").asText());
                    assertSame(v, events.remove());
                }
            }
        }
        assertEquals(9, told.size());
        assertEquals(0, events.size());
    }

    private static TestCluster walkedNode() {
        TestCluster c = new TestCluster(1, 3, map -> {
        });
        c.boot(1);
        c.begin(new int[]{1});
        // ring 1.5, the first of a process
        assertEquals(new RingIdentity(1, 5), c.node(1).ring);
        for (int service : new int[]{3, 5}) {
            c.process(new int[]{1}, service);
            c.activate(new int[]{1}, service);
        }
        return c;
    }

    @Test
    void shouldAnswerQuorumAsRecorded() throws IOException {
        TestCluster c = walkedNode();
        TestNode one = c.node(1);
        FakeSession s = one.connect();
        one.quorum.onConnect(s);
        Deque<ByteBuffer> events = new ArrayDeque<>();
        int compared = 0;
        for (JsonNode v : vectors("ipc-api-quorum.jsonl", "API walk")) {
            switch (v.get("direction").asText()) {
                case "request" -> {
                    ByteBuffer m = bytes(v);
                    one.quorum.onRequest(s, IpcMessage.idOf(m), m, c.nowNs);
                    events.addAll(s.events);
                    s.events.clear();
                }
                case "response" -> assertSame(v, s.responses.remove(0));
                default -> assertSame(v, events.remove());
            }
            compared++;
        }
        assertEquals(27, compared);
        assertEquals(0, events.size());
    }

    /** Two nodes join and part as in the recording; its rings are those of one process at the fifth ring. */
    @Test
    void shouldTellTrackersOfAJoinInOrder() {
        TestCluster c = new TestCluster(2, 3, map -> {
        });
        TestNode one = c.boot(1);
        c.parts(new int[]{1});
        FakeSession v0 = one.connect();
        FakeSession v1 = one.connect();
        FakeSession votes = one.connect();
        one.askQuorum(v0, new QuorumRequest.TrackStart(4), c.nowNs);
        one.askQuorum(v1, new QuorumRequest.ModelGetType(1), c.nowNs);
        one.askQuorum(v1, new QuorumRequest.TrackStart(4), c.nowNs);
        one.ask(votes, new VoteQuorumRequest.TrackStart(2748, 4), c.nowNs);
        assertEquals(List.of(0, 0, 0), List.of(v0.events.size(), v1.events.size(), votes.events.size()));
        c.boot(2);
        int[] both = {1, 2};
        c.begin(both);
        assertEquals(0, v1.events.size());
        c.process(both, 3);
        c.activate(both, 3);
        QuorumReply.V1NodeList list = QuorumReply.V1NodeList.decode(v1.events.remove(0));
        assertArrayEquals(both, list.members());
        assertArrayEquals(new int[]{2}, list.joined());
        assertArrayEquals(new int[0], list.left());
        c.process(both, 5);
        // the node list comes before the decision
        VoteQuorumReply.NodeListNotification nodes = VoteQuorumReply.NodeListNotification
                .decode(votes.events.remove(0));
        assertArrayEquals(both, nodes.nodes());
        assertEquals(2748, nodes.context());
        assertEquals(0, votes.events.size() + v0.events.size() + v1.events.size());
        c.activate(both, 5);
        assertEquals(true, QuorumReply.V0Notification.decode(v0.events.remove(0)).quorate());
        assertArrayEquals(both, QuorumReply.V1Quorum.decode(v1.events.remove(0)).view());
        VoteQuorumReply.QuorumNotification q = VoteQuorumReply.QuorumNotification.decode(votes.events.remove(0));
        assertEquals(true, q.quorate());
        // the order of 3.1: node 2 has no larger one, so it stands before the last
        assertEquals(List.of(2, 1), q.nodes().stream().map(VoteQuorumReply.QuorumNotification.Node::nodeId).toList());
        c.kill(2);
        c.together();
        assertArrayEquals(new int[]{2}, QuorumReply.V1NodeList.decode(v1.events.remove(0)).left());
        assertEquals(false, QuorumReply.V1Quorum.decode(v1.events.remove(0)).quorate());
        one.quorum.onDisconnect(v1, c.nowNs);
        one.votequorum.onDisconnect(votes, c.nowNs);
        votes.events.clear();
        c.boot(2);
        c.together();
        assertEquals(0, v1.events.size() + votes.events.size());
    }

    @Test
    void shouldCountANodeThatCameBackAtOnceAsLeftAndJoined() {
        TestCluster c = new TestCluster(2, 3, map -> {
        }).bootAll();
        c.together();
        FakeSession v1 = c.node(1).connect();
        c.node(1).askQuorum(v1, new QuorumRequest.ModelGetType(1), c.nowNs);
        c.node(1).askQuorum(v1, new QuorumRequest.TrackStart(2), c.nowNs);
        v1.events.clear();
        c.boot(2);
        c.together();
        QuorumReply.V1NodeList list = QuorumReply.V1NodeList.decode(v1.events.get(0));
        assertArrayEquals(new int[]{2}, list.joined());
        assertArrayEquals(new int[]{2}, list.left());
    }

    @Test
    void shouldServeTheModelsOf24() {
        TestCluster c = new TestCluster(1, 2, map -> {
        });
        TestNode one = c.boot(1);
        c.parts(new int[]{1});
        assertEquals(4, one.quorum.requests());
        FakeSession s = one.connect();
        one.askQuorum(s, new QuorumRequest.GetType(), c.nowNs);
        assertEquals(true, QuorumReply.Type.decode(s.responses.remove(0)).provider());
        one.askQuorum(s, new QuorumRequest.ModelGetType(1), c.nowNs);
        assertEquals(IpcError.INVALID_PARAM, s.error());
        one.askQuorum(s, new QuorumRequest.TrackStart(1), c.nowNs);
        assertEquals(IpcError.OK, s.error());
        assertEquals(1, s.events.size());
    }

    @Test
    void shouldRefuseMalformedRequests() {
        TestCluster c = walkedNode();
        TestNode one = c.node(1);
        FakeSession s = one.connect();
        for (int id = 0; id < 10; id++) {
            ByteBuffer m = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, 17);
            one.votequorum.onRequest(s, id, m, c.nowNs);
            if (id != 4) {
                assertEquals(IpcError.INVALID_PARAM, s.error(), "votequorum " + id);
            } else {
                assertEquals(IpcError.NOT_EXIST, s.error());
            }
        }
        for (int id : new int[]{1, 4}) {
            ByteBuffer m = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, 17);
            one.quorum.onRequest(s, id, m, c.nowNs);
            assertEquals(IpcError.INVALID_PARAM, s.error(), "quorum " + id);
        }
    }

    private static int poll(TestCluster c, int node, FakeSession s, boolean vote) {
        RingIdentity r = c.node(node).ring;
        c.node(node).ask(s, new VoteQuorumRequest.DevicePoll("Qdevice", vote,
                new IpcRingId(r.nodeId(), r.seq())), c.nowNs);
        return s.error();
    }

    @Test
    void shouldWaitForTheDeviceButNotForEver() {
        TestCluster c = new TestCluster(2, 3, map -> {
            map.put("quorum.device.model", MapValue.str("net"));
            map.put("quorum.device.votes", MapValue.u32(1));
        }).bootAll();
        c.together();
        IcMap map = c.node(1).map;
        assertEquals(1, map.getLong("runtime.votequorum.qdevice_can_operate", -1));
        FakeSession s = c.node(1).connect();
        FakeSession late = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        c.node(1).ask(late, new VoteQuorumRequest.DeviceRegister("Other"), c.nowNs);
        assertEquals(IpcError.TRY_AGAIN, late.error(), "another registration is under way");
        c.deliverAll();
        assertEquals(IpcError.OK, s.error());
        c.node(1).ask(late, new VoteQuorumRequest.DeviceRegister("Other"), c.nowNs);
        assertEquals(IpcError.EXIST, late.error());
        FakeSession remote = c.node(2).connect();
        c.node(2).ask(remote, new VoteQuorumRequest.DeviceRegister("Other"), c.nowNs);
        c.deliverAll();
        assertEquals(IpcError.EXIST, remote.error(), "the name is known from node 1");
        assertEquals(IpcError.OK, poll(c, 1, s, true));
        c.deliverAll();
        int[] alone = {1};
        c.kill(2);
        c.begin(alone);
        c.process(alone, 3);
        c.activate(alone, 3);
        assertEquals(false, c.process(alone, 5));
        assertEquals("info    [VOTEQ ] waiting for quorum device Qdevice poll (but maximum for 30000 ms)",
                c.node(1).log.stream().filter(l -> l.contains("waiting")).findFirst().orElse(""));
        assertEquals(IpcError.OK, poll(c, 1, s, true));
        assertEquals(true, c.process(alone, 5));
        c.activate(alone, 5);
        assertEquals(List.of(1), c.quorate());
        c.pass(11);
        assertEquals(List.of(), c.quorate(), "the device is silent");
        assertEquals(true, c.node(1).log.contains("info    [VOTEQ ] lost contact with quorum device Qdevice"));
    }

    @Test
    void shouldEndTheSynchronisationWithoutTheDevice() {
        TestCluster c = new TestCluster(2, 3, map -> {
            map.put("quorum.device.model", MapValue.str("net"));
            map.put("quorum.device.votes", MapValue.u32(1));
            map.put("quorum.device.sync_timeout", MapValue.u32(5000));
        }).bootAll();
        c.together();
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        c.deliverAll();
        assertEquals(IpcError.OK, s.error());
        assertEquals(IpcError.OK, poll(c, 1, s, true));
        c.deliverAll();
        int[] alone = {1};
        c.kill(2);
        c.begin(alone);
        assertEquals(false, c.process(alone, 5));
        c.pass(4);
        assertEquals(false, c.process(alone, 5));
        c.pass(2);
        assertEquals(true, c.process(alone, 5));
        c.activate(alone, 5);
        assertEquals(List.of(), c.quorate());
    }

    @Test
    void shouldLetTheMasterWinWhenAllowed() {
        TestCluster c = new TestCluster(3, 3, map -> {
            map.put("quorum.device.model", MapValue.str("net"));
            map.put("quorum.device.votes", MapValue.u32(0));
        }).bootAll();
        c.together();
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        c.deliverAll();
        assertEquals(IpcError.OK, s.error());
        poll(c, 1, s, true);
        c.node(1).ask(s, new VoteQuorumRequest.DeviceMasterWins("Qdevice", true), c.nowNs);
        assertEquals(IpcError.OK, s.error());
        assertEquals(1, c.node(1).map.getLong("runtime.votequorum.qdevice_master_wins", -1));
        c.deliverAll();
        int[] alone = {1};
        c.begin(alone);
        poll(c, 1, s, true);
        c.process(alone, 5);
        c.activate(alone, 5);
        assertEquals(true, c.node(1).quorate());
    }

    // as a cluster of seven with such ids logs it
    @Test
    void shouldSplitLongLists() {
        int[] ids = new int[7];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) (4_294_967_201L + i);
        }
        assertEquals(List.of("Members[7]: 4294967201 4294967202 4294967203 4294967204 4294967205 4294967\\",
                "Members[7]: 4294967206 4294967207"), MemberLines.of("Members", ids));
        assertEquals(List.of("Sync left[0]:"), MemberLines.of("Sync left", new int[0]));
    }
}
