package org.choros.itests.checkers;

import static org.choros.itests.checkers.Feed.of;
import static org.choros.itests.checkers.Feed.violates;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

/** V6: a good history passes, the smallest bad one is caught by its name. */
class ViewHistoryTest {
    private static CpgView view(int[] members, CpgView.Change... changes) {
        List<CpgView.Change> joined = new ArrayList<>();
        List<CpgView.Change> left = new ArrayList<>();
        for (CpgView.Change c : changes) {
            (c.reason() == Reason.JOIN || c.reason() == Reason.NODEUP ? joined : left).add(c);
        }
        return new CpgView(Arrays.stream(members).mapToObj(m -> new Address(m, 0)).toList(), joined, left);
    }

    private static CpgView.Change c(int node, Reason reason) {
        return new CpgView.Change(new Address(node, 0), reason);
    }

    private static Feed see(Feed f, CpgView view, int... nodes) {
        for (int n : nodes) {
            f.checkers.view(f.tick(), f.client[n], view);
        }
        return f;
    }

    /** Two nodes, each with a client that has joined. */
    private static Feed two() {
        Feed f = Feed.online().start(1, 2).ring(5, of(1, 2));
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        return see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
    }

    @Test
    void aGoodHistoryPasses() {
        Feed f = two();
        f.start(3).install(1, 9, of(1, 2, 3), 1, 2).install(2, 9, of(1, 2, 3), 1, 2).install(3, 9, of(1, 2, 3), 3);
        f.synchronised(1, 1, 9).synchronised(2, 1, 9).synchronised(3, 1, 9);
        see(f, view(of(1, 2, 3), c(3, Reason.JOIN)), 1, 2, 3);
        f.send(3, 0).get(3, 0, 1, 2, 3).stop(2, Stop.CRASH);
        f.install(1, 13, of(1, 3), 1, 3).install(3, 13, of(1, 3), 1, 3);
        see(f, view(of(1, 3), c(2, Reason.NODEDOWN)), 1, 3).synchronised(1, 1, 13).synchronised(3, 1, 13);
        f.checkers.leaving(f.tick(), f.client[3]);
        see(f, view(of(1), c(3, Reason.LEAVE)), 1, 3);
        f.checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    /** What came before its last join it need not have, though the view of its first join was the same. */
    @Test
    void whoComesBackOnTheSameRingMakesTheSameViewAgain() {
        Feed f = two();
        f.checkers.leaving(f.tick(), f.client[2]);
        see(f, view(of(1), c(2, Reason.LEAVE)), 1, 2);
        f.checkers.closed(f.tick(), f.client[2]);
        f.checkers.opened(f.tick(), f.client[2]);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        f.install(1, 9, of(1, 2), 1, 2).install(2, 9, of(1, 2), 1, 2);
        f.synchronised(1, 1, 9).synchronised(2, 1, 9).checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    @Test
    void v6JoinedIsNotTheDifference() {
        violates(Property.V6, () -> see(two(), view(of(1, 2, 3), c(4, Reason.JOIN)), 1));
    }

    @Test
    void v6LeftIsNotTheDifference() {
        violates(Property.V6, () -> see(two(), view(of(1)), 1));
    }

    @Test
    void v6LeavesWithoutHavingBeenThere() {
        violates(Property.V6, () -> see(two(), view(of(1, 2), c(3, Reason.NODEDOWN)), 1));
    }

    @Test
    void v6JoinsTwice() {
        violates(Property.V6, () -> see(two(), view(of(1, 2), c(2, Reason.JOIN)), 1));
    }

    @Test
    void v6JoinsAndLeavesAtOnce() {
        violates(Property.V6, () -> see(two(), view(of(1, 2), c(2, Reason.PROCDOWN), c(2, Reason.JOIN)), 1));
    }

    @Test
    void v6InAListTwice() {
        violates(Property.V6, () -> see(two(), view(of(1, 2, 2)), 1));
    }

    @Test
    void v6FirstViewWithoutItsOwnJoin() {
        Feed f = Feed.online().start(1).ring(5, of(1));
        violates(Property.V6, () -> see(f, view(of(1)), 1));
    }

    @Test
    void v6NodeDownThatStayed() {
        violates(Property.V6, () -> see(two(), view(of(1), c(2, Reason.NODEDOWN)), 1));
    }

    @Test
    void v6NodeUpThatStayed() {
        Feed f = two();
        f.checkers.closed(f.tick(), f.client[2]);
        see(f, view(of(1), c(2, Reason.PROCDOWN)), 1);
        violates(Property.V6, () -> see(f, view(of(1, 2), c(2, Reason.NODEUP)), 1));
    }

    @Test
    void v6LeaveThatNobodyAskedFor() {
        violates(Property.V6, () -> see(two(), view(of(1), c(2, Reason.LEAVE)), 1));
    }

    @Test
    void v6EndOfOneThatHasNotEnded() {
        violates(Property.V6, () -> see(two(), view(of(1), c(2, Reason.PROCDOWN)), 1));
    }

    @Test
    void v6WrongKindOfReason() {
        violates(Property.V6, () -> see(two(), view(of(1), c(2, Reason.NONE)), 1));
    }

    @Test
    void v6GhostAfterASynchronisation() {
        Feed f = two();
        violates(Property.V6, () -> f.stop(2, Stop.CRASH).install(1, 9, of(1), 1).synchronised(1, 1, 9));
    }

    @Test
    void v6OthersSeeOtherViews() {
        Feed f = two();
        f.checkers.leaving(f.tick(), f.client[2]);
        see(f, view(of(1), c(2, Reason.LEAVE)), 2);
        // the leaver's own view does not bind: it is gone; but one that stays has to see it
        f.start(3).install(1, 9, of(1, 2, 3), 1, 2).install(2, 9, of(1, 2, 3), 1, 2).install(3, 9, of(1, 2, 3), 3);
        f.synchronised(1, 1, 9).synchronised(2, 1, 9).synchronised(3, 1, 9);
        see(f, view(of(1, 2, 3), c(3, Reason.JOIN)), 3);
        see(f, view(of(1, 2, 3), c(3, Reason.JOIN)), 1).install(1, 13, of(1, 3), 1, 3);
        see(f, view(of(1, 3), c(2, Reason.LEAVE)), 3);
        violates(Property.V6, () -> f.install(3, 13, of(1, 3), 1, 3));
    }

    @Test
    void whoseJoinIsOnItsWayNeedNotSeeAnything() {
        Feed f = two().start(3).send(1, 0).get(1, 0, 1, 2);
        f.install(1, 9, of(1, 2, 3), 1, 2).install(2, 9, of(1, 2, 3), 1, 2).install(3, 9, of(1, 2, 3), 3);
        f.send(2, 0).get(2, 0, 1, 2);
        f.install(1, 13, of(1, 2, 3), 1, 2, 3).install(2, 13, of(1, 2, 3), 1, 2, 3);
        f.install(3, 13, of(1, 2, 3), 1, 2, 3);
        assertEquals("", f.checkers.missing(f.client[3]));
    }

    @Test
    void v6SomebodyIsMissingAtTheEnd() {
        Feed f = two();
        f.checkers.leaving(f.tick(), f.client[2]);
        violates(Property.V6, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v1MessageOfOneWhoIsNotInTheView() {
        Feed f = Feed.online().start(1, 2).ring(5, of(1, 2));
        see(f, view(of(1), c(1, Reason.JOIN)), 1).send(2, 0);
        violates(Property.V1, () -> f.get(2, 0, 1));
    }

    @Test
    void v4ClientsThatTellOfRingsThemselves() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        tell(f, 5, of(1, 2));
        f.send(1, 0).get(1, 0, 1);
        violates(Property.V4, () -> tell(f, 9, of(1, 2)));
    }

    @Test
    void clientsThatWereApartNeedNotHaveTheSame() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        tell(f, 5, of(1, 2));
        f.send(1, 0).get(1, 0, 1);
        see(see(f, view(of(1), c(2, Reason.NODEDOWN)), 1), view(of(1, 2), c(2, Reason.NODEUP)), 1);
        see(see(f, view(of(2), c(1, Reason.NODEDOWN)), 2), view(of(1, 2), c(1, Reason.NODEUP)), 2);
        tell(f, 9, of(1, 2));
        f.checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    @Test
    void v5ClientsAreToldOfRingsThatGoBackOrDiffer() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        tell(f, 9, of(1, 2));
        violates(Property.V5, () -> f.checkers.ringTold(f.tick(), f.client[1], 1, 5, of(1, 2)));
        violates(Property.V5, () -> f.checkers.ringTold(f.tick(), f.client[2], 1, 9 + 4, of(2)));
    }

    private static void tell(Feed f, long seq, int[] members) {
        for (int m : members) {
            f.checkers.ringTold(f.tick(), f.client[m], members[0], seq, members);
        }
    }

    /** A joiner is told the ring after the view of its join, the others were told before: they see the same. */
    @Test
    void theViewOfAJoinBelongsToTheRingThatIsToldAfterIt() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        f.checkers.ringTold(f.tick(), f.client[1], 1, 5, of(1, 2));
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        f.checkers.ringTold(f.tick(), f.client[2], 1, 5, of(1, 2));
        told(f, 9, 1, 2);
        assertEquals(0, f.checkers.seen().violations());
    }

    /** A client that left and comes back has not gone with the others from its old ring to the new one. */
    @Test
    void whoComesBackBeginsOnANewRing() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        told(f, 5, 1, 2);
        f.checkers.leaving(f.tick(), f.client[2]);
        see(f, view(of(1), c(2, Reason.LEAVE)), 1, 2);
        told(f, 9, 1);
        f.checkers.opened(f.tick(), f.client[2]);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        f.checkers.ringTold(f.tick(), f.client[2], 1, 9, of(1, 2));
        f.send(1, 0).get(1, 0, 1, 2);
        told(f, 13, 1, 2);
        assertEquals(0, f.checkers.seen().violations());
    }

    /** C says nothing of a node that was elsewhere during a synchronisation that was broken off. */
    @Test
    void whatWasSentApartIsDemandedUnlessTheCallerSaysSo() {
        violates(Property.V2, () -> apart(false));
        apart(true);
    }

    private static void apart(boolean known) {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        tell(f, 5, of(1, 2));
        f.send(1, 0);
        if (known) {
            f.checkers.untold(f.client[2], 1);
        }
        tell(f, 9, of(1, 2));
        f.send(1, 1).get(1, 1, 2);
        assertEquals(0, f.checkers.seen().violations());
    }

    /** C says of a node that came back anew in such a synchronisation that its processes have ended. */
    @Test
    void otherViewsAreRightOnlyForClientsThatAreNotTold() {
        violates(Property.V6, () -> otherViews(false));
        otherViews(true);
    }

    private static void otherViews(boolean known) {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2, 3);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        see(f, view(of(1, 2, 3), c(3, Reason.JOIN)), 1, 2, 3);
        tell(f, 5, of(1, 2, 3));
        see(f, view(of(1, 2), c(3, Reason.NODEDOWN)), 1);
        if (known) {
            f.checkers.untold(f.client[2], 3);
        }
        see(f, view(of(1, 2), c(3, Reason.PROCDOWN)), 2);
        tell(f, 9, of(1, 2));
        f.stop(3, Stop.CRASH);
        f.checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    /** The client is back when it is judged that it had left. */
    @Test
    void leavesAreKnownThoughTheClientHasComeBackSince() {
        cameBack(true);
        violates(Property.V6, () -> cameBack(false));
    }

    private static void cameBack(boolean asked) {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        tell(f, 5, of(1, 2));
        if (asked) {
            f.checkers.leaving(f.tick(), f.client[2]);
        }
        see(f, view(of(1), c(2, Reason.LEAVE)), 1, 2);
        f.checkers.opened(f.tick(), f.client[2]);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        f.checkers.ringTold(f.tick(), f.client[2], 1, 5, of(1, 2));
        f.checkers.settled(f.tick());
    }

    /** The rings are told to all who are connected, also to those whose join is on its way. */
    @Test
    void whoIsNotInYetNeedNotHaveWhatTheOthersHave() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        told(f, 5, 1, 2);
        see(f, view(of(1), c(1, Reason.JOIN)), 1);
        told(f, 9, 1, 2);
        see(f, view(of(1, 2), c(2, Reason.JOIN)), 1, 2);
        f.checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    @Test
    void v5CountsForEachClientAndForTheNodeOverItsStarts() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2);
        int other = f.checkers.client(1, 1, 7, "h");
        f.checkers.opened(f.tick(), other);
        told(f, 9, 1, 2);
        f.checkers.ringTold(f.tick(), other, 1, 5, of(1, 2));
        f.checkers.ringTold(f.tick(), other, 1, 9, of(1, 2));
        f.stop(1, Stop.CRASH).start(1);
        violates(Property.V5, () -> f.checkers.ringTold(f.tick(), f.client[1], 1, 5, of(1, 2)));
    }

    private static void told(Feed f, long seq, int... nodes) {
        for (int n : nodes) {
            f.checkers.ringTold(f.tick(), f.client[n], 1, seq, of(1, 2));
        }
    }
}
