package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.PacketType;
import org.junit.jupiter.api.Test;

/** Recorded traces of real daemons, played to the ring of one of them: it has to emit the same tokens (section 9). */
class ReplayTest {
    private static final int TARGET_NODE_ID = 9;

    private static List<JsonNode> load(String name) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ReplayTest.class.getResourceAsStream("/vectors/totem/" + name), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                all.add(mapper.readTree(line));
            }
        }
        return all;
    }

    private static byte[] packet(JsonNode n) {
        return HexFormat.of().parseHex(n.get("hex").asText());
    }

    /** Plays everything from the given packet on; answers how many tokens of ours were compared. */
    private static int play(TestNet net, TestNet.Node node, List<JsonNode> trace) {
        int compared = 0;
        int backlog = 0;
        Deque<TestNet.Packet> emitted = new ArrayDeque<>();
        int taken = node.sent.size();
        List<JsonNode> own = trace.stream().filter(n -> n.at("/decoded/header/nodeid").asInt() == node.nodeId
                && n.at("/decoded/kind").asText().equals("mcast")
                && n.at("/decoded/header/encapsulated").asInt() == FrameView.ORDINARY).toList();
        int offered = 0;
        for (int i = 0; i < trace.size(); i++) {
            JsonNode n = trace.get(i);
            String kind = n.at("/decoded/kind").asText();
            if (n.at("/decoded/header/nodeid").asInt() == node.nodeId) {
                if (kind.equals("orf_token") || kind.equals("memb_commit_token")) {
                    TestNet.Packet ours = emitted.poll();
                    assertTrue(ours != null, "no token of ours for " + n);
                    assertEquals(comparable(packet(n)), comparable(ours.bytes()), n.toString());
                    compared++;
                }
                continue;
            }
            if (kind.equals("orf_token") && node.ring.state() == State.OPERATIONAL) {
                // the queue was as long as the token we know says; what was in it we know from the frames that follow
                JsonNode next = nextOwnToken(trace, i, node.nodeId);
                if (next == null) {
                    return compared;
                }
                int before = n.at("/decoded/backlog").asInt();
                int queued = next.at("/decoded/backlog").asInt() - before + backlog;
                while (node.ring.queued() < queued) {
                    byte[] frame = offered < own.size() ? packet(own.get(offered++)) : new byte[100];
                    int fixed = FrameView.fixedLength(Dialect.V3);
                    assertTrue(node.ring.offer(ByteBuffer.wrap(frame, fixed, frame.length - fixed)));
                }
                backlog = queued;
            }
            node.ring.onPacket(0, ByteBuffer.wrap(packet(n)), false, net.nowNs);
            for (; taken < node.sent.size(); taken++) {
                PacketType type = node.sent.get(taken).type();
                if (type == PacketType.TOKEN || type == PacketType.COMMIT_TOKEN) {
                    emitted.add(node.sent.get(taken));
                }
            }
        }
        return compared;
    }

    private static JsonNode nextOwnToken(List<JsonNode> trace, int from, int nodeId) {
        return trace.subList(from, trace.size()).stream()
                .filter(n -> n.at("/decoded/header/nodeid").asInt() == nodeId
                        && n.at("/decoded/kind").asText().equals("orf_token"))
                .findFirst().orElse(null);
    }

    /** The whole packet but for the bytes that are garbage where a token is made, and passed on from there. */
    private static String comparable(byte[] packet) {
        byte[] copy = packet.clone();
        Arrays.fill(copy, TARGET_NODE_ID, TARGET_NODE_ID + 4, (byte) 0);
        return HexFormat.of().formatHex(copy);
    }

    /** Two singletons form and merge; we are the one that is not the representative. */
    @Test
    void startTrace() throws Exception {
        List<JsonNode> trace = load("totem-3.1.7-udp-trace-start.jsonl");
        TestNet net = new TestNet(Dialect.V3);
        TestNet.Node two = net.add(RingConfig.builder(Dialect.V3, 2).build(), 0);
        two.synchronisesAtOnce = false;
        two.start();
        net.settle(1000);
        assertEquals("OPERATIONAL 2.5 [2]", two.membership());
        for (int i = 1; i <= 8; i++) {
            two.offer("m" + i);
        }
        net.settle(2000);
        net.run(700);
        assertEquals(8, two.delivered.size());
        net.wire.clear();
        two.loops = false;
        assertTrue(play(net, two, trace) > 50);
    }

    private static TestNet threeNodesOfRing13(int deaf) {
        TestNet net = new TestNet(Dialect.V3);
        for (int id = 1; id <= 3; id++) {
            TestNet.Node n = net.add(RingConfig.builder(Dialect.V3, id).build(), id == 1 ? 4 : 0);
            n.start();
            n.synchronisesAtOnce = false;
        }
        net.run(1000);
        net.nodes.values().forEach(n -> assertEquals("OPERATIONAL 1.d [1, 2, 3]", n.membership()));
        while (net.nodes.get(1).delivered.size() < 0x483) {
            for (int i = net.nodes.get(1).delivered.size(); i < 0x483; i++) {
                net.nodes.get(1).offer("m" + i);
            }
            net.run(100);
        }
        net.run(1000);
        net.loss = p -> p.to() == deaf && p.type() == PacketType.FRAME;
        for (int i = 0; i < 0x12; i++) {
            net.nodes.get(1).offer("n" + i);
        }
        net.run(1);
        return net;
    }

    /** Node 1 is killed and node 3 lacks 18 messages: as node 2 and as node 3. */
    @Test
    void recoveryTrace() throws Exception {
        List<JsonNode> trace = load("totem-3.1.7-udpu-trace-recovery.jsonl");
        for (int id = 2; id <= 3; id++) {
            TestNet net = threeNodesOfRing13(3);
            TestNet.Node node = net.nodes.get(id);
            net.nodes.keySet().retainAll(List.of(id));
            net.wire.clear();
            node.loops = false;
            node.ring.onPacket(0, join(trace), false, net.nowNs);
            assertEquals(State.GATHER, node.ring.state());
            assertTrue(play(net, node, trace) > 10, "as node " + id);
        }
    }

    /** A join of the other survivor as it was before the recording begins: it already failed node 1. */
    private static ByteBuffer join(List<JsonNode> trace) {
        return ByteBuffer.wrap(packet(trace.get(0)));
    }
}
