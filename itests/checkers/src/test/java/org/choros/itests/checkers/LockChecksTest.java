package org.choros.itests.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** What V11 finds, and what it does not mind. */
class LockChecksTest {
    private final List<String> found = new ArrayList<>();
    private final LockChecks checks = new LockChecks(true, true, v -> found.add(v.getMessage()));

    private void assertFound(String text) {
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("V11: ") && found.get(0).contains(text), found.toString());
    }

    private void assertNothing() {
        assertEquals(List.of(), found);
    }

    @Test
    void oneAfterTheOtherIsFine() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.asked(2, 2, 2, "x", false, true);
        checks.granted(3, 1, 5, true, "1.4");
        checks.promised(4, 1, 100);
        checks.over(5, 1, false);
        checks.granted(6, 2, 6, true, "1.4");
        checks.over(7, 2, true);
        assertNothing();
        assertEquals(2, checks.granted());
        assertEquals("", checks.waiting());
    }

    @Test
    void aTokenThatDoesNotGrowIsFound() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.asked(2, 2, 2, "x", false, true);
        checks.granted(3, 1, -5, true, "1.4");
        checks.over(4, 1, false);
        checks.granted(5, 2, -5, true, "1.4");
        assertFound("was before");
    }

    @Test
    void readersMayBeToldInAnyOrderButNotBelowAWriter() {
        for (int i = 1; i <= 4; i++) {
            checks.asked(i, i, i, "x", i != 3, true);
        }
        checks.granted(10, 2, 7, true, "1.4");
        checks.granted(11, 1, 6, true, "1.4");
        checks.over(12, 1, false);
        checks.over(12, 2, false);
        checks.granted(13, 3, 8, true, "1.4");
        checks.over(14, 3, false);
        assertNothing();
        checks.granted(15, 4, 8, true, "1.4");
        assertFound("was before");
    }

    @Test
    void twoHoldersOnOneRingAreFound() {
        checks.synchronised(0, 1, "1.4", 3);
        checks.synchronised(0, 2, "1.4", 3);
        checks.asked(1, 1, 1, "x", true, true);
        checks.asked(2, 2, 2, "x", false, true);
        checks.granted(3, 1, 5, true, "1.4");
        checks.granted(4, 2, 6, true, "1.4");
        assertFound("request 1 of node 1 for sharing x holds it on the same ring");
    }

    @Test
    void twoReadersAreFineAndWhoIsElsewhereMayNotKnowYet() {
        checks.synchronised(0, 1, "1.4", 3);
        checks.synchronised(0, 2, "1.4", 3);
        checks.asked(1, 1, 1, "x", true, true);
        checks.asked(1, 2, 2, "x", true, true);
        checks.granted(2, 1, 5, true, "1.4");
        checks.granted(3, 2, 6, true, "1.4");
        checks.over(4, 2, false);
        checks.synchronised(5, 2, "2.8", 4);
        checks.asked(6, 3, 2, "x", false, true);
        checks.granted(7, 3, 9, true, "2.8");
        assertNothing();
    }

    @Test
    void aPromiseIsKeptUntilItsEnd() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.asked(2, 2, 2, "x", true, true);
        checks.granted(3, 1, 5, true, "1.4");
        checks.promised(4, 1, 100);
        checks.granted(99, 2, 6, true, "1.4");
        assertFound("was promised for 1 ns more");
    }

    @Test
    void whoIsGoneStillRelies() {
        checks.asked(1, 1, 1, "x", true, true);
        checks.granted(3, 1, 5, true, "1.4");
        checks.promised(4, 1, 100);
        checks.ended(5, 1);
        checks.asked(6, 2, 2, "x", true, true);
        checks.granted(7, 2, 6, true, "1.4");
        assertNothing();
        checks.over(8, 2, false);
        checks.asked(9, 3, 2, "x", false, true);
        checks.granted(10, 3, 7, true, "1.4");
        assertFound("somebody who is gone");
    }

    @Test
    void grantsNeedQuorum() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.granted(3, 1, 5, false, "1.4");
        assertFound("not quorate");
    }

    @Test
    void clientsOfOneNodeHaveTheirTurns() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.asked(2, 2, 1, "x", false, true);
        checks.granted(3, 2, 5, true, "1.4");
        assertFound("which asked before");
    }

    @Test
    void whoAsksAgainOnAnotherRingMayBeBehind() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.asked(2, 2, 1, "x", false, true);
        checks.synchronised(3, 1, "1.8", 3);
        checks.granted(4, 2, 5, true, "1.8");
        assertNothing();
    }

    @Test
    void readersTogetherMayBeToldInAnyOrder() {
        checks.asked(1, 1, 1, "x", true, true);
        checks.seen(2, 1, "1.4");
        checks.asked(3, 2, 2, "x", true, true);
        checks.granted(4, 2, 6, true, "1.4");
        checks.granted(5, 1, 5, true, "1.4");
        assertNothing();
    }

    @Test
    void whoWasSeenToWaitIsNotOvertaken() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.seen(5, 1, "1.4");
        checks.asked(6, 2, 2, "x", false, true);
        checks.granted(7, 2, 5, true, "1.4");
        assertFound("which asked before");
    }

    @Test
    void whoWasSeenElsewhereMayBe() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.seen(5, 1, "1.8");
        checks.asked(6, 2, 2, "x", false, true);
        checks.granted(7, 2, 5, true, "2.c");
        assertNothing();
    }

    @Test
    void whoLostItsPlaceOrTriesOnlyMayBeOvertaken() {
        checks.asked(1, 1, 1, "x", false, true);
        checks.seen(5, 1, "1.4");
        checks.asked(6, 2, 2, "x", false, true);
        checks.synchronised(7, 1, "1.8", 3);
        checks.granted(8, 2, 5, true, "1.4");
        checks.over(9, 2, false);
        checks.asked(10, 3, 3, "x", false, false);
        checks.seen(11, 3, "1.4");
        checks.asked(12, 4, 3, "x", false, true);
        checks.granted(13, 4, 6, true, "1.4");
        assertNothing();
        assertTrue(checks.waiting().contains("request 1 of node 1 for x"));
    }

    @Test
    void tablesOfARingAreOne() {
        checks.synchronised(1, 1, "1.8", 3);
        checks.synchronised(1, 2, "1.8", 0);
        checks.synchronised(2, 2, "1.c", 4);
        assertNothing();
        checks.synchronised(3, 3, "1.8", 4);
        assertFound("another table");
    }

    @Test
    void withoutSafetyOnlyOrderAndTablesAreDemanded() {
        LockChecks less = new LockChecks(false, false, v -> found.add(v.getMessage()));
        less.asked(1, 1, 1, "x", false, true);
        less.asked(1, 2, 2, "x", false, true);
        less.granted(2, 1, 5, true, "1.4");
        less.promised(3, 1, 100);
        less.granted(4, 2, 5, true, "1.4");
        assertNothing();
        less.granted(5, 7, 5, true, "1.4");
        assertFound("request 7 was not made");
    }
}
