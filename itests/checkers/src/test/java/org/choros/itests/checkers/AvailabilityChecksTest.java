package org.choros.itests.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** What V12 finds, and what it does not mind. */
class AvailabilityChecksTest {
    private final List<String> found = new ArrayList<>();
    private final AvailabilityChecks checks = new AvailabilityChecks(v -> found.add(v.getMessage()));

    private void quorate() {
        checks.quorum(1, true);
        checks.quorum(2, true);
    }

    private void assertFound(String text) {
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).startsWith("V12: ") && found.get(0).contains(text), found.toString());
    }

    @Test
    void oneAfterTheOtherIsFine() {
        quorate();
        checks.began(1, 1, "web/w", "web/a", true, true);
        checks.began(2, 1, "web/w", "web/a", true, true);
        checks.ended(3, 1, "web/w");
        checks.ended(4, 1, "web/w");
        checks.began(5, 2, "web/w", "web/b", true, true);
        assertEquals(List.of(), found);
        assertEquals("{web/w={2=web/b}}", checks.running().toString());
        assertEquals(3, checks.begun());
    }

    @Test
    void twoAtOnceAreFoundUnlessTheyMay() {
        quorate();
        checks.began(1, 1, "dns/w", "dns/a", false, true);
        checks.began(2, 2, "dns/w", "dns/b", false, true);
        assertEquals(List.of(), found);
        checks.began(3, 1, "web/w", "web/a", true, true);
        checks.began(4_000_000, 2, "web/w", "web/b", true, true);
        assertFound("web/w is active on node 1 in web/a and on node 2 in web/b, at 4 ms");
    }

    @Test
    void twoUnitsOfOneNodeAreFound() {
        quorate();
        checks.began(1, 1, "web/w", "web/a", true, true);
        checks.began(2, 1, "web/w", "web/b", true, true);
        assertFound("web/w is active on node 1 in web/a and web/b");
    }

    @Test
    void nothingBeginsWithoutQuorumThatNeedsOne() {
        checks.began(1, 1, "dns/w", "dns/a", false, false);
        assertEquals(List.of(), found);
        checks.began(2, 1, "web/w", "web/a", true, true);
        assertFound("node 1 begins web/w without quorum");
    }

    @Test
    void whatIsNotStoppedInTimeIsFound() {
        quorate();
        checks.began(1, 1, "dns/w", "dns/a", false, false);
        checks.began(2, 1, "web/w", "web/a", true, true);
        checks.quorum(1, false);
        checks.overdue(3, 2);
        assertEquals(List.of(), found);
        checks.overdue(3, 1);
        assertFound("web/w still runs on node 1 in web/a");
    }

    @Test
    void whoHeardTheSameHasTheSame() {
        checks.ledger(1, 1, 77, 5);
        checks.ledger(2, 2, 77, 5);
        checks.ledger(3, 2, 78, 6);
        assertEquals(List.of(), found);
        checks.ledger(4, 1, 78, 7);
        assertFound("node 1 has another ledger than node 2");
    }

    @Test
    void anEndWithoutABeginningIsFound() {
        checks.ended(1, 1, "web/w");
        assertFound("has not begun there");
    }
}
