package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single rules of the ring protocol, with their sections. */
class RuleTest {
    private static final Dialect V3 = Dialect.V3;
    private final TestNet net = new TestNet(V3);
    private TestNet.Node node;

    @BeforeEach
    void start() {
        node = net.add(2, 0);
    }

    private static ByteBuffer packet(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer join(int header, int from, long ringSeq, int[] proc, int[] failed) {
        JoinView v = new JoinView(V3).wrap(packet(JoinView.length(V3, proc.length + failed.length)));
        v.header(PacketType.JOIN, 0, header);
        v.from(Processor.of(from));
        v.counts(proc.length, failed.length);
        v.ringSeq(ringSeq);
        for (int i = 0; i < proc.length; i++) {
            v.wanted(i, Processor.of(proc[i]));
        }
        for (int i = 0; i < failed.length; i++) {
            v.failed(i, Processor.of(failed[i]));
        }
        return v.buffer();
    }

    private ByteBuffer foreign(PacketType type, int from) {
        RingId ring = RingId.of(Processor.of(from), 100);
        if (type == PacketType.FRAME) {
            FrameView v = new FrameView(V3).wrap(packet(100));
            v.header(type, FrameView.ORDINARY, from);
            v.from(Processor.of(from));
            v.seq(1);
            v.ringId(ring);
            return v.buffer();
        }
        MergeDetectView v = new MergeDetectView(V3).wrap(packet(MergeDetectView.fixedLength(V3)));
        v.header(PacketType.MERGE_DETECT, 0, from);
        v.from(Processor.of(from));
        v.ringId(ring);
        return v.buffer();
    }

    /** Brings a lone node into a state and cuts it off. */
    private void reach(State state) {
        node.storesAtOnce = state == State.OPERATIONAL || state == State.RECOVERY;
        node.start();
        if (state == State.GATHER) {
            net.wire.clear();
        } else if (state == State.RECOVERY) {
            while (node.ring.state() != State.RECOVERY) {
                net.step();
            }
        } else {
            net.settle(100);
        }
        net.wire.clear();
        assertEquals(state, node.ring.state());
    }

    /** Section 4.16. */
    @ParameterizedTest
    @CsvSource({"OPERATIONAL,MERGE,GATHER", "GATHER,MERGE,GATHER", "COMMIT,MERGE,COMMIT", "RECOVERY,MERGE,RECOVERY",
            "OPERATIONAL,FRAME,GATHER", "GATHER,FRAME,GATHER", "COMMIT,FRAME,COMMIT", "RECOVERY,FRAME,RECOVERY",
            "OPERATIONAL,JOIN,GATHER", "GATHER,JOIN,GATHER", "COMMIT,JOIN,COMMIT", "RECOVERY,JOIN,RECOVERY",
            "COMMIT,OWN_JOIN,GATHER", "RECOVERY,OWN_JOIN,GATHER", "OPERATIONAL,STALE_JOIN,OPERATIONAL",
            "OPERATIONAL,FAILING_JOIN,OPERATIONAL", "OPERATIONAL,TOKEN_LOSS,GATHER", "COMMIT,TOKEN_LOSS,GATHER",
            "RECOVERY,TOKEN_LOSS,GATHER", "OPERATIONAL,INTERFACE,GATHER", "GATHER,INTERFACE,GATHER",
            "COMMIT,INTERFACE,GATHER", "RECOVERY,INTERFACE,GATHER", "OPERATIONAL,FORCED,GATHER"})
    void eventAndState(State before, String event, State after) {
        reach(before);
        int joins = node.sent(PacketType.JOIN).size();
        long ringSeq = node.ring.ringId().seq();
        switch (event) {
            case "MERGE" -> node.ring.onPacket(0, foreign(PacketType.MERGE_DETECT, 9), false, net.nowNs);
            case "FRAME" -> node.ring.onPacket(0, foreign(PacketType.FRAME, 9), false, net.nowNs);
            case "JOIN" -> node.ring.onPacket(0, join(9, 9, 100, new int[]{9}, new int[0]), false, net.nowNs);
            case "OWN_JOIN" -> node.ring.onPacket(0, join(2, 2, ringSeq, new int[]{2}, new int[0]), false, net.nowNs);
            case "STALE_JOIN" ->
                node.ring.onPacket(0, join(2, 2, ringSeq - 1, new int[]{2}, new int[0]), false, net.nowNs);
            case "FAILING_JOIN" ->
                node.ring.onPacket(0, join(9, 9, 100, new int[]{9}, new int[]{2}), false, net.nowNs);
            case "TOKEN_LOSS" -> node.ring.onDeadline(net.nowNs + 3000 * RingConfig.MS);
            case "INTERFACE" -> node.start();
            default -> node.ring.gather(net.nowNs);
        }
        assertEquals(after, node.ring.state());
        boolean changed = after == State.GATHER;
        assertEquals(changed, node.sent(PacketType.JOIN).size() > joins, "a join is sent when GATHER is entered");
    }

    /** 4.5: a stranger's failed list is not taken over, and does not make us gather again and again. */
    @Test
    void aStrangersFailedListIsNothingNew() {
        reach(State.GATHER);
        ByteBuffer join = join(9, 9, 100, new int[]{2, 9}, new int[]{7});
        node.ring.onPacket(0, join, false, net.nowNs);
        int joins = node.sent(PacketType.JOIN).size();
        node.ring.onPacket(0, join, false, net.nowNs);
        assertEquals(joins, node.sent(PacketType.JOIN).size());
        assertTrue(node.events.stream().anyMatch(RingEvent.Mark.class::isInstance));
    }

    /** 4.8 step 3: joins that came in front of a token are dropped. */
    @Test
    void joinsAreDroppedWhileFlushing() {
        reach(State.GATHER);
        int joins = node.sent(PacketType.JOIN).size();
        node.ring.onPacket(0, join(9, 9, 100, new int[]{9}, new int[0]), true, net.nowNs);
        assertEquals(joins, node.sent(PacketType.JOIN).size());
    }

    /** 4.13: after a pause the sockets are emptied and the join is ignored. */
    @Test
    void aPauseMakesJoinsStale() {
        reach(State.OPERATIONAL);
        long late = net.nowNs + 2000 * RingConfig.MS;
        node.ring.onPacket(0, join(9, 9, 100, new int[]{9}, new int[0]), false, late);
        assertTrue(node.calls.contains("discard"));
        assertEquals(State.OPERATIONAL, node.ring.state());
        node.ring.onPacket(0, join(9, 9, 100, new int[]{9}, new int[0]), false, late);
        assertEquals(State.GATHER, node.ring.state());
    }

    /** 4.15: an idle representative keeps the token; who has something to send asks for it. */
    @Test
    void anIdleTokenIsHeldAndCancelled() {
        node.start();
        net.run(100);
        int tokens = node.sent(PacketType.TOKEN).size();
        net.run(400);
        assertEquals(tokens, node.sent(PacketType.TOKEN).size(), "held for 561 ms");
        node.offer("x");
        assertEquals(1, node.sent(PacketType.HOLD_CANCEL).size());
        net.settle(100);
        assertEquals("[2:x]", node.delivered.toString());
    }

    /** A duplicate of the present token releases nothing and restarts nothing. */
    @Test
    void duplicateTokensAreIgnored() {
        node.start();
        net.run(100);
        TestNet.Packet token = node.sent(PacketType.TOKEN).get(node.sent(PacketType.TOKEN).size() - 1);
        long deadline = node.ring.nextDeadlineNs();
        int sent = node.sent.size();
        node.ring.onPacket(0, ByteBuffer.wrap(token.bytes()), false, net.nowNs + 1);
        assertEquals(sent, node.sent.size());
        assertTrue(node.ring.nextDeadlineNs() <= deadline);
    }

    /** Rule 13: a token that is further ahead than any can be is dropped. */
    @Test
    void impossibleTokensAreDropped() {
        node.start();
        net.run(100);
        ByteBuffer token = packet(TokenView.LENGTH_MAX);
        TokenView v = new TokenView(V3).wrap(token);
        v.header(PacketType.TOKEN, 0, 2);
        v.tokenSeq(10_000);
        v.seq(20_000);
        v.aru(19_999);
        v.ringId(node.ring.ringId());
        token.limit(v.packetLength());
        node.ring.onPacket(0, token, false, net.nowNs);
        assertEquals(1, node.ring.counter(RingCounter.IMPOSSIBLE_TOKENS));
        assertEquals(State.OPERATIONAL, node.ring.state());
    }

    /** 4.12, end to end: a member that is deaf to messages fails itself, and comes back. */
    @Test
    void aDeafMemberFailsItself() {
        TestNet three = new TestNet(V3);
        for (int id = 1; id <= 3; id++) {
            three.add(RingConfig.builder(V3, id).failToReceiveVisits(50).cancelHoldOnRetransmit(true).build(), 0);
        }
        three.startAll();
        three.run(5000);
        three.loss = p -> p.to() == 3 && p.type() == PacketType.FRAME;
        three.nodes.get(1).offer("x");
        three.run(100);
        assertTrue(three.nodes.get(3).events.stream().anyMatch(RingEvent.FailedToReceive.class::isInstance));
        three.loss = p -> false;
        three.run(10_000);
        assertEquals("[1, 2, 3]", three.nodes.get(3).ring.members().toString());
    }

    /** 4.15: a hold cancel of another ring is nobody's business. */
    @Test
    void foreignHoldCancelsAreIgnored() {
        node.start();
        net.run(100);
        int sent = node.sent.size();
        HoldCancelView v = new HoldCancelView(V3).wrap(packet(HoldCancelView.fixedLength(V3)));
        v.header(PacketType.HOLD_CANCEL, 0, 9);
        v.ringId(RingId.of(Processor.of(9), 77));
        node.ring.onPacket(0, v.buffer(), false, net.nowNs);
        assertEquals(sent, node.sent.size());
    }

    @Test
    void aFullQueueRefusesAndCallsBack() {
        TestNet small = new TestNet(V3);
        TestNet.Node n = small.add(RingConfig.builder(V3, 1).queueFrames(3).build(), 0);
        n.start();
        small.run(100);
        for (int i = 0; i < 3; i++) {
            assertTrue(n.offer("m" + i));
        }
        assertFalse(n.offer("too much"));
        small.run(10);
        assertTrue(n.calls.contains("space"));
        assertTrue(n.offer("now"));
    }

    @Test
    void aLeaveSaysSoAndEndsAll() {
        reach(State.OPERATIONAL);
        node.ring.leave(net.nowNs);
        TestNet.Packet last = node.sent.get(node.sent.size() - 1);
        ByteBuffer b = ByteBuffer.wrap(last.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        JoinView v = new JoinView(V3).wrap(b);
        assertTrue(v.isLeave());
        assertEquals(0, v.wanted());
        assertEquals(Processor.of(2), v.failed(0));
        assertEquals(Long.MAX_VALUE, node.ring.nextDeadlineNs());
    }
}
