package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Totem papers say of flow control, a test a sentence; the numbers are corosync's (spec 4.9). */
class PaperFlowControlTest {
    private static final long WRAP = 1L << 32;

    /** How many frames each visit of a token sent, in the order of the visits. */
    private static List<Integer> visits(TestNet net, int rotations) {
        List<Integer> sent = new ArrayList<>();
        int frames = 0;
        for (int i = 0; sent.size() < rotations * net.nodes.size() && i < 100_000; i++) {
            TestNet.Packet p = net.wire.peek();
            TestNet.Node to = net.nodes.get(p.to());
            int before = to.sent(PacketType.FRAME).size();
            net.step();
            frames = to.sent(PacketType.FRAME).size() - before;
            if (p.type() == PacketType.TOKEN) {
                sent.add(frames);
            }
        }
        return sent;
    }

    private static TestNet busy(Dialect dialect, int[] backlogs) {
        TestNet net = TestNet.formed(dialect, backlogs.length);
        for (int i = 0; i < backlogs.length; i++) {
            for (int n = 0; n < backlogs[i]; n++) {
                net.nodes.get(i + 1).offer("m" + n);
            }
        }
        return net;
    }

    @ParameterizedTest
    @EnumSource
    void nobodySendsMoreThanItsMaximumAtAVisit(Dialect dialect) {
        List<Integer> sent = visits(busy(dialect, new int[]{200, 0, 0}), 15);
        assertEquals(17, sent.stream().mapToInt(Integer::intValue).max().orElse(0));
        assertEquals(200, sent.stream().mapToInt(Integer::intValue).sum());
    }

    @ParameterizedTest
    @EnumSource
    void theRingSendsNoMoreThanTheWindowInARotation(Dialect dialect) {
        int nodes = 6;
        List<Integer> sent = visits(busy(dialect, new int[]{300, 300, 300, 300, 300, 300}), 40);
        int most = 0;
        for (int from = 0; from + nodes <= sent.size(); from++) {
            most = Math.max(most, sent.subList(from, from + nodes).stream().mapToInt(Integer::intValue).sum());
        }
        assertTrue(most <= 50 && most >= 40, "most in a rotation: " + most);
    }

    @ParameterizedTest
    @EnumSource
    void everyoneWithABacklogGetsItsShareOfTheWindow(Dialect dialect) {
        TestNet net = busy(dialect, new int[]{300, 300, 300, 300, 300, 300});
        visits(net, 12);
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (TestNet.Node n : net.nodes.values()) {
            int frames = n.sent(PacketType.FRAME).size();
            least = Math.min(least, frames);
            most = Math.max(most, frames);
        }
        assertTrue(least > 0 && most <= 2 * least, least + " to " + most);
    }

    @ParameterizedTest
    @EnumSource
    void theTokenCountsWhatWasSentInTheLastRotation(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.offer("a");
        s.offer("b");
        assertTrue(s.on(s.returning(v -> v.sent(5))).contains(" sent 7\n"));
        assertTrue(s.on(s.returning(v -> {
        })).contains(" sent 5\n"));
    }

    @ParameterizedTest
    @EnumSource
    void theTokenCountsWhatWaitsEverywhere(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        for (int i = 0; i < 20; i++) {
            s.offer("m" + i);
        }
        assertTrue(s.on(s.returning(v -> v.backlog(4))).contains(" backlog 24 "));
        assertTrue(s.on(s.returning(v -> {
        })).contains(" backlog 7 "));
        assertTrue(s.on(s.returning(v -> {
        })).contains(" backlog 4 "));
    }

    @ParameterizedTest
    @EnumSource
    void aFullWindowLeavesNoRoomForNewMessages(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.offer("a");
        s.offer("b");
        String full = s.on(s.returning(v -> v.sent(50)));
        assertTrue(!full.contains("MCAST"), full);
        String one = s.on(s.returning(v -> v.sent(49)));
        assertTrue(one.contains(" seq 1 of 2 ") && !one.contains(" seq 2 of 2 "), one);
    }

    /** In corosync the difference is unsigned: a rotation beyond the window, as recovery can have, limits nothing. */
    @ParameterizedTest
    @EnumSource
    void aWindowThatIsExceededLimitsNothing(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.offer("a");
        assertTrue(s.on(s.returning(v -> v.sent(51))).contains("MCAST"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentAgainGoesFirstAndCounts(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.peers.frame(3, s.first(), 1, "old"));
        s.offer("new");
        String seen = s.on(s.returning(v -> {
            v.seq(1);
            v.aru(0);
            v.aruNode(1);
            v.sent(49);
            v.addRetransmit(s.first(), 1);
        }));
        assertTrue(seen.contains("seq 1 of 3") && !seen.contains("seq 2 of 2") && seen.contains(" sent 50"), seen);
    }

    /** What is not released yet plus a whole window has to fit into the store of the slowest. */
    @ParameterizedTest
    @EnumSource
    void nobodySendsWhatTheSlowestCouldNotStore(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        for (int seq = 1; seq <= 16_317; seq++) {
            s.hear(s.peers.frame(3, s.first(), seq, ""));
        }
        s.offer("new");
        s.forget();
        assertTrue(s.on(behind(s, 16_317)).contains("seq 16318 of 2"), "16317 fits");
        for (int seq = 16_319; seq <= 16_320; seq++) {
            s.hear(s.peers.frame(3, s.first(), seq, ""));
        }
        s.offer("newer");
        s.forget();
        String seen = s.on(behind(s, 16_320));
        assertTrue(!seen.contains("MCAST"), seen);
    }

    private static ByteBuffer behind(Seat s, int seq) {
        return s.peers.token(s.out.lastToken, 1, 2, v -> {
            v.seq(seq);
            v.aru(0);
            v.aruNode(3);
            v.sent(0);
            v.backlog(0);
        });
    }

    /** The formula of spec 4.9, in numbers that do not wrap by themselves. */
    private static long naive(long maximum, long window, long sent, long backlog, long queued, long before) {
        long allowed = Math.min(maximum, Math.floorMod(window - sent, WRAP));
        long total = Math.floorMod(backlog + queued - before, WRAP);
        if (total != 0) {
            BigInteger product = BigInteger.valueOf(window).multiply(BigInteger.valueOf(before));
            long share = product.mod(BigInteger.valueOf(WRAP)).longValue() / total;
            allowed = share > 0 ? Math.min(allowed, share) : allowed;
        }
        return allowed;
    }

    @Test
    void theLimitIsThatOfTheNaiveFormula() {
        Random random = new Random(9);
        for (int run = 0; run < 500; run++) {
            int maximum = 1 + random.nextInt(40);
            int window = maximum + random.nextInt(200);
            RingConfig config = RingConfig.builder(Dialect.V3, 1).maxMessages(maximum).windowFrames(window).build();
            FlowControl flow = new FlowControl();
            int before = 0;
            int sentBefore = 0;
            for (int visit = 0; visit < 50; visit++) {
                int sent = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(window + 2);
                int backlog = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(500);
                int queued = random.nextInt(300);
                long expected = naive(maximum, window, sent & 0xffff_ffffL, backlog & 0xffff_ffffL, queued, before);
                assertEquals(expected, flow.allowed(config, sent, backlog, queued) & 0xffff_ffffL);
                int sending = random.nextInt(20);
                assertEquals(sending - sentBefore, flow.sentChange(sending));
                assertEquals(queued - before, flow.backlogChange());
                before = queued;
                sentBefore = sending;
            }
        }
    }
}
