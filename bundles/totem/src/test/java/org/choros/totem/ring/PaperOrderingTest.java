package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.PacketType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the Totem papers say of the ordering of messages (TOCS 1995, total ordering protocol), a test a sentence. Where
 * corosync does otherwise on purpose, the test pins what corosync does and says so.
 */
class PaperOrderingTest {
    private static TestNet lossy(Dialect dialect, long seed, double loss) {
        TestNet net = TestNet.formed(dialect, 3);
        Random random = new Random(seed);
        net.loss = p -> p.type() == PacketType.FRAME && random.nextDouble() < loss;
        for (int i = 0; i < 60; i++) {
            net.nodes.get(1 + random.nextInt(3)).offer("m" + i);
            net.settle(random.nextInt(12));
        }
        net.run(40_000);
        return net;
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageIsDeliveredAtMostOnceWhateverArrivesTwice(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        for (int i = 0; i < 30; i++) {
            net.nodes.get(1 + i % 3).offer("m" + i);
            for (int n = 0; n < 9 && !net.wire.isEmpty(); n++) {
                TestNet.Packet p = net.wire.peek();
                net.step();
                net.nodes.get(p.to()).ring.onPacket(0, ByteBuffer.wrap(p.bytes()), false, net.nowNs);
            }
        }
        net.run(10_000);
        for (TestNet.Node n : net.nodes.values()) {
            assertEquals(30, n.delivered.size());
            assertEquals(30, n.delivered.stream().distinct().count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMemberDeliversEveryMessageItsOwnIncluded(Dialect dialect) {
        for (TestNet.Node n : lossy(dialect, 1, 0.3).nodes.values()) {
            assertEquals(60, n.delivered.stream().distinct().count(), "at " + n.nodeId);
        }
    }

    @ParameterizedTest
    @EnumSource
    void allMembersDeliverInOneOrder(Dialect dialect) {
        for (long seed = 0; seed < 20; seed++) {
            TestNet net = lossy(dialect, seed, 0.2);
            List<String> first = net.nodes.get(1).delivered;
            net.nodes.values().forEach(n -> assertEquals(first, n.delivered));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTwoMessagesOfARingHaveOneNumber(Dialect dialect) {
        TestNet net = lossy(dialect, 2, 0.3);
        Map<String, String> byNumber = new HashMap<>();
        int again = 0;
        for (TestNet.Node n : net.nodes.values()) {
            for (TestNet.Packet p : n.sent(PacketType.FRAME)) {
                FrameView v = n.frame(p);
                String before = byNumber.put(v.ringId() + "/" + v.seq(), HexFormat.of().formatHex(p.bytes()));
                again += before == null ? 0 : 1;
                assertTrue(before == null || before.equals(HexFormat.of().formatHex(p.bytes())), "number " + v.seq());
            }
        }
        assertTrue(again > 0, "nothing was sent again");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageIsDeliveredAfterThoseThatItsSenderHadDelivered(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 4);
        Random random = new Random(3);
        net.loss = p -> p.type() == PacketType.FRAME && random.nextDouble() < 0.2;
        List<List<String>> before = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            TestNet.Node sender = net.nodes.get(1 + random.nextInt(4));
            before.add(List.copyOf(sender.delivered));
            sender.offer("m" + i);
            net.settle(random.nextInt(20));
        }
        net.run(40_000);
        for (TestNet.Node n : net.nodes.values()) {
            List<String> order = n.delivered.stream().map(d -> d.substring(2)).toList();
            for (int i = 0; i < 40; i++) {
                int at = order.indexOf("m" + i);
                before.get(i).forEach(d -> assertTrue(order.indexOf(d.substring(2)) < at, d + " at " + n.nodeId));
            }
        }
    }

    /** Agreed delivery: a message waits for all before it, and for nothing else. */
    @ParameterizedTest
    @EnumSource
    void nothingIsDeliveredBehindAHole(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        assertFalse(s.on(s.peers.frame(3, s.first(), 2, "b")).contains("deliver"));
        assertFalse(s.on(s.peers.frame(1, s.first(), 4, "d")).contains("deliver"));
        String seen = s.on(s.peers.frame(1, s.first(), 1, "a"));
        assertTrue(seen.startsWith("deliver 1 of 1 a\ndeliver 2 of 3 b\ncounts"), seen);
    }

    /**
     * The papers offer safe delivery: not before all have the message. Corosync has only agreed delivery, also for a
     * message that is marked safe.
     */
    @ParameterizedTest
    @EnumSource
    void deliveryDoesNotWaitUntilAllHaveTheMessageNotEvenOfASafeOne(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        ByteBuffer safe = s.peers.frame(1, s.first(), 1, "safe");
        new FrameView(dialect).wrap(safe).guarantee(1);
        assertTrue(s.on(safe).contains("deliver 1 of 1 safe"));
        TestNet net = TestNet.formed(dialect, 3);
        net.loss = p -> p.to() == 3 && p.type() == PacketType.FRAME;
        net.nodes.get(1).offer("x");
        net.settle(30);
        assertEquals("[1:x] [1:x] []", net.nodes.get(1).delivered + " " + net.nodes.get(2).delivered + " "
                + net.nodes.get(3).delivered);
    }

    @ParameterizedTest
    @EnumSource
    void whoLacksAMessageLowersTheAruAndRaisesItAgain(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        String lacking = s.on(s.returning(v -> {
            v.seq(2);
            v.aru(2);
        }));
        assertTrue(lacking.contains(" seq 2 aru 0 by 2 "), lacking);
        s.on(s.peers.frame(3, s.first(), 1, "a"));
        assertTrue(s.on(s.returning(v -> {
        })).contains(" seq 2 aru 1 by 2 "));
        s.on(s.peers.frame(3, s.first(), 2, "b"));
        assertTrue(s.on(s.returning(v -> {
        })).contains(" seq 2 aru 2 by 0 "));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyRaisesAnAruThatAnotherHasLowered(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.peers.frame(3, s.first(), 1, "a"));
        String seen = s.on(s.returning(v -> {
            v.seq(1);
            v.aru(0);
            v.aruNode(3);
        }));
        assertTrue(seen.contains(" seq 1 aru 0 by 3 "), seen);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHasAMessageSendsItAgainAsItWas(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.peers.frame(3, s.first(), 1, "a"));
        String seen = s.on(s.returning(v -> {
            v.seq(1);
            v.aru(0);
            v.aruNode(1);
            v.addRetransmit(s.first(), 1);
        }));
        assertTrue(seen.contains(">* MCAST ring 1.8 seq 1 of 3 1 bytes"), seen);
        assertFalse(seen.contains("missing"), seen);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatNobodyHereCanServeIsPassedOn(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.peers.frame(3, s.first(), 1, "a"));
        String seen = s.on(s.returning(v -> {
            v.seq(2);
            v.aru(0);
            v.aruNode(1);
            v.addRetransmit(s.first(), 2);
            v.addRetransmit(s.foreign(), 1);
        }));
        assertTrue(seen.contains(" missing 2 9.4:1"), seen);
        assertFalse(seen.contains("MCAST"), seen);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingMessageIsRequestedWhenItWasMissedAtFiveVisits(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        for (int visit = 1; visit <= 5; visit++) {
            String seen = s.on(s.returning(v -> v.seq(1)));
            assertEquals(visit == 5, seen.contains(" missing 1"), "visit " + visit + ": " + seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreThanThirtyMessagesAreRequestedAtATime(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        String seen = "";
        for (int visit = 0; visit < 6; visit++) {
            seen = s.on(s.returning(v -> v.seq(40)));
        }
        assertTrue(seen.contains(" 29 30\n"), seen);
    }

    /** Everybody's aru has passed it, and the token has brought that news to all. */
    @ParameterizedTest
    @EnumSource
    void aMessageIsDroppedWhenTheAruHasPassedItOnTwoVisitsAndNotBefore(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.peers.frame(3, s.first(), 1, "a"));
        for (int visit = 1; visit <= 3; visit++) {
            String seen = s.on(s.returning(v -> {
                v.seq(1);
                v.aru(1);
                v.aruNode(0);
                if (v.retransmits() == 0) {
                    v.addRetransmit(s.first(), 1);
                }
            }));
            assertEquals(visit < 2, seen.contains("MCAST"), "visit " + visit + ": " + seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsLostIsSentAgainAndTheMembershipStays(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        String before = net.nodes.get(1).membership();
        boolean[] lost = {false};
        net.loss = p -> p.type() == PacketType.TOKEN && p.from() == 2 && !lost[0] && (lost[0] = true);
        net.nodes.get(3).offer("x");
        net.run(1500);
        assertTrue(lost[0]);
        assertEquals(before, net.nodes.get(1).membership());
        net.nodes.values().forEach(n -> assertEquals("[3:x]", n.delivered.toString()));
        assertTrue(net.nodes.values().stream().mapToLong(n -> n.ring.counter(RingCounter.TOKEN_RETRANSMITS)).sum() > 0);
    }
}
