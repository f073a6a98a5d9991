package org.choros.itests.checkers;

import static org.choros.itests.checkers.Feed.of;
import static org.choros.itests.checkers.Feed.violates;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** V1 to V4, V7 and V8 from what clients send and get: a good history passes, the smallest bad one is caught. */
class MessageHistoryTest {
    private static Feed three() {
        return Feed.online().start(1, 2, 3).ring(5, of(1, 2, 3));
    }

    @Test
    void aGoodHistoryPasses() {
        Feed f = three().send(1, 0).send(2, 0).get(1, 0, 1, 2, 3).get(2, 0, 1, 2, 3);
        f.send(3, 0).ring(9, of(1, 2), 1, 2).stop(3, Stop.CRASH).send(1, 1).get(1, 1, 1, 2);
        assertTrue(f.checkers.converged());
        f.checkers.settled(f.tick());
        assertEquals(8, f.checkers.seen().deliveries());
    }

    @Test
    void v1NotSent() {
        violates(Property.V1, () -> three().get(1, 0, 2));
    }

    @Test
    void v1Altered() {
        Feed f = three().send(1, 0);
        violates(Property.V1, () -> f.checkers.delivered(f.tick(), f.client[2], f.client[1], 0, 1));
    }

    @Test
    void v1Twice() {
        violates(Property.V1, () -> three().send(1, 0).get(1, 0, 2, 2));
    }

    @Test
    void v1OfANodeThatIsNoMember() {
        violates(Property.V1, () -> three().send(3, 0).ring(9, of(1, 2), 1, 2).get(3, 0, 1));
    }

    @Test
    void v1OfAnotherGroup() {
        Feed f = three();
        int other = f.checkers.client(1, 1, 0, "h");
        f.checkers.sent(f.tick(), other, 0, 1);
        violates(Property.V1, () -> f.checkers.delivered(f.tick(), f.client[2], other, 0, 1));
    }

    @Test
    void v2LateForItsSender() {
        Feed f = Feed.online().start(1, 2).send(1, 0).send(1, 1).ring(5, of(1, 2));
        violates(Property.V2, () -> f.get(1, 1, 2).get(1, 0, 2));
    }

    @Test
    void v2LeftOut() {
        violates(Property.V2, () -> three().send(1, 0).send(1, 1).get(1, 1, 2));
    }

    @Test
    void whatWasSentBeforeTheyWereTogetherMayBeLeftOut() {
        Feed f = Feed.online().start(1, 2).install(1, 5, of(1), 1).send(1, 0).get(1, 0, 1).ring(9, of(1, 2), 1);
        f.send(1, 1).get(1, 1, 1, 2);
        assertTrue(f.checkers.converged());
    }

    @Test
    void whatMayOvertakeComesOnceAllTheSame() {
        Feed f = three();
        f.checkers.unordered(f.client[1]);
        for (int n = 0; n < 5; n++) {
            f.send(1, n);
        }
        f.get(1, 4, 1, 2, 3).get(1, 1, 1, 2, 3).get(1, 0, 1, 2, 3).get(1, 3, 1, 2, 3);
        assertFalse(f.checkers.converged());
        f.get(1, 2, 1, 2);
        assertEquals("3.1 in g has not got message 2 of 1.1 in g", f.checkers.missing(f.client[3]));
        f.get(1, 2, 3);
        assertTrue(f.checkers.converged());
        violates(Property.V1, () -> f.get(1, 1, 2));
    }

    @Test
    void v2AtAnotherFrame() {
        violates(Property.V2, () -> three().send(1, 0).send(2, 0).frame(1, 1, 1).get(1, 0, 1).get(2, 0, 1)
                .frame(1, 1, 2).get(2, 0, 2).frame(2, 2, 2).get(1, 0, 2));
    }

    @Test
    void v3OwnLeftOut() {
        violates(Property.V3, () -> three().send(1, 0).send(1, 1).get(1, 1, 1));
    }

    @Test
    void v3OwnMissingAtTheEnd() {
        Feed f = three().send(1, 0).get(1, 0, 2, 3);
        assertFalse(f.checkers.converged());
        violates(Property.V3, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v2AnothersMissingAtTheEnd() {
        Feed f = three().send(1, 0).get(1, 0, 1, 2);
        violates(Property.V2, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v8NeverOut() {
        Feed f = three().send(1, 0);
        violates(Property.V8, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v4AnotherSetBeforeTheChange() {
        violates(Property.V4, () -> three().send(3, 0).get(3, 0, 1).ring(9, of(1, 2), 1, 2));
    }

    @Test
    void aMessageBegunBeforeANewcomerCameIsNotMissed() {
        Feed f = Feed.online().start(1, 2).ring(5, of(1, 2)).send(1, 0).start(3);
        f.install(1, 9, of(1, 2, 3), 1, 2).install(2, 9, of(1, 2, 3), 1, 2).install(3, 9, of(1, 2, 3), 3);
        f.get(1, 0, 1, 2).ring(13, of(1, 2, 3), 1, 2, 3);
        assertEquals(0, f.checkers.seen().violations());
    }

    @Test
    void v7BothQuorate() {
        Feed f = three().quorum(1, true, 1, 2).quorum(2, true, 1, 2).quorum(3, false, 3);
        violates(Property.V7, () -> f.quorum(3, true, 3));
    }

    @Test
    void v7NotOfTheDeadAndNotWhereItIsKnown() {
        three().quorum(1, true, 1).stop(1, Stop.CRASH).quorum(2, true, 2, 3);
        new Feed(CheckOptions.online(Feed.MS, false)).start(1, 2).quorum(1, true, 1).quorum(2, true, 2);
    }

    @Test
    void v7LongerThanClocksDiffer() {
        Feed f = new Feed(CheckOptions.offline(5 * Feed.MS, Feed.MS, true)).start(1, 2);
        f.quorum(1, true, 1).quorum(2, true, 2).quorum(1, false, 1);
        f.quorum(1, true, 1);
        for (int i = 0; i < 6; i++) {
            f.tick();
        }
        violates(Property.V7, () -> f.quorum(2, false, 2));
    }

    @Test
    void v2NoOneOrderOfAllDeliveries() {
        Feed f = new Feed(CheckOptions.offline(0, 1000 * Feed.MS, true)).start(1, 2, 3).ring(5, of(1, 2, 3));
        f.send(1, 0).send(2, 0).send(3, 0);
        // a circle of three: each pair of messages is common to one receiver alone
        f.get(1, 0, 1).get(2, 0, 1).get(2, 0, 2).get(3, 0, 2).get(3, 0, 3).get(1, 0, 3);
        f.stop(1, Stop.CRASH).stop(2, Stop.CRASH).stop(3, Stop.CRASH);
        violates(Property.V2, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void aLogThatWasCutByAKillMayLackWhatOthersGot() {
        Feed f = three();
        f.checkers.willBeKilled(1, 1);
        f.get(1, 0, 2, 3);
        assertEquals(0, f.checkers.seen().violations());
        violates(Property.V1, () -> f.checkers.delivered(f.tick(), f.client[1], f.client[1], 0, 8));
    }

    @Test
    void oldRingsAreForgotten() {
        Feed f = Feed.online().start(1, 2).ring(5, of(1, 2));
        for (int i = 0; i < 1000; i++) {
            f.ring(9 + 4 * i, of(1, 2), 1, 2);
        }
        assertTrue(f.checkers.ringsKnown() < 80, "rings known: " + f.checkers.ringsKnown());
    }
}
