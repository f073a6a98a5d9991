package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineException;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;

/** Corners of the rules in which all nodes of a mixed cluster have to agree with corosync. */
final class CornerTest {
    private static final String BREAKER = "quorum.auto_tie_breaker";
    private static final String LIST = "quorum.auto_tie_breaker_node";

    private static final class Silent implements Electorate.Output {
        @Override
        public void log(LogLevel level, String text) {
            // not looked at
        }

        @Override
        public void publish(String key, MapValue value) {
            // not looked at
        }

        @Override
        public void expectedVotesChanged() {
            // no clients
        }

        @Override
        public void quorateChanged() {
            // no clients
        }

        @Override
        public void storeTrackingBarrier(long barrier) {
            // no disk
        }
    }

    @Test
    void shouldTakeAnIdWithTheHighBitForALowOne() {
        int high = 0xC0A8_0001;
        VoteSettings settings = new VoteSettings();
        settings.tieBreaker = TieBreaker.LOWEST;
        Electorate e = new Electorate(1, settings, 3, new Silent());
        e.us().expected = 2;
        VoteNode other = e.add(high);
        other.state = NodeState.MEMBER;
        other.votes = 1;
        other.expected = 2;
        e.membership(new int[]{1, high});
        e.recalculate(false, false, true);
        assertEquals(high, e.lowest());
        assertEquals(1, e.highest());
        e.membership(new int[]{1});
        e.recalculate(false, false, true);
        assertEquals(false, e.quorate(), "the lowest node is on the other side");
    }

    @Test
    void shouldNotBreakATieByANodeThatLeaves() {
        VoteSettings settings = new VoteSettings();
        settings.tieBreaker = TieBreaker.HIGHEST;
        Electorate e = new Electorate(1, settings, 3, new Silent());
        e.us().expected = 2;
        VoteNode other = e.add(2);
        other.state = NodeState.MEMBER;
        other.votes = 1;
        other.expected = 2;
        e.membership(new int[]{1, 2});
        e.recalculate(false, false, true);
        assertEquals(true, e.quorate());
        other.state = NodeState.LEAVING;
        e.recalculate(false, false, true);
        assertEquals(false, e.quorate());
    }

    @Test
    void shouldReadTheListLikeStrtol() {
        assertEquals(List.of(2L, 0L), tieBreaker(""), "nothing of use");
        assertEquals(List.of(2L, 3L), tieBreaker("3 4"));
        assertEquals(List.of(2L, 3L), tieBreaker("  3x 4"));
        assertEquals(List.of(2L, 3L), tieBreaker("+4,3"));
        assertEquals(List.of(2L, 3L), tieBreaker("4 0 1"), "zero ends the list");
        assertEquals(List.of(2L, 0L), tieBreaker("0 3"));
        assertEquals(List.of(2L, 0L), tieBreaker("nobody 3"));
        assertEquals(List.of(2L, 3L), tieBreaker("99999999999999999999999999 3"));
    }

    // two of four nodes, 3 and 4, when they are cut off: whether they are two, and the kind of tie breaker if they win
    private static List<Long> tieBreaker(String text) {
        TestCluster c = new TestCluster(4, 3, map -> {
            map.put(BREAKER, MapValue.u8(1));
            map.put(LIST, MapValue.str(text));
        }).bootAll();
        c.together();
        c.parts(new int[]{1, 2}, new int[]{3, 4});
        long kind = c.node(3).quorate() ? c.node(3).runtime("atb_type") : 0;
        return List.of((long) c.node(3).decisions.get(c.node(3).decisions.size() - 1).members().length, kind);
    }

    @Test
    void shouldTakeNoExpectedVotesForNone() {
        TestNode node = new TestNode(1, 3, 0);
        node.map.put("quorum.expected_votes", MapValue.u32(0));
        EngineException e = assertThrows(EngineException.class, () -> node.start(1));
        assertEquals("configuration error: nodelist or quorum.expected_votes must be configured!", e.getMessage());
        TestCluster device = new TestCluster(3, 3, map -> {
            map.put("quorum.expected_votes", MapValue.u32(0));
            map.put("quorum.device.model", MapValue.str("net"));
        }).bootAll();
        device.together();
        assertEquals(5, info(device, 1, 0).expectedVotes(), "three nodes, and two votes of the device");
    }

    @Test
    void shouldTellTheDevicesVotesBeforeItIsRegistered() {
        TestCluster c = new TestCluster(2, 3, map -> map.put("quorum.device.model", MapValue.str("net"))).bootAll();
        c.together();
        assertEquals(1, info(c, 1, 0).deviceVotes(), "the 50:50 algorithm asks for it first");
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        c.deliverAll();
        assertEquals(IpcError.OK, s.error());
        assertEquals("Qdevice", info(c, 2, 2).deviceName(), "its name is known everywhere");
        assertEquals(0, info(c, 2, 2).flags() & VoteQuorumReply.FLAG_DEVICE_REGISTERED);
    }

    private static VoteQuorumReply.Info info(TestCluster c, int node, int asked) {
        FakeSession s = c.node(node).connect();
        c.node(node).ask(s, new VoteQuorumRequest.GetInfo(asked), c.nowNs);
        return VoteQuorumReply.Info.decode(s.responses.get(0));
    }

    @Test
    void shouldKeepWhatItHasWhenAReloadIsAmbiguous() {
        TestCluster c = new TestCluster(4, 3, map -> {
            map.put(BREAKER, MapValue.u8(1));
            map.put("quorum.last_man_standing", MapValue.u8(1));
        }).bootAll();
        c.together();
        TestNode one = c.node(1);
        one.map.put("nodelist.node.4.nodeid", MapValue.u32(5));
        c.deliverAll();
        assertEquals(4, info(c, 1, 0).expectedVotes(), "an odd number of votes");
        assertEquals(1, one.runtime("atb_type"));
    }

    @Test
    void shouldBreakTiesAgainWhenTheNumberIsEvenAgain() {
        TestCluster c = new TestCluster(4, 3, map -> map.put(BREAKER, MapValue.u8(1))).bootAll();
        c.together();
        TestNode one = c.node(1);
        one.map.put("nodelist.node.4.nodeid", MapValue.u32(5));
        assertEquals(0, one.runtime("atb_type"));
        one.map.put("nodelist.node.5.nodeid", MapValue.u32(6));
        assertEquals(1, one.runtime("atb_type"));
    }

    @Test
    void shouldCountNoVoteOfADeviceThatIsOnlyRegistered() {
        TestCluster c = new TestCluster(2, 3, map -> map.put("quorum.device.model", MapValue.str("net"))).bootAll();
        c.together();
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        c.deliverAll();
        VoteQuorumReply.Info info = info(c, 1, 0);
        assertEquals(List.of(2, 3, VoteNodeInfo.DEVICE_REGISTERED * 4 | VoteQuorumReply.FLAG_QUORATE),
                List.of(info.totalVotes(), info.expectedVotes(), info.flags()));
    }

    // A limit of the rules that operators are told of: what is expected lacks the votes of a device that was never
    // there together with all nodes.
    @Test
    void shouldLackTheVotesOfADeviceThatHasNotMetAllNodes() {
        for (boolean given : new boolean[]{false, true}) {
            TestCluster c = new TestCluster(5, 3, map -> {
                map.put("quorum.device.model", MapValue.str("net"));
                map.put("quorum.device.votes", MapValue.u32(1));
                if (given) {
                    map.put("quorum.expected_votes", MapValue.u32(6));
                }
            }).bootAll();
            c.parts(new int[]{1, 2, 3}, new int[]{4, 5});
            for (int id = 4; id <= 5; id++) {
                FakeSession s = c.node(id).connect();
                c.node(id).ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
                c.deliver(4, 5);
                IpcRingId ring = new IpcRingId(c.node(id).ring.nodeId(), c.node(id).ring.seq());
                c.node(id).ask(s, new VoteQuorumRequest.DevicePoll("Qdevice", true, ring), c.nowNs);
                c.deliver(4, 5);
            }
            assertEquals(given ? List.of() : List.of(1, 2, 3, 4, 5), c.quorate());
        }
    }
}
