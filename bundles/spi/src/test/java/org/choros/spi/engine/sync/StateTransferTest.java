package org.choros.spi.engine.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.sync.SyncNet.Member;
import org.choros.spi.engine.sync.SyncOutcome.Role;
import org.junit.jupiter.api.Test;

/** One state and one version for all, whoever comes and goes in the middle. */
class StateTransferTest {
    private final SyncNet net = new SyncNet();

    private static void assertSame(Map<Integer, SyncOutcome> outcomes) {
        SyncOutcome first = outcomes.values().iterator().next();
        for (SyncOutcome o : outcomes.values()) {
            assertEquals(first.participants(), o.participants());
            assertEquals(first.version(), o.version());
            assertEquals(first.donor(), o.donor());
            assertEquals(first.continuous(), o.continuous());
            assertEquals(first.diverged(), o.diverged());
            assertEquals(first.complete(), o.complete());
        }
    }

    private void add(int... ids) {
        for (int id : ids) {
            net.member(id);
        }
    }

    @Test
    void thoseWhoHaveNothingBeginTogether() {
        add(1, 2, 3);
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2, 3).finish();
        assertSame(outcomes);
        for (SyncOutcome o : outcomes.values()) {
            assertEquals(Role.FOUNDER, o.role());
            assertEquals(SyncOutcome.NOBODY, o.donor());
            assertTrue(o.complete());
            assertEquals(3, o.version());
        }
    }

    @Test
    void aJoinerIsSentTheStateByOneMember() {
        add(1, 2);
        net.ring(1, 2).finish();
        net.members.values().forEach(m -> m.text = "x".repeat(100_000));
        net.member(3);
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2, 3).finish();
        assertSame(outcomes);
        assertEquals(1, outcomes.get(3).donor());
        assertEquals(List.of(1, 2), outcomes.get(3).continuous());
        assertEquals(Role.HOLDER, outcomes.get(1).role());
        assertEquals(Role.HOLDER, outcomes.get(2).role());
        assertEquals(Role.RECEIVER, outcomes.get(3).role());
        for (int i = 1; i <= 4; i++) {
            assertEquals(i < 3, outcomes.get(3).isHolder(i));
        }
        assertEquals(net.member(1).text, net.member(3).text);
        assertEquals(1, net.member(1).snapshots);
        assertEquals(0, net.member(2).snapshots);
    }

    @Test
    void nothingIsSentWhenNobodyLacksIt() {
        add(1, 2, 3);
        net.ring(1, 2, 3).finish();
        SyncNet.Ring ring = net.ring(1, 3);
        Map<Integer, SyncOutcome> outcomes = ring.finish();
        assertSame(outcomes);
        assertEquals(0, net.member(1).snapshots + net.member(3).snapshots);
        assertEquals(List.of(1, 3), outcomes.get(1).continuous());
        assertTrue(outcomes.get(3).complete());
    }

    @Test
    void theMostRecentStateWinsAndAmongEqualOnesTheLowestUnsignedId() {
        add(1, 2, -1);
        net.member(2).with("two", 8);
        net.member(1).with("one", 7);
        net.member(-1).with("minus", -8);
        // generations are unsigned
        assertEquals(-1, net.ring(1, 2, -1).finish().get(1).donor());
        assertEquals("minus", net.member(1).text);
        net.kill(-1);
        net.kill(1);
        net.kill(2);
        add(1, 2, -1);
        net.member(-1).with("minus", 5);
        net.member(2).with("two", 5);
        assertEquals(2, net.ring(-1, 1, 2).finish().get(1).donor());
    }

    @Test
    void theLargerPartKeepsItsState() {
        add(1, 2, 3);
        net.ring(1, 2, 3).finish();
        net.ring(1);
        assertEquals(2, net.ring(1, 2, 3).finish().get(1).donor());
    }

    @Test
    void aPieceIsAsLargeAsTheQueueHasRoomFor() {
        net.queueBytes = 700;
        add(1);
        net.ring(1).finish();
        net.member(1).text = "y".repeat(9_999);
        add(2);
        SyncNet.Ring ring = net.ring(1, 2);
        assertSame(ring.finish());
        assertEquals(net.member(1).text, net.member(2).text);
        assertTrue(ring.pieces >= 20, ring.pieces + " pieces");
    }

    @Test
    void anEmptyStateIsAState() {
        add(1);
        net.ring(1).finish();
        net.member(1).text = "";
        add(2);
        assertSame(net.ring(1, 2).finish());
        assertEquals("", net.member(2).text);
    }

    @Test
    void whoWasElsewhereIsSentTheStateAlthoughItHasOne() {
        add(1, 2, 3);
        net.ring(1, 2, 3).finish();
        net.ring(3).finish();
        net.ring(1, 2).finish();
        net.member(1).text = "theirs";
        net.member(2).text = "theirs";
        net.member(3).text = "his";
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2, 3).finish();
        assertEquals("theirs", net.member(3).text);
        assertEquals(List.of(), outcomes.get(1).diverged());
        assertEquals(List.of(1, 2), outcomes.get(1).continuous());
    }

    @Test
    void whoCameAlongWithAnotherStateIsFoundOut() {
        add(1, 2, 3);
        net.ring(1, 2, 3).finish();
        net.member(2).text = "wrong";
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2, 3).finish();
        assertSame(outcomes);
        assertEquals(List.of(2), outcomes.get(3).diverged());
        assertFalse(outcomes.get(1).isHolder(2));
        assertTrue(outcomes.get(1).isHolder(3));
        assertEquals("founded", net.member(2).text);
    }

    @Test
    void membersWithoutTheEngineTakePartAndAreKnown() {
        add(1, 2, 3);
        net.member(2).runs = false;
        net.member(2).announces = false;
        net.ring(1, 2, 3).finish();
        add(4);
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2, 3, 4).finish();
        assertSame(outcomes);
        assertNull(outcomes.get(1).participant(2));
        assertEquals(4, outcomes.get(1).participant(4).nodeId());
        // it came along with the donor, and so was nowhere else
        assertEquals(List.of(1, 2, 3), outcomes.get(4).continuous());
    }

    @Test
    void nobodyWaitsForAnEngineThatGoesInTheMiddle() {
        add(1, 2, 3);
        net.ring(1, 2, 3).finish();
        SyncNet.Ring ring = net.ring(1, 2, 3);
        net.member(2).runs = false;
        Map<Integer, SyncOutcome> outcomes = ring.finish();
        assertNull(outcomes.get(1).participant(2));
        assertTrue(outcomes.get(1).complete());
    }

    @Test
    void aDonorThatGoesInTheMiddleIsNoticedByAll() {
        net.queueBytes = 2_000;
        add(1, 2);
        net.ring(1, 2).finish();
        net.members.values().forEach(m -> m.text = "z".repeat(50_000));
        add(3);
        SyncNet.Ring ring = net.ring(1, 2, 3);
        while (ring.pieces < 3) {
            assertFalse(ring.step());
        }
        net.member(1).runs = false;
        Map<Integer, SyncOutcome> outcomes = ring.finish();
        assertSame(outcomes);
        assertFalse(outcomes.get(2).complete());
        assertNull(outcomes.get(3).snapshot());
        assertNull(net.member(3).text);
        // the next synchronisation makes it good
        net.member(1).announces = false;
        outcomes = net.ring(1, 2, 3).finish();
        assertEquals(2, outcomes.get(3).donor());
        assertEquals(net.member(2).text, net.member(3).text);
    }

    @Test
    void theHighestVersionThatAllHaveIsTaken() {
        add(1, 2);
        net.member(2).versions = new VersionRange(2, 5);
        assertEquals(3, net.ring(1, 2).finish().get(1).version());
        add(3);
        net.member(3).versions = new VersionRange(1, 2);
        assertEquals(2, net.ring(1, 2, 3).finish().get(2).version());
    }

    @Test
    void withoutACommonVersionNothingIsSent() {
        add(1);
        net.ring(1).finish();
        add(2);
        net.member(2).versions = new VersionRange(4, 9);
        Map<Integer, SyncOutcome> outcomes = net.ring(1, 2).finish();
        assertSame(outcomes);
        assertEquals(VersionRange.NONE, outcomes.get(1).version());
        assertFalse(outcomes.get(2).complete());
        assertEquals(0, net.member(1).snapshots);
        assertThrows(IllegalArgumentException.class, () -> new VersionRange(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new VersionRange(3, 2));
        assertThrows(IllegalArgumentException.class, () -> new VersionRange(3, 65536));
    }

    @Test
    void notesAreToldToAll() {
        add(1, 2);
        net.member(1).note = "hello";
        assertEquals("hello", new String(net.ring(1, 2).finish().get(2).participant(1).note(),
                java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void messagesOfOtherRingsAndNonsenseChangeNothing() {
        add(1, 2);
        net.ring(1, 2).finish();
        net.member(1).text = "right";
        net.member(2).text = "right";
        add(3);
        SyncNet.Ring ring = net.ring(1, 2, 3);
        ring.step();
        Random r = new Random(7);
        for (Member m : net.members.values()) {
            for (int length = 0; length < 120; length++) {
                byte[] bytes = new byte[length];
                r.nextBytes(bytes);
                m.transfer.onMessage(2, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
                // somebody who is no member, and of another ring
                m.transfer.onMessage(9, beginning(new RingIdentity(1, 16)));
                m.transfer.onMessage(1, beginning(new RingIdentity(1, 8)));
            }
        }
        Map<Integer, SyncOutcome> outcomes = ring.finish();
        assertSame(outcomes);
        assertEquals("right", net.member(3).text);
    }

    private static ByteBuffer beginning(RingIdentity ring) {
        return TransferMessage.beginning(SyncNet.SERVICE << 16 | SyncNet.FUNCTION, ring,
                new TransferMessage.Beginning(7, List.of(1, 2, 3), List.of(1)));
    }

    @Test
    void aStateThatIsTooLargeIsNotSent() {
        add(1);
        net.ring(1).finish();
        net.member(1).text = "w".repeat((1 << 20) + 1);
        add(2);
        SyncNet.Ring ring = net.ring(1, 2);
        assertThrows(IllegalStateException.class, ring::finish);
    }

    /** Rings that break at any step, again and again: the last one makes all the same, with the most recent state. */
    @Test
    void whereverAMembershipChangeFallsTheNextRoundIsRight() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random r = new Random(seed);
            SyncNet world = new SyncNet();
            world.queueBytes = 600 + r.nextInt(3_000);
            for (int id = 1; id <= 4; id++) {
                world.member(id);
            }
            long most = 0;
            String newest = null;
            for (int change = 0; change < 6; change++) {
                int[] ids = r.ints(1, 5).distinct().limit(1 + r.nextInt(4)).toArray();
                SyncNet.Ring ring = world.ring(ids);
                if (r.nextInt(3) == 0) {
                    Map<Integer, SyncOutcome> outcomes = ring.finish();
                    assertSame(outcomes);
                    String text = "state " + change + " of " + seed + "x".repeat(r.nextInt(4_000));
                    for (int id : ids) {
                        world.member(id).text = text;
                    }
                    newest = text;
                    most = world.member(ids[0]).generation;
                } else {
                    for (int n = r.nextInt(12); n > 0; n--) {
                        if (r.nextBoolean()) {
                            ring.token(ids[r.nextInt(ids.length)]);
                        } else if (!ring.isIdle()) {
                            ring.deliver();
                        }
                    }
                }
            }
            Map<Integer, SyncOutcome> outcomes = world.ring(1, 2, 3, 4).finish();
            assertSame(outcomes);
            for (Member m : world.members.values()) {
                assertEquals(newest == null ? "founded" : newest, m.text, "seed " + seed + " generation " + most);
            }
        }
    }
}
