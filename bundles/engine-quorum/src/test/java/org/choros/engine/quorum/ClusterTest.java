package org.choros.engine.quorum;

import static org.choros.engine.quorum.TestCluster.u32;
import static org.choros.engine.quorum.TestCluster.u8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;

/** Whole memberships: joins, leaves and partitions give the right quorum on every node (ipc 3.6). */
final class ClusterTest {
    private static final Consumer<IcMap> PLAIN = map -> {
    };

    private static VoteQuorumReply.Info info(TestCluster c, int on, int about) {
        FakeSession s = c.node(on).connect();
        c.node(on).ask(s, new VoteQuorumRequest.GetInfo(about), c.nowNs);
        return VoteQuorumReply.Info.decode(s.responses.get(0));
    }

    @Test
    void shouldGiveQuorumToTheMajority() {
        TestCluster c = new TestCluster(3, 3, PLAIN).bootAll();
        c.parts(new int[]{1}, new int[]{2}, new int[]{3});
        assertEquals(List.of(), c.quorate());
        c.parts(new int[]{1, 2});
        assertEquals(List.of(1, 2), c.quorate());
        c.together();
        assertEquals(List.of(1, 2, 3), c.quorate());
        c.parts(new int[]{1}, new int[]{2, 3});
        assertEquals(List.of(2, 3), c.quorate());
        assertEquals(2, info(c, 1, 0).quorum());
        assertEquals(VoteQuorumReply.DEAD, info(c, 1, 2).state());
        assertEquals(1, info(c, 1, 0).totalVotes());
        c.together();
        assertEquals(3, info(c, 1, 2).totalVotes());
        assertEquals(VoteQuorumReply.MEMBER, info(c, 1, 2).state());
    }

    @Test
    void shouldLogAJoinAndALeaveLikeTheRealDaemon() {
        TestCluster c = new TestCluster(2, 3, map -> u8(map, "quorum.two_node", 1));
        TestNode one = c.boot(1);
        c.parts(new int[]{1});
        String waiting = "notice  [VOTEQ ] Waiting for all cluster members. Current votes: 1 expected_votes: 2";
        assertEquals(List.of("notice  [QUORUM] Using quorum provider corosync_votequorum", waiting,
                "notice  [QUORUM] Sync members[1]: 1", "notice  [QUORUM] Sync joined[1]: 1", waiting, waiting, waiting,
                "notice  [QUORUM] Members[1]: 1"), one.notices());
        one.log.clear();
        c.boot(2);
        c.together();
        assertEquals(List.of("notice  [QUORUM] Sync members[2]: 1 2", "notice  [QUORUM] Sync joined[1]: 2",
                "notice  [QUORUM] This node is within the primary component and will provide service.",
                "notice  [QUORUM] Members[2]: 1 2"), one.notices().stream().filter(l -> !l.equals(waiting)).toList());
        one.log.clear();
        c.kill(2);
        c.together();
        assertEquals(List.of("notice  [QUORUM] Sync members[1]: 1", "notice  [QUORUM] Sync left[1]: 2",
                "notice  [QUORUM] Members[1]: 1"), one.notices());
    }

    @Test
    void shouldLogWithoutSyncLinesIn24() {
        TestCluster c = new TestCluster(2, 2, map -> {
            u32(map, "quorum.expected_votes", 2);
            map.remove("nodelist.local_node_pos");
        });
        TestNode one = c.boot(1);
        c.parts(new int[]{1});
        c.boot(2);
        c.together();
        c.kill(2);
        c.together();
        assertEquals(List.of("notice  [QUORUM] Using quorum provider corosync_votequorum",
                "notice  [QUORUM] Members[1]: 1",
                "notice  [QUORUM] This node is within the primary component and will provide service.",
                "notice  [QUORUM] Members[2]: 1 2",
                "notice  [QUORUM] This node is within the non-primary component and will NOT provide any services.",
                "notice  [QUORUM] Members[1]: 1"), one.notices());
    }

    @Test
    void shouldRunTwoNodesAndWaitForBothAtFirst() {
        TestCluster c = new TestCluster(2, 3, map -> u8(map, "quorum.two_node", 1)).bootAll();
        c.parts(new int[]{1}, new int[]{2});
        assertEquals(List.of(), c.quorate());
        assertEquals(1, c.node(1).runtime("wait_for_all_status"));
        c.together();
        assertEquals(List.of(1, 2), c.quorate());
        assertEquals(0, c.node(1).runtime("wait_for_all_status"));
        assertEquals(1, info(c, 1, 0).quorum());
        c.kill(2);
        c.together();
        assertEquals(List.of(1), c.quorate());
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        assertEquals(List.of(1), c.quorate());
        c.together();
        assertEquals(List.of(1, 2), c.quorate());
        assertEquals(0, c.node(2).runtime("wait_for_all_status"));
    }

    @Test
    void shouldWaitForAllOnlyOnce() {
        TestCluster c = new TestCluster(3, 3, map -> u8(map, "quorum.wait_for_all", 1)).bootAll();
        c.parts(new int[]{1, 2}, new int[]{3});
        assertEquals(List.of(), c.quorate());
        c.together();
        assertEquals(List.of(1, 2, 3), c.quorate());
        c.parts(new int[]{1, 2}, new int[]{3});
        assertEquals(List.of(1, 2), c.quorate());
        // 3 has lost quorum: it waits for all again, until it hears of somebody quorate
        assertEquals(1, c.node(3).runtime("wait_for_all_status"));
        c.kill(2);
        c.boot(2);
        c.parts(new int[]{1, 2}, new int[]{3});
        c.parts(new int[]{1, 2, 3});
        assertEquals(List.of(1, 2, 3), c.quorate());
    }

    /**
     * ipc.md 3.6, and seen on three daemons 3.1.7 whose cables were changed over: of two members that meet when the
     * third is lost, whoever was quorate stays so only when the other one's nodeinfo is delivered first. After its own
     * it counts itself alone, loses quorum and waits for all again, while the other one has believed it and is quorate.
     */
    @Test
    void shouldWaitForAllAgainWhenItsOwnVoteIsCountedFirst() {
        for (boolean ownFirst : new boolean[]{true, false}) {
            TestCluster c = new TestCluster(3, 3, map -> u8(map, "quorum.wait_for_all", 1)).bootAll();
            c.together();
            c.parts(new int[]{1, 2}, new int[]{3});
            assertEquals(List.of(1, 2), c.quorate());
            int[] swapped = ownFirst ? new int[]{1, 3} : new int[]{3, 1};
            c.kill(2);
            c.parts(swapped);
            assertEquals(ownFirst ? List.of(3) : List.of(1, 3), c.quorate());
            assertEquals(ownFirst ? 1 : 0, c.node(1).runtime("wait_for_all_status"));
            c.boot(2);
            c.parts(swapped, new int[]{2});
            c.together();
            assertEquals(List.of(1, 2, 3), c.quorate());
        }
    }

    @Test
    void shouldCancelWaitForAllOnEveryNode() {
        TestCluster c = new TestCluster(3, 3, map -> u8(map, "quorum.wait_for_all", 1)).bootAll();
        c.parts(new int[]{1, 2});
        u8(c.node(2).map, "quorum.cancel_wait_for_all", 1);
        c.deliver(1, 2);
        assertEquals(List.of(1, 2), c.quorate());
        assertEquals(0, c.node(2).map.getLong("quorum.cancel_wait_for_all", -1));
        assertTrue(c.node(1).log.contains("info    [VOTEQ ] wait_for_all_status reset by user on node 2."));
        assertEquals(0, c.node(1).runtime("wait_for_all_status"));
    }

    @Test
    void shouldLetTheLowestNodeBreakATie() {
        TestCluster c = new TestCluster(4, 3, map -> u8(map, "quorum.auto_tie_breaker", 1)).bootAll();
        c.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals(List.of(), c.quorate(), "no first quorum by tie breaker");
        c.together();
        c.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals(List.of(1, 2), c.quorate());
        c.together();
        c.parts(new int[]{1}, new int[]{2, 3, 4});
        assertEquals(List.of(2, 3, 4), c.quorate());
    }

    @Test
    void shouldLetTheHighestOrAListedNodeBreakATie() {
        TestCluster highest = new TestCluster(4, 3, map -> {
            u8(map, "quorum.auto_tie_breaker", 1);
            map.put("quorum.auto_tie_breaker_node", MapValue.str("highest"));
        }).bootAll();
        highest.together();
        highest.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals(List.of(3, 4), highest.quorate());
        TestCluster list = new TestCluster(4, 3, map -> {
            u8(map, "quorum.auto_tie_breaker", 1);
            map.put("quorum.auto_tie_breaker_node", MapValue.str("2 4"));
        }).bootAll();
        list.together();
        list.parts(new int[]{1, 2}, new int[]{3, 4});
        assertEquals(List.of(1, 2), list.quorate());
        list.together();
        list.parts(new int[]{2, 3}, new int[]{1, 4});
        assertEquals(List.of(2, 3), list.quorate());
    }

    @Test
    void shouldGoDownToTheLastManStanding() {
        TestCluster c = new TestCluster(4, 3, map -> {
            u8(map, "quorum.last_man_standing", 1);
            u32(map, "quorum.last_man_standing_window", 2000);
            u8(map, "quorum.wait_for_all", 1);
        }).bootAll();
        c.together();
        c.kill(4);
        c.together();
        assertEquals(3, info(c, 1, 0).quorum());
        c.pass(1);
        assertEquals(3, info(c, 1, 0).quorum());
        c.pass(2);
        assertEquals(2, info(c, 1, 0).quorum());
        assertEquals(3, info(c, 1, 0).expectedVotes());
        c.kill(3);
        c.together();
        assertEquals(List.of(1, 2), c.quorate());
        c.pass(3);
        c.kill(2);
        c.together();
        assertEquals(List.of(), c.quorate(), "two to one needs the tie breaker too");
    }

    @Test
    void shouldDisableLastManStandingWithUnevenVotes() {
        TestCluster c = new TestCluster(3, 3, map -> {
            u8(map, "quorum.last_man_standing", 1);
            u32(map, "nodelist.node.1.quorum_votes", 2);
        }).bootAll();
        c.together();
        assertTrue(c.node(1).log.contains("warning [VOTEQ ] Last Man Standing feature is supported only when all"
                + "cluster nodes votes are set to 1. Disabling LMS."));
        assertEquals(0, info(c, 1, 0).flags() & VoteQuorumReply.FLAG_LAST_MAN_STANDING);
    }

    @Test
    void shouldScaleDownOnOrderlyLeaves() {
        TestCluster c = new TestCluster(2, 3, map -> u8(map, "quorum.allow_downscale", 1)).bootAll();
        c.together();
        c.leave(2);
        c.together();
        assertEquals(1, info(c, 1, 0).expectedVotes());
        assertEquals(2, info(c, 1, 0).quorum(), "the barrier holds it");
        assertEquals(List.of(), c.quorate());
    }

    @Test
    void shouldScaleDownToTheBarrierOnly() {
        TestCluster c = new TestCluster(5, 3, map -> {
            u8(map, "quorum.allow_downscale", 1);
            u32(map, "quorum.expected_votes", 3);
            map.remove("nodelist.local_node_pos");
        }).bootAll();
        c.together();
        assertEquals(3, info(c, 1, 0).quorum());
        assertEquals(5, c.node(1).stored);
        c.leave(5);
        c.together();
        c.leave(4);
        c.together();
        assertEquals(2, info(c, 1, 0).quorum());
        assertEquals(List.of(1, 2, 3), c.quorate());
    }

    @Test
    void shouldExpectWhatItTrackedAfterARestart() {
        TestCluster c = new TestCluster(3, 3, map -> {
            u8(map, "quorum.expected_votes_tracking", 1);
            u32(map, "quorum.expected_votes", 1);
        }).bootAll();
        c.together();
        assertEquals(3, c.node(2).stored);
        TestNode again = c.boot(2);
        assertEquals(3, again.runtime("ev_tracking_barrier"));
        c.parts(new int[]{2});
        assertFalse(again.quorate());
    }

    @Test
    void shouldTakeChangesOfVotesEverywhere() {
        TestCluster c = new TestCluster(3, 3, PLAIN).bootAll();
        c.together();
        FakeSession s = c.node(1).connect();
        c.node(1).ask(s, new VoteQuorumRequest.SetExpected(5), c.nowNs);
        assertEquals(IpcError.OK, s.error());
        c.deliverAll();
        for (int id = 1; id <= 3; id++) {
            assertEquals(3, info(c, id, 0).quorum());
            assertEquals(5, info(c, id, 0).highestExpected());
        }
        c.node(1).ask(s, new VoteQuorumRequest.SetExpected(6), c.nowNs);
        assertEquals(IpcError.INVALID_PARAM, s.error(), "would lose quorum");
        c.node(1).ask(s, new VoteQuorumRequest.SetVotes(3, 2), c.nowNs);
        assertEquals(IpcError.OK, s.error());
        c.deliverAll();
        assertEquals(5, info(c, 3, 2).totalVotes());
        assertEquals(3, info(c, 3, 2).votes());
        c.node(1).full = true;
        c.node(1).ask(s, new VoteQuorumRequest.SetVotes(1, 2), c.nowNs);
        assertEquals(IpcError.NO_RESOURCES, s.error());
        assertEquals(5, info(c, 1, 2).totalVotes(), "what nobody was told is not so here either");
        assertEquals(3, info(c, 1, 2).votes());
        c.node(1).ask(s, new VoteQuorumRequest.SetExpected(7), c.nowNs);
        assertEquals(IpcError.NO_RESOURCES, s.error());
        assertEquals(5, info(c, 1, 0).highestExpected());
    }

    @Test
    void shouldReadTheConfigurationAgainWhenItChanges() {
        TestCluster c = new TestCluster(3, 3, PLAIN).bootAll();
        c.together();
        for (TestNode n : c.nodes.values()) {
            u8(n.map, "config.totemconfig_reload_in_progress", 1);
            u32(n.map, "nodelist.node.3.nodeid", 4);
            u32(n.map, "nodelist.node.4.nodeid", 5);
            assertEquals(0, n.sent.size(), "nothing while a reload runs");
            n.map.put("config.reload_status", MapValue.i32(1));
            u8(n.map, "config.totemconfig_reload_in_progress", 0);
            c.deliverAll();
        }
        for (int id = 1; id <= 3; id++) {
            assertEquals(5, info(c, id, 0).expectedVotes());
            assertEquals(3, info(c, id, 0).quorum());
        }
        c.node(1).map.put("config.reload_status", MapValue.i32(7));
        u8(c.node(1).map, "config.totemconfig_reload_in_progress", 1);
        u8(c.node(1).map, "config.totemconfig_reload_in_progress", 0);
        assertEquals(0, c.node(1).sent.size(), "a failed reload changes nothing");
    }

    @Test
    void shouldKeepGoingWhenTheNewConfigurationIsWrong() {
        TestCluster c = new TestCluster(2, 3, map -> u32(map, "quorum.expected_votes", 2)).bootAll();
        c.together();
        TestNode one = c.node(1);
        one.log.clear();
        c.node(1).map.put("quorum.device.model", MapValue.str("net"));
        assertEquals(List.of(
                "crit    [VOTEQ ] configuration error: quorum.device.votes must be specified when quorum.expected_votes"
                        + " is set",
                "crit    [VOTEQ ] disabling quorum device operations"), one.lines("VOTEQ"));
        assertEquals(0, one.runtime("qdevice_can_operate"));
        FakeSession s = one.connect();
        one.ask(s, new VoteQuorumRequest.DeviceRegister("Qdevice"), c.nowNs);
        assertEquals(IpcError.ACCESS, s.error());
        one.log.clear();
        one.map.remove("quorum.device.model");
        one.map.remove("nodelist.local_node_pos");
        one.map.remove("quorum.expected_votes");
        assertEquals(List.of(
                "crit    [VOTEQ ] configuration error: nodelist or quorum.expected_votes must be configured!",
                "crit    [VOTEQ ] will continue with current runtime data"), one.lines("VOTEQ"));
        c.deliverAll();
        assertEquals(List.of(1, 2), c.quorate());
    }

    @Test
    void shouldProtectItsKeysWhileItRuns() {
        TestCluster c = new TestCluster(2, 3, PLAIN).bootAll();
        IcMap map = c.node(1).map;
        assertTrue(map.isReadOnly("quorum.wait_for_all"));
        assertFalse(map.isReadOnly("quorum.expected_votes"));
        c.leave(1);
        assertFalse(map.isReadOnly("quorum.wait_for_all"));
    }

    @Test
    void shouldIgnoreMalformedMessagesAndSayIt() {
        TestCluster c = new TestCluster(2, 3, PLAIN).bootAll();
        c.together();
        TestNode one = c.node(1);
        one.log.clear();
        for (int i = 0; i < 9; i++) {
            one.votequorum.onMessage(i % 4, 2, ByteBuffer.wrap(new byte[20]), c.nowNs);
        }
        assertEquals(4, one.lines("VOTEQ").size());
        assertEquals("warning [VOTEQ ] Discarding malformed message from node 2 (8 so far)",
                one.lines("VOTEQ").get(3));
        assertEquals(List.of(1, 2), c.quorate());
    }

    @Test
    void shouldSendLaterWhatTheQueueDidNotTake() {
        TestCluster c = new TestCluster(2, 3, PLAIN).bootAll();
        c.together();
        TestNode one = c.node(1);
        one.full = true;
        u32(one.map, "quorum.expected_votes", 3);
        c.deliverAll();
        assertEquals(2, info(c, 2, 0).expectedVotes());
        one.full = false;
        c.pass(1);
        c.deliverAll();
        assertEquals(3, info(c, 2, 0).expectedVotes());
        one.full = true;
        c.begin(new int[]{1, 2});
        assertFalse(one.votequorum.syncProcess(c.nowNs), "its state has to go out before the barrier");
        one.full = false;
        assertTrue(one.votequorum.syncProcess(c.nowNs));
    }

    // V7: two partitions are never both quorate, whatever comes and goes
    @Test
    void shouldNeverMakeTwoPartsQuorate() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            int size = 2 + random.nextInt(5);
            boolean wait = random.nextBoolean();
            TestCluster c = new TestCluster(size, random.nextBoolean() ? 3 : 2,
                    map -> u8(map, "quorum.wait_for_all", wait ? 1 : 0)).bootAll();
            for (int step = 0; step < 30; step++) {
                if (random.nextInt(4) == 0) {
                    c.boot(1 + random.nextInt(size));
                }
                List<List<Integer>> parts = split(random, size);
                c.parts(arrays(parts));
                List<Integer> quorate = c.quorate();
                String what = "seed " + seed + " step " + step + " parts " + parts + " quorate " + quorate;
                // With wait_for_all not all of a part: a node whose own votes come first loses quorum for a moment
                // in the synchronisation, and from then on waits for all.
                assertTrue(quorate.isEmpty() || parts.stream().anyMatch(
                        p -> wait ? p.containsAll(quorate) : p.equals(quorate)), what);
                if (!wait) {
                    for (List<Integer> p : parts) {
                        assertTrue(p.size() * 2 <= size || quorate.equals(p), what);
                    }
                }
            }
            c.together();
            assertEquals(size, c.quorate().size(), "seed " + seed);
        }
    }

    // Between two splits all come together: a node left out of a quorate membership would remember an old lowest node.
    @Test
    void shouldGiveATieToOneHalf() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            int size = 2 + 2 * random.nextInt(3);
            boolean highest = random.nextBoolean();
            TestCluster c = new TestCluster(size, random.nextBoolean() ? 3 : 2, map -> {
                u8(map, "quorum.auto_tie_breaker", 1);
                map.put("quorum.auto_tie_breaker_node", MapValue.str(highest ? "highest" : "lowest"));
            }).bootAll();
            for (int step = 0; step < 10; step++) {
                c.together();
                assertEquals(size, c.quorate().size(), "seed " + seed);
                List<List<Integer>> parts = split(random, size);
                c.parts(arrays(parts));
                List<Integer> expected = List.of();
                for (List<Integer> p : parts) {
                    boolean tie = p.size() * 2 == size && p.contains(highest ? size : 1);
                    expected = p.size() * 2 > size || tie ? p : expected;
                }
                assertEquals(expected, c.quorate(), "seed " + seed + " step " + step + " parts " + parts);
            }
        }
    }

    private static int[][] arrays(List<List<Integer>> parts) {
        return parts.stream().map(p -> p.stream().mapToInt(i -> i).toArray()).toArray(int[][]::new);
    }

    private static List<List<Integer>> split(Random random, int size) {
        int count = 1 + random.nextInt(3);
        List<List<Integer>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        for (int id = 1; id <= size; id++) {
            parts.get(random.nextInt(count)).add(id);
        }
        parts.removeIf(List::isEmpty);
        return parts;
    }
}
