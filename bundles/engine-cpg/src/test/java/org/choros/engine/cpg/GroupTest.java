package org.choros.engine.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.choros.wire.exec.CpgMcast;
import org.choros.wire.exec.CpgPartialMcast;
import org.choros.wire.exec.CpgProcJoin;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.exec.Source;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

/** Spec 2.3 and 3.3: joining, leaving, messages; on one node and in a ring that stays as it is. */
final class GroupTest {
    private static final int NODE = 1;

    private final TestCluster cluster = TestCluster.of(2, 3);
    private final TestNode one = cluster.node(1);
    private final TestNode two = cluster.node(2);

    private int ask(TestNode node, FakeSession session, CpgRequest request) {
        node.ask(session, request);
        return session.error();
    }

    @Test
    void aJoinerSeesItselfAndEverybodySeesIt() {
        FakeSession a = one.join("g", 10);
        assertEquals(List.of(), a.told(), "the answer comes before the join does");
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 +1.10(1)"), a.told());
        FakeSession b = two.join("g", 10);
        FakeSession other = two.join("h", 11);
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 =2.10 +2.10(1)"), a.told());
        assertEquals(List.of("g: =1.10 =2.10 +2.10(1)"), b.told());
        assertEquals(List.of("h: =2.11 +2.11(1)"), other.told());
    }

    @Test
    void messagesGoToAllMembersInOneOrderAndToNobodyElse() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        FakeSession c = two.join("other", 21);
        cluster.deliverAll();
        a.told();
        b.told();
        c.told();
        one.say(a, "x");
        two.say(b, "y");
        one.say(a, "");
        cluster.deliverAll();
        List<String> expected = List.of("g: 1.10 says x", "g: 2.20 says y", "g: 1.10 says ");
        assertEquals(expected, a.told());
        assertEquals(expected, b.told());
        assertEquals(List.of(), c.told());
    }

    /** What is sent before the own join is back is delivered after it. */
    @Test
    void aJoinerMaySendAtOnce() {
        FakeSession a = one.join("g", 10);
        one.say(a, "early");
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 +1.10(1)", "g: 1.10 says early"), a.told());
    }

    @Test
    void whoIsNotInAGroupSendsToNobody() {
        FakeSession a = one.connect();
        one.say(a, "x");
        assertTrue(one.sent.isEmpty());
        assertEquals(List.of(), a.responses);
        assertEquals(1, one.warnings().size());
    }

    @Test
    void leavesAndIsToldSoAndMayJoinAgain() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        a.told();
        b.told();
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Leave("g", 10)));
        assertEquals(IpcError.NOT_EXIST, ask(one, a, new CpgRequest.Leave("g", 10)), "already leaving");
        two.say(b, "still");
        one.say(a, "no more");
        cluster.deliverAll();
        // what is sent before the leave is delivered reaches it still
        assertEquals(List.of("g: =2.20 -1.10(2)"), a.told());
        assertEquals(List.of("g: =2.20 -1.10(2)", "g: 2.20 says still"), b.told());
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Join("h", 10, 0)));
        cluster.deliverAll();
        assertEquals(List.of("h: =1.10 +1.10(1)"), a.told());
    }

    @Test
    void whatIsOnItsWayReachesALeaver() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        a.told();
        two.say(b, "before");
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Leave("g", 10)));
        cluster.deliver(2, 1);
        assertEquals(List.of("g: 2.20 says before", "g: =2.20 -1.10(2)"), a.told());
    }

    /** The table of connection states, spec 2.3. */
    @Test
    void answersByTheStateOfTheConnection() {
        FakeSession a = one.connect();
        assertEquals(IpcError.NOT_EXIST, ask(one, a, new CpgRequest.Leave("g", 10)));
        assertEquals(IpcError.NOT_EXIST, ask(one, a, new CpgRequest.PartialMcast(2, 1, CpgRequest.FIRST, new byte[1])));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Join("g", 10, 0)));
        assertEquals(IpcError.EXIST, ask(one, a, new CpgRequest.Join("g", 10, 0)));
        assertEquals(IpcError.EXIST, ask(one, a, new CpgRequest.Join("h", 10, 0)));
        assertEquals(IpcError.BUSY, ask(one, a, new CpgRequest.Leave("g", 10)));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.PartialMcast(2, 1, CpgRequest.FIRST, new byte[1])));
        cluster.deliverAll();
        assertEquals(IpcError.EXIST, ask(one, a, new CpgRequest.Join("h", 10, 0)));
        assertEquals(IpcError.NOT_EXIST, ask(one, a, new CpgRequest.Leave("another", 10)));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Leave("g", 10)));
        assertEquals(IpcError.EXIST, ask(one, a, new CpgRequest.Join("g", 10, 0)), "the same still leaves");
        assertEquals(IpcError.BUSY, ask(one, a, new CpgRequest.Join("h", 10, 0)));
        assertEquals(IpcError.NOT_EXIST, ask(one, a, new CpgRequest.PartialMcast(2, 1, CpgRequest.FIRST, new byte[1])));
        cluster.deliverAll();
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Join("g", 10, 0)));
    }

    @Test
    void oneProcessIsInAGroupOnceOnANode() {
        FakeSession a = one.join("g", 10);
        FakeSession second = one.connect();
        assertEquals(IpcError.EXIST, ask(one, second, new CpgRequest.Join("g", 10, 0)));
        cluster.deliverAll();
        one.disconnect(a);
        assertEquals(IpcError.TRY_AGAIN, ask(one, second, new CpgRequest.Join("g", 10, 0)), "its leave is on its way");
        cluster.deliverAll();
        assertEquals(IpcError.OK, ask(one, second, new CpgRequest.Join("g", 10, 0)));
        assertEquals(IpcError.OK, ask(one, one.connect(), new CpgRequest.Join("g", 11, 0)));
        assertEquals(IpcError.OK, ask(two, two.connect(), new CpgRequest.Join("g", 10, 0)));
    }

    @Test
    void namesAreAnyBytesUpToTheLimit() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 128; i++) {
            all.append((char) (2 * i + 1));
        }
        for (String name : List.of("", "\0", "crmd\0", "crmd", "\u00ff\0\u00fe", all.toString())) {
            FakeSession a = one.join(name, 10);
            FakeSession b = two.join(name, 20);
            cluster.deliverAll();
            two.say(b, "x");
            cluster.deliverAll();
            assertEquals(List.of(name + ": =1.10 +1.10(1)", name + ": =1.10 =2.20 +2.20(1)", name + ": 2.20 says x"),
                    a.told());
            two.disconnect(b);
            cluster.deliverAll();
            assertEquals(List.of(name + ": =1.10 -2.20(5)"), a.told(), "also of a group without a name");
        }
        assertEquals(IpcError.NAME_TOO_LONG, ask(one, one.connect(), new CpgRequest.Join(all + "!", 10, 0)));
    }

    @Test
    void aClientThatDiesLeaves() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        a.told();
        two.disconnect(b);
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 -2.20(5)"), a.told());
        FakeSession c = two.join("g", 21);
        two.disconnect(c);
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 =2.21 +2.21(1)", "g: =1.10 -2.21(5)"), a.told(), "also one that was joining");
    }

    @Test
    void aClientThatHasLeftDoesNotLeaveAgain() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        ask(one, a, new CpgRequest.Leave("g", 10));
        one.disconnect(a);
        assertEquals(1, one.sent.size());
    }

    /** finalize takes the connection off the event lists; only its end leaves. */
    @Test
    void aFinalizedClientHearsNothingMoreAndLeavesWhenItIsGone() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        a.told();
        b.told();
        one.ask(a, new CpgRequest.Finalize());
        assertEquals(CpgReply.FINALIZE, IpcMessage.idOf(a.response()));
        two.say(b, "x");
        cluster.deliverAll();
        assertEquals(List.of(), a.told());
        assertEquals(List.of("g: 2.20 says x"), b.told());
        one.disconnect(a);
        cluster.deliverAll();
        assertEquals(List.of("g: =2.20 -1.10(5)"), b.told());
    }

    @Test
    void theRingIsToldOnceToWhoAsksForItWithTheJoin() {
        FakeSession a = one.connect();
        ask(one, a, new CpgRequest.Join("g", 10, CpgRequest.FLAG_INITIAL_TOTEM_CONFCHG));
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 +1.10(1)", "ring 1.5: 1 2"), a.told());
        one.join("g", 11);
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 =1.11 +1.11(1)"), a.told());
    }

    @Test
    void aMessageOfANodeWithoutMembersIsDropped() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        a.told();
        for (int i = 0; i < 5; i++) {
            two.sent.add(new CpgMcast("g", 20, new Source(2, 1), new byte[3]).encode());
        }
        cluster.deliverAll();
        assertEquals(List.of(), a.told());
        assertEquals(3, one.warnings().size(), "a line at 1, 2 and 4");
    }

    /** V1: also when another process of its node is in the group. */
    @Test
    void aMessageOfAProcessThatIsNoMemberIsDropped() {
        FakeSession a = one.join("g", 10);
        two.join("g", 21);
        cluster.deliverAll();
        a.told();
        two.sent.add(new CpgMcast("g", 20, new Source(2, 1), new byte[3]).encode());
        two.sent.add(new CpgPartialMcast("g", 20, 3, CpgRequest.FIRST, new Source(2, 1), new byte[3]).encode());
        cluster.deliverAll();
        assertEquals(List.of(), a.told());
    }

    /** V6: what is no change is no view. */
    @Test
    void neitherASecondJoinNorALeaveOfNobodyIsAView() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        a.told();
        two.sent.add(new CpgProcJoin("g", 20, 1).encode());
        two.sent.add(new CpgProcJoin("g", 20, 1).encode());
        two.sent.add(new CpgProcLeave("g", 21, 2).encode());
        two.sent.add(new CpgProcLeave("unknown", 20, 2).encode());
        cluster.deliverAll();
        assertEquals(List.of("g: =1.10 =2.20 +2.20(1)"), a.told());
    }

    @Test
    void partsOfALongMessageAreHandedOnUntilTheGroupChanges() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        a.told();
        b.told();
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.FIRST, "abc".getBytes())));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.MIDDLE, "de".getBytes())));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.LAST, "fghi".getBytes())));
        cluster.deliverAll();
        List<String> parts = List.of("g: 1.10 part 1 of 9 says abc", "g: 1.10 part 2 of 9 says de",
                "g: 1.10 part 3 of 9 says fghi");
        assertEquals(parts, a.told());
        assertEquals(parts, b.told());
        ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.FIRST, "abc".getBytes()));
        two.disconnect(b);
        cluster.deliverAll();
        assertEquals(IpcError.INTERRUPT,
                ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.LAST, "fghi".getBytes())));
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.PartialMcast(2, 9, CpgRequest.FIRST, "a".getBytes())));
        assertEquals(IpcError.INVALID_PARAM, ask(one, a, new CpgRequest.PartialMcast(2, 9, 4, new byte[2])));
    }

    @Test
    void largeMessagesPassThroughTheKeptBuffers() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        a.told();
        String large = "0123456789".repeat(90_000);
        for (String text : List.of("x", large, "y", large + "z", "")) {
            one.say(a, text);
            cluster.deliverAll();
            assertEquals(List.of("g: 1.10 says " + text), a.told());
        }
    }

    @Test
    void listsKeepWithinTheRoomOfClients() {
        FakeSession a = one.join("g", 1);
        cluster.deliverAll();
        a.told();
        for (int i = 2; i <= 200; i++) {
            one.join("g", i).deaf = true;
        }
        cluster.deliverAll();
        CpgReply.Confchg last = CpgReply.Confchg.decode(a.events.get(a.events.size() - 1));
        assertEquals(128, last.members().size());
        assertEquals(1, last.joined().size());
        one.ask(a, new CpgRequest.MembershipGet("g"));
        assertEquals(200, CpgReply.Membership.decode(a.response()).members().size());
    }

    // --- bounds

    @Test
    void whatTheFullRingDoesNotTakeWaitsInOrder() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        a.told();
        one.full = true;
        one.say(a, "x");
        one.say(a, "y");
        assertEquals(IpcError.OK, ask(one, a, new CpgRequest.Leave("g", 10)));
        assertTrue(one.engine.nextDeadlineNs() <= 1_000_000);
        one.engine.onDeadline(1_000_000);
        one.full = false;
        one.engine.onDeadline(2_000_000);
        assertEquals(Long.MAX_VALUE, one.engine.nextDeadlineNs());
        cluster.deliverAll();
        assertEquals(List.of("g: 1.10 says x", "g: 1.10 says y", "g: -1.10(2)"), a.told());
    }

    @Test
    void aClientWhoseMessageFindsNoRoomIsSentAwayAndItsLeaveIsNotLost() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        b.told();
        one.full = true;
        for (int i = 0; i < CpgMulticast.MESSAGES_MAX; i++) {
            one.say(a, "x");
            assertFalse(a.disconnected);
        }
        assertEquals(IpcError.TRY_AGAIN, ask(one, one.connect(), new CpgRequest.Join("g", 11, 0)));
        assertEquals(IpcError.TRY_AGAIN, ask(one, a, new CpgRequest.Leave("g", 10)));
        one.say(a, "too much");
        assertTrue(a.disconnected);
        one.disconnect(a);
        one.full = false;
        one.engine.onDeadline(5_000_000);
        cluster.deliverAll();
        List<String> told = b.told();
        assertEquals(CpgMulticast.MESSAGES_MAX + 1, told.size());
        assertEquals("g: =2.20 -1.10(5)", told.get(told.size() - 1));
    }

    /**
     * A request may be longer than what libcpg cuts messages into: by as much that the ring does not carry the message.
     */
    @Test
    void aMessageTooLongForTheRingCostsItsSenderTheConnection() {
        FakeSession a = one.join("g", 10);
        FakeSession b = one.join("g", 11);
        cluster.deliverAll();
        a.told();
        b.told();
        one.ask(b, new CpgRequest.PartialMcast(0, 2 << 20, CpgRequest.FIRST, new byte[CpgCarrier.PART_MAX + 1]));
        assertEquals(IpcError.INVALID_PARAM, b.error());
        one.ask(b, new CpgRequest.PartialMcast(0, 2 << 20, CpgRequest.FIRST, new byte[CpgCarrier.PART_MAX]));
        assertEquals(IpcError.OK, b.error());
        one.ask(a, new CpgRequest.Mcast(0, new byte[CpgCarrier.LENGTH_MAX]));
        assertFalse(a.disconnected);
        one.ask(a, new CpgRequest.Mcast(0, new byte[CpgCarrier.LENGTH_MAX + 1]));
        assertTrue(a.disconnected);
        assertEquals(2, one.sent.size());
        cluster.deliverAll();
        assertEquals(2, b.events.size());
    }

    @Test
    void whatWaitsForTheRingIsKnown() {
        FakeSession a = one.join("g", 10);
        cluster.deliverAll();
        assertFalse(one.engine.backlogged());
        one.full = true;
        one.say(a, "x");
        assertTrue(one.engine.backlogged());
        one.full = false;
        one.engine.onDeadline(2_000_000);
        assertFalse(one.engine.backlogged());
        assertFalse(one.engine.answered(CpgRequest.Mcast.ID));
        assertTrue(one.engine.answered(CpgRequest.PartialMcast.ID));
    }

    @Test
    void stopSaysGoodbyeForClientsThatWereSentAway() {
        FakeSession a = one.join("g", 10);
        FakeSession b = two.join("g", 20);
        cluster.deliverAll();
        b.told();
        one.full = true;
        one.disconnect(a);
        one.full = false;
        one.engine.stop(NODE);
        cluster.deliverAll();
        assertEquals(List.of("g: =2.20 -1.10(5)"), b.told());
    }
}
