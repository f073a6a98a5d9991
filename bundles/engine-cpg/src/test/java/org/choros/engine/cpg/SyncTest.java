package org.choros.engine.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.exec.CpgDownlist;
import org.choros.wire.exec.CpgJoinList;
import org.choros.wire.exec.CpgJoinList.Entry;
import org.choros.wire.exec.CpgProcJoin;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.junit.jupiter.api.Test;

/** Spec 3.3 and 3.9: what a change of the ring does to groups. */
final class SyncTest {
    private static FakeSession joined(TestCluster c, int node, String group, int pid) {
        FakeSession session = c.node(node).join(group, pid);
        c.deliver(c.view(node));
        session.told();
        return session;
    }

    @Test
    void theFirstRingIsNobodysLoss() {
        TestCluster c = TestCluster.of(3, 3);
        FakeSession a = c.node(1).connect();
        c.together();
        assertEquals(List.of("ring 1.9: 1 2 3"), a.told());
        assertEquals(List.of(), c.node(1).warnings());
    }

    @Test
    void everyoneTellsItsLossesAndItsProcesses() {
        TestCluster c = TestCluster.of(3, 3);
        joined(c, 2, "g", 20);
        c.kill(3);
        c.begin(1, 2);
        TestNode two = c.node(2);
        assertTrue(two.engine.syncProcess(0));
        assertEquals(List.of(5, 2), two.sentInSync.stream().map(ExecMessage::functionOf).toList());
        assertEquals(new CpgDownlist(3, new int[]{3}), CpgDownlist.decode(two.sentInSync.poll()));
        assertEquals(new CpgJoinList(List.of(new Entry("g", 20))), CpgJoinList.decode(two.sentInSync.poll()));
        assertTrue(c.node(1).engine.syncProcess(0));
        assertEquals(List.of(5), c.node(1).sentInSync.stream().map(ExecMessage::functionOf).toList(),
                "no processes, no list");
    }

    @Test
    void aDeadNodesProcessesGoInOneViewAGroup() {
        TestCluster c = TestCluster.of(3, 3);
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession h = joined(c, 1, "h", 11);
        joined(c, 2, "g", 20);
        joined(c, 3, "g", 31);
        joined(c, 3, "g", 30);
        joined(c, 3, "other", 32);
        a.told();
        c.kill(3);
        c.together();
        assertEquals(List.of("g: =1.10 =2.20 -3.30(3) -3.31(3)", "ring 1.9: 1 2"), a.told());
        assertEquals(List.of("ring 1.9: 1 2"), h.told(), "a group that lost nobody hears only of the ring");
    }

    /** The store is last in, first out: joined lists are in reversed order of what was told. */
    @Test
    void mergedPartsTellEachOther() {
        TestCluster c = new TestCluster(3);
        for (int i = 1; i <= 3; i++) {
            c.boot(i);
        }
        c.parts(new int[]{1}, new int[]{2, 3});
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = joined(c, 2, "g", 20);
        joined(c, 2, "g", 21);
        joined(c, 3, "g", 30);
        b.told();
        c.together();
        assertEquals(List.of("g: =1.10 =2.20 =2.21 =3.30 +3.30(4) +2.21(4) +2.20(4)", "ring 1.13: 1 2 3"), a.told());
        assertEquals(List.of("g: =1.10 =2.20 =2.21 =3.30 +1.10(4)", "ring 1.13: 1 2 3"), b.told());
    }

    /** 3.8: 2.4 tells of each process in a view of its own. */
    @Test
    void dialect2TellsOfOneProcessAtATime() {
        TestCluster c = new TestCluster(2);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        joined(c, 2, "g", 21);
        c.together();
        assertEquals(List.of("g: =1.10 =2.21 +2.21(4)", "g: =1.10 =2.20 =2.21 +2.20(4)", "ring 1.13: 1 2"), a.told());
    }

    @Test
    void groupsAreToldInTheOrderOfTheirBytes() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        List<FakeSession> watchers = new ArrayList<>();
        for (String name : List.of("b", "a\0", "\u00ff", "a", "B")) {
            joined(c, 1, name, 10 + watchers.size());
            joined(c, 2, name, 20 + watchers.size());
            watchers.add(c.node(1).sessions.get(c.node(1).sessions.size() - 1));
        }
        c.together();
        for (FakeSession w : watchers) {
            assertEquals(2, w.told().size(), "names that differ behind a NUL are two groups");
        }
    }

    /** Both happen in one synchronisation: first who is gone, then who is there, then the ring. */
    @Test
    void anotherProcessOfAReturnedNodeIsALossAndAGain() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        a.told();
        c.boot(2);
        c.parts(new int[]{2});
        joined(c, 2, "g", 21);
        c.together();
        assertEquals(List.of("g: =1.10 -2.20(3)", "g: =1.10 =2.21 +2.21(4)", "ring 1.13: 1 2"), a.told());
    }

    @Test
    void eachPartLosesTheOtherAndBothFindEachOtherAgain() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = joined(c, 2, "g", 20);
        a.told();
        c.parts(new int[]{1}, new int[]{2});
        assertEquals(List.of("g: =1.10 -2.20(3)", "ring 1.9: 1"), a.told());
        assertEquals(List.of("g: =2.20 -1.10(3)", "ring 2.13: 2"), b.told());
        c.together();
        assertEquals(List.of("g: =1.10 =2.20 +2.20(4)", "ring 1.17: 1 2"), a.told());
        assertEquals(List.of("g: =1.10 =2.20 +1.10(4)", "ring 1.17: 1 2"), b.told());
    }

    /** A process that ended while its node was with us, but whose leave we missed. */
    @Test
    void whoIsNotToldAnyMoreHasEnded() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = joined(c, 2, "g", 20);
        a.told();
        c.node(2).disconnect(b);
        // only the node itself delivers its leave
        c.deliverOne(2, c.node(2).sent, 2);
        c.together();
        assertEquals(List.of("g: =1.10 -2.20(5)", "ring 1.9: 1 2"), a.told());
    }

    // --- rounds that are aborted

    /** Stale join lists of aborted rounds must go: their sender may be gone, and would be a member for ever. */
    @Test
    void anAbortedRoundLeavesNoGhost() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        c.begin(1, 2);
        // all lists are told, and before anybody takes over node 2 dies; the abort hook is not called at a barrier
        c.process(1, 2);
        c.kill(2);
        c.together();
        assertEquals(List.of("ring 1.17: 1"), a.told());
        c.node(1).ask(a, new CpgRequest.MembershipGet("g"));
        assertEquals(1, CpgReply.Membership.decode(a.response()).members().size());
    }

    @Test
    void theAbortHookForgetsToo() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        a.told();
        c.begin(1, 2);
        c.process(1, 2);
        c.node(1).engine.syncAbort();
        c.node(1).engine.syncActivate(0);
        assertEquals(List.of("g: =1.10 -2.20(5)", "ring 1.9: 1 2"), a.told(), "nothing of the lists is left");
    }

    @Test
    void lossesOfAnAbortedRoundAreToldByTheNext() {
        TestCluster c = TestCluster.of(3, 3);
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        joined(c, 3, "g", 30);
        a.told();
        c.kill(3);
        c.begin(1, 2);
        c.kill(2);
        c.together();
        assertEquals(List.of("g: =1.10 -2.20(3) -3.30(3)", "ring 1.13: 1"), a.told());
    }

    /** V6: a node that went and came within a round that was aborted is told as both, although it is with us now. */
    @Test
    void aNodeThatWasAwayInAnAbortedRoundIsALossAndAGain() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        a.told();
        c.boot(2);
        // a client is served by the new process of node 2 only when it has synchronised once, on its own
        c.parts(new int[]{2});
        joined(c, 2, "g", 20);
        c.begin(1, 2);
        c.process(1, 2);
        // now both come along from that ring, which never synchronised
        c.together();
        assertEquals(List.of("g: =1.10 -2.20(3)", "g: =1.10 =2.20 +2.20(4)", "ring 1.17: 1 2"), a.told());
    }

    @Test
    void aListThatBelongsToNoRoundIsDropped() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        c.node(2).sent.add(new CpgJoinList(List.of(new Entry("g", 66))).encode());
        c.deliverAll();
        c.begin(1, 2);
        c.node(1).engine.onMessage(CpgJoinList.FUNCTION, 77, new CpgJoinList(List.of(new Entry("g", 66))).encode(), 0);
        c.process(1, 2);
        c.activate(1, 2);
        assertEquals(List.of("ring 1.9: 1 2"), a.told());
    }

    /** An engine that is loaded into a running ring in the middle of a synchronisation waits for the next. */
    @Test
    void aRoundThatBeganBeforeUsIsNotOurs() {
        TestNode late = new TestNode(1, 3);
        FakeSession a = late.connect();
        assertTrue(late.engine.syncProcess(0));
        late.engine.syncActivate(0);
        assertEquals(List.of(), a.told());
    }

    // --- clients that die, queues that are full

    /** A leave that overtook the lists would leave a ghost on nodes that know the process from the list only. */
    @Test
    void aClientThatDiesInASynchronisationLeavesAfterIt() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = joined(c, 2, "g", 20);
        c.begin(1, 2);
        c.process(1, 2);
        c.node(2).disconnect(b);
        c.node(2).engine.onDeadline(1_000_000);
        assertEquals(2_000_000, c.node(2).engine.nextDeadlineNs());
        assertTrue(c.node(2).sentInSync.isEmpty());
        c.activate(1, 2);
        assertEquals(Long.MAX_VALUE, c.node(2).engine.nextDeadlineNs());
        assertEquals(List.of("g: =1.10 =2.20 +2.20(4)", "ring 1.13: 1 2", "g: =1.10 -2.20(5)"), a.told());
    }

    /** What waits since before the change is sent after the synchronisation: a leave sent in it would overtake it. */
    @Test
    void aLeaveDoesNotOvertakeItsJoin() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = c.node(2).join("g", 20);
        c.begin(1, 2);
        c.process(1, 2);
        c.node(2).engine.syncActivate(0);
        // other services synchronise still
        c.node(2).disconnect(b);
        c.activate(1, 2);
        assertEquals(List.of("ring 1.9: 1 2", "g: =1.10 =2.20 +2.20(1)", "g: =1.10 -2.20(5)"), a.told());
    }

    /** It would overtake what its process has sent before the synchronisation. */
    @Test
    void anEngineThatStopsInASynchronisationSendsNoLeave() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession b = joined(c, 2, "g", 20);
        c.begin(1, 2);
        c.process(1, 2);
        c.node(2).disconnect(b);
        c.node(2).engine.stop(0);
        assertTrue(c.node(2).sentInSync.isEmpty());
    }

    /** A C node does not wait with it. */
    @Test
    void aLeaveWithinASynchronisationTakesBackWhatWasTold() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 1, "g", 10);
        joined(c, 2, "g", 20);
        c.begin(1, 2);
        c.process(1, 2);
        c.node(1).engine.onMessage(CpgProcLeave.FUNCTION, 2, new CpgProcLeave("g", 20, 5).encode(), 0);
        c.node(1).engine.syncActivate(0);
        assertEquals(List.of("ring 1.13: 1 2"), a.told());
    }

    @Test
    void aJoinWithinASynchronisationIsNotTakenForAZombie() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        c.begin(1, 2);
        c.process(1, 2);
        c.node(1).engine.onMessage(CpgProcJoin.FUNCTION, 2, new CpgProcJoin("g", 20, 1).encode(), 0);
        c.node(1).engine.syncActivate(0);
        assertEquals(List.of("g: =1.10 =2.20 +2.20(1)", "ring 1.9: 1 2"), a.told());
    }

    @Test
    void theRoundGoesOnWhenTheQueueHasRoomAgain() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 1, "g", 10);
        for (int i = 0; i < 2500; i++) {
            c.node(2).join("many", i).deaf = true;
        }
        joined(c, 2, "g", 20);
        c.begin(1, 2);
        c.node(2).full = true;
        assertFalse(c.node(2).engine.syncProcess(0));
        c.node(2).full = false;
        c.node(2).room = 2;
        assertFalse(c.node(2).engine.syncProcess(0), "the lists are more than one message");
        c.process(1, 2);
        c.activate(1, 2);
        assertEquals(List.of("g: =1.10 =2.20 +2.20(4)", "ring 1.13: 1 2"), a.told());
        c.node(1).ask(a, new CpgRequest.MembershipGet("many"));
        assertEquals(384, CpgReply.Membership.decode(a.response()).members().size());
    }

    /** Clients take 128 of each list: more come in several views, each the difference to the one before. */
    @Test
    void manyComeAndGoInSeveralViews() {
        TestCluster c = new TestCluster(3);
        c.boot(1);
        c.boot(2);
        c.parts(new int[]{1}, new int[]{2});
        FakeSession a = joined(c, 2, "g", 1000);
        for (int i = 0; i < 300; i++) {
            c.node(1).join("g", i).deaf = true;
        }
        c.deliver(1);
        c.together();
        List<Integer> joined = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CpgReply.Confchg change = CpgReply.Confchg.decode(a.events.get(i));
            joined.add(change.joined().size());
            assertTrue(change.members().size() <= 128);
        }
        assertEquals(List.of(128, 128, 44), joined);
        a.told();
        c.kill(1);
        c.together();
        CpgReply.Confchg last = CpgReply.Confchg.decode(a.events.get(2));
        assertEquals(44, last.left().size());
        assertEquals(1, last.members().size());
    }

    /** What was sent before the change and not yet ordered is delivered in the new ring. */
    @Test
    void messagesThatWaitedComeAfterTheChange() {
        TestCluster c = TestCluster.of(2, 3);
        FakeSession a = joined(c, 1, "g", 10);
        FakeSession b = joined(c, 2, "g", 20);
        a.told();
        c.node(1).say(a, "x");
        c.begin(1, 2);
        assertFalse(c.node(2).ask(b, new CpgRequest.Mcast(2, new byte[1])), "the gate is shut");
        c.process(1, 2);
        c.activate(1, 2);
        assertEquals(List.of("ring 1.9: 1 2", "g: 1.10 says x"), b.told());
    }

    @Test
    void aNodeIsNeverItsOwnLoss() {
        TestNode one = new TestNode(1, 3);
        FakeSession a = one.connect();
        RingIdentity ring = new RingIdentity(1, 4);
        one.engine.syncInit(new Membership(true, ring, new int[]{1}, new int[0], new int[0], new int[]{1}), 0);
        one.engine.syncActivate(0);
        one.engine.syncInit(new Membership(true, ring, new int[]{1}, new int[0], new int[0], new int[0]), 0);
        one.engine.syncActivate(0);
        assertEquals(List.of("ring 1.4: 1", "ring 1.4: 1"), a.told());
    }
}
