package org.choros.itests.checkers;

import static org.choros.itests.checkers.Feed.of;
import static org.choros.itests.checkers.Feed.violates;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** V1 to V5 from rings and frames: a good history passes, the smallest bad one is caught by its name. */
class RingHistoryTest {
    private static Feed three() {
        return Feed.online().start(1, 2, 3).ring(5, of(1, 2, 3)).frame(100, 1, 1, 2, 3);
    }

    @Test
    void aGoodHistoryPasses() {
        Feed f = three().frame(101, 2, 2, 1, 3).ring(9, of(1, 2), 1, 2).stop(3, Stop.CRASH).frame(7, 1, 1, 2);
        f.checkers.healed(f.tick());
        assertTrue(f.checkers.converged());
        f.checkers.settled(f.tick());
        assertEquals(0, f.checkers.seen().violations());
    }

    @Test
    void v1FrameOfAStranger() {
        violates(Property.V1, () -> three().frame(101, 4, 1));
    }

    @Test
    void v1FrameAltered() {
        Feed f = three().frame(101, 1, 1);
        violates(Property.V1, () -> f.checkers.frame(f.tick(), 2, 1, 101, 1, 5));
    }

    @Test
    void v1FrameTwice() {
        violates(Property.V1, () -> three().frame(101, 1, 1).frame(100, 1, 1));
    }

    @Test
    void v2FramesOfTwoSendersWithOneNumber() {
        violates(Property.V2, () -> three().frame(101, 1, 1).frame(101, 2, 2));
    }

    @Test
    void v2FrameLeftOut() {
        violates(Property.V2, () -> three().frame(102, 1, 1));
    }

    @Test
    void v2FirstFrameLeftOut() {
        violates(Property.V2, () -> Feed.online().start(1, 2).ring(5, of(1, 2)).frame(3, 1, 1).frame(4, 1, 2));
    }

    @Test
    void v2BeforeTheFirstRing() {
        violates(Property.V2, () -> Feed.online().start(1).frame(1, 1, 1));
    }

    @Test
    void holesArePassedInTheTransitionalConfigurationOnly() {
        Feed f = three();
        f.checkers.transitional(f.tick(), 3, 1, 3, 9, of(3));
        f.frame(102, 3, 3).regular(3, 9, of(3), 3);
        violates(Property.V2, () -> f.frame(102, 2, 1));
    }

    @Test
    void v2BackIntoAHole() {
        Feed f = three();
        f.checkers.transitional(f.tick(), 3, 1, 3, 9, of(3));
        f.frame(102, 3, 3);
        violates(Property.V2, () -> f.frame(101, 3, 3));
    }

    @Test
    void framesWrap() {
        Feed f = Feed.online().start(1, 2).ring(5, of(1, 2)).frame(-1, 1, 1, 2).frame(0, 2, 1, 2).frame(1, 1, 1, 2);
        violates(Property.V1, () -> f.frame(0, 2, 1));
    }

    @Test
    void v4AnotherSetBeforeTheChange() {
        violates(Property.V4, () -> three().frame(101, 1, 1).ring(9, of(1, 2), 1, 2));
    }

    @Test
    void v4OthersGoAlong() {
        violates(Property.V4, () -> three().install(1, 9, of(1, 2), 1, 2).install(2, 9, of(1, 2), 2));
    }

    @Test
    void v4NoTransitionalConfiguration() {
        violates(Property.V4, () -> three().regular(1, 9, of(1, 2), 1, 2));
    }

    @Test
    void v4NotInItsOwnTransitionalConfiguration() {
        violates(Property.V4, () -> three().install(1, 9, of(1, 2), 2));
    }

    @Test
    void v4TakesAStrangerAlong() {
        violates(Property.V4, () -> three().start(4).install(1, 9, of(1, 4), 1, 4));
    }

    @Test
    void v4ComesFromElsewhere() {
        Feed f = three().install(2, 9, of(2), 2);
        violates(Property.V4, () -> f.install(1, 13, of(1, 2), 1, 2).install(2, 13, of(1, 2), 2));
    }

    @Test
    void v4SynchronisationEndsAtAnotherFrame() {
        violates(Property.V4, () -> Feed.online().start(1, 2).install(1, 5, of(1, 2), 1).install(2, 5, of(1, 2), 2)
                .frame(3, 1, 1, 2).synchronised(1, 1, 5).frame(4, 1, 2).synchronised(2, 1, 5));
    }

    @Test
    void v5Back() {
        violates(Property.V5, () -> three().install(1, 4, of(1), 1));
    }

    @Test
    void v5BackAcrossARestart() {
        violates(Property.V5, () -> three().stop(1, Stop.CRASH).start(1).install(1, 5, of(1), 1));
    }

    @Test
    void v5FormsARingOfAnOldId() {
        Feed f = Feed.online().start(1, 2);
        f.checkers.stored(f.tick(), 1, 1, 1, 5);
        f.checkers.stored(f.tick(), 1, 1, 2, 9);
        f.stop(1, Stop.CRASH).start(1);
        violates(Property.V5, () -> f.checkers.stored(f.tick(), 1, 2, 1, 9));
    }

    @Test
    void v5TwoSetsOfMembers() {
        violates(Property.V5, () -> Feed.online().start(1, 2).install(1, 5, of(1, 2), 1).install(2, 5, of(1, 2, 3), 2));
    }

    @Test
    void v5NotAMember() {
        violates(Property.V5, () -> Feed.online().start(1, 2).install(1, 5, of(2), 1));
    }

    @Test
    void v5ARepresentativeThatHasForgottenMayUseAnIdAgainButNotWithOneThatKnowsIt() {
        Feed f = Feed.online().start(1).ring(5, of(1)).stop(1, Stop.CRASH).start(1, Storage.LOST, 0).ring(5, of(1));
        Feed g = three().stop(1, Stop.CRASH).start(1, Storage.LOST, 0);
        assertEquals(0, f.checkers.seen().violations());
        violates(Property.V5, () -> g.install(1, 5, of(1, 2), 1).install(2, 5, of(1, 2), 2));
    }

    @Test
    void v5StaleStorageBindsToWhatIsInIt() {
        Feed f = three().stop(1, Stop.CRASH).start(1, Storage.STALE, 3).install(1, 4, of(1), 1);
        violates(Property.V5, () -> f.stop(1, Stop.CRASH).start(1, Storage.STALE, 8).install(1, 8, of(1), 1));
    }

    @Test
    void v8TwoRings() {
        Feed f = three().ring(9, of(1, 2), 1, 2).install(3, 9, of(3), 3).synchronised(3, 3, 9);
        f.checkers.healed(f.tick());
        assertFalse(f.checkers.converged());
        violates(Property.V8, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v8NotSynchronised() {
        Feed f = Feed.online().start(1).install(1, 5, of(1), 1);
        violates(Property.V8, () -> f.checkers.settled(f.tick()));
    }

    @Test
    void v8TooLate() {
        Feed f = three();
        f.checkers.healed(f.tick());
        violates(Property.V8, () -> f.checkers.settled(f.tick() + 2000 * Feed.MS));
    }

    @Test
    void v8NotDrained() {
        Feed f = three();
        f.checkers.queued(2, 1, 1);
        violates(Property.V8, () -> f.checkers.settled(f.tick()));
    }
}
