package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.choros.spi.cmap.MapValue;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;

/** Every decision explains itself, in the map and in the log. */
final class VerdictTest {

    private static void poll(TestCluster c, int node, FakeSession s, boolean vote) {
        IpcRingId ring = new IpcRingId(c.node(node).ring.nodeId(), c.node(node).ring.seq());
        c.node(node).ask(s, new VoteQuorumRequest.DevicePoll("Qdevice", vote, ring), c.nowNs);
    }

    @Test
    void shouldCountVotes() {
        TestCluster c = new TestCluster(5, 3, map -> {
        }).bootAll();
        c.parts(new int[]{1, 2}, new int[]{3, 4, 5});
        assertEquals("not quorate: expected 5, have 2, need 3", c.node(1).verdict());
        assertEquals("quorate: expected 5, have 3, need 3", c.node(3).verdict());
        assertEquals(List.of("info    [VOTEQ ] not quorate: expected 5, have 2, need 3"),
                c.node(2).log.stream().filter(l -> l.contains("have 2")).toList());
        c.together();
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.SetExpected(7), c.nowNs);
        c.deliverAll();
        assertEquals("quorate: expected 7, have 5, need 4", c.node(5).verdict());
        c.node(1).ask(s, new VoteQuorumRequest.SetVotes(0, 2), c.nowNs);
        c.deliverAll();
        assertEquals("quorate: expected 7, have 4, need 4", c.node(5).verdict());
    }

    @Test
    void shouldNameTwoNodeAndWaitForAll() {
        TestCluster c = new TestCluster(2, 3, map -> map.put("quorum.two_node", MapValue.u8(1))).bootAll();
        c.parts(new int[]{1}, new int[]{2});
        assertEquals("not quorate: expected 2, have 1, need 2; waits for all", c.node(1).verdict());
        c.together();
        c.parts(new int[]{1}, new int[]{2});
        assertEquals("quorate: expected 2, have 1, need 1; two_node", c.node(1).verdict());
    }

    @Test
    void shouldNameTheTieBreaker() {
        TestCluster c = new TestCluster(4, 3, map -> map.put("quorum.auto_tie_breaker", MapValue.u8(1))).bootAll();
        c.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals("not quorate: expected 4, have 2, need 3; a tie can be broken only by who was quorate before",
                c.node(1).verdict());
        c.together();
        c.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals("quorate: expected 4, have 2, need 3; tie broken by the lowest node 1", c.node(1).verdict());
        assertEquals("not quorate: expected 4, have 2, need 3; tie lost, the lowest node 1 is not here",
                c.node(3).verdict());
    }

    @Test
    void shouldNameTheDevice() {
        TestCluster c = new TestCluster(2, 3, map -> map.put("quorum.device.model", MapValue.str("net"))).bootAll();
        c.together();
        FakeSession[] sessions = {c.node(1).connect(), c.node(2).connect()};
        for (int id = 1; id <= 2; id++) {
            c.node(id).ask(sessions[id - 1], new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
            c.deliverAll();
            poll(c, id, sessions[id - 1], true);
            c.deliverAll();
        }
        assertEquals("quorate: expected 3, have 2 + device 1, need 2", c.node(1).verdict());
        c.begin(new int[]{1});
        c.begin(new int[]{2});
        poll(c, 1, sessions[0], true);
        poll(c, 2, sessions[1], false);
        for (int id = 1; id <= 2; id++) {
            int[] part = {id};
            c.process(part, 5);
            c.activate(part, 5);
        }
        assertEquals("quorate: expected 3, have 1 + device 1, need 2", c.node(1).verdict());
        assertEquals("not quorate: expected 3, have 1 + device 0, need 2; the quorum device votes against us",
                c.node(2).verdict());
        c.pass(11);
        assertEquals("not quorate: expected 3, have 1 + device 0, need 2; the quorum device is silent",
                c.node(1).verdict());
    }

    @Test
    void shouldSayThatWhatIsNeededDoesNotSinkByItself() {
        TestCluster c = new TestCluster(3, 3,
                map -> map.put("quorum.expected_votes_tracking", MapValue.u8(1))).bootAll();
        c.parts(new int[]{1, 2}, new int[]{3});
        c.node(3).stored = 9;
        c.boot(3);
        c.together();
        assertEquals("not quorate: expected 9, have 3, need 5", c.node(1).verdict());
        c.parts(new int[]{1, 2}, new int[]{3});
        assertEquals("not quorate: expected 3, have 2, need 5; what is needed does not sink by itself",
                c.node(1).verdict());
    }
}
