package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.TokenView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spec 10, what is easy to get wrong, by its numbers. Numbers 1, 5 and 25 to 28 are about envelope, transports and
 * settings; 13 is in {@link NaiveTwinTest}, 16 and 17 in {@link PaperOrderingTest}, 22 to 24 in the tests of groups,
 * synchronisation and packets.
 */
class EasyToGetWrongTest {
    private static ByteBuffer bytes(TestNet.Packet p) {
        return ByteBuffer.wrap(p.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @EnumSource
    void number2IntegersAreInTheSendersOrderAndBothAreUnderstood(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        ByteBuffer little = s.peers.frame(3, s.first(), 1, "x");
        ByteBuffer big = ByteBuffer.allocate(little.capacity()).order(ByteOrder.BIG_ENDIAN);
        FrameView v = new FrameView(dialect).wrap(big);
        v.header(PacketType.FRAME, FrameView.ORDINARY, 3);
        v.from(s.peers.processor(3));
        v.seq(1);
        v.ringId(s.first());
        big.put(FrameView.fixedLength(dialect), (byte) 'x');
        assertTrue(s.on(big.order(ByteOrder.LITTLE_ENDIAN)).contains("deliver 1 of 3 x"));
    }

    /** What a foreign-endian sender has written is sent again as it was. */
    @ParameterizedTest
    @EnumSource
    void number2AForeignMessageIsSentAgainAsReceived(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 2);
        TestNet.Node n = net.nodes.get(1);
        ByteBuffer big = ByteBuffer.allocate(FrameView.fixedLength(dialect)).order(ByteOrder.BIG_ENDIAN);
        FrameView v = new FrameView(dialect).wrap(big);
        v.header(PacketType.FRAME, FrameView.ORDINARY, 2);
        v.from(net.nodes.get(2).ring.self());
        v.seq(1);
        v.ringId(n.ring.ringId());
        n.ring.onPacket(0, big, false, net.nowNs);
        List<TestNet.Packet> tokens = n.sent(PacketType.TOKEN);
        ByteBuffer token = ByteBuffer.allocate(1500).order(ByteOrder.LITTLE_ENDIAN);
        token.put(tokens.get(tokens.size() - 1).bytes()).flip();
        TokenView t = new TokenView(dialect).wrap(token);
        t.tokenSeq(t.tokenSeq() + 5);
        t.seq(1);
        t.addRetransmit(n.ring.ringId(), 1);
        n.ring.onPacket(0, token, false, net.nowNs);
        List<TestNet.Packet> frames = n.sent(PacketType.FRAME);
        assertEquals(ByteBuffer.wrap(big.array()), ByteBuffer.wrap(frames.get(frames.size() - 1).bytes()));
    }

    @Test
    void number4TheTargetNodeIdIsGarbageAndPassedOn() {
        Seat s = new Seat(Dialect.V3, 2).reach(Seat.Situation.OPERATIONAL);
        s.on(s.returning(v -> v.targetNodeId(0xdeadbeef)));
        assertEquals(0xdeadbeef, new TokenView(Dialect.V3)
                .wrap(ByteBuffer.wrap(s.out.lastToken).order(ByteOrder.LITTLE_ENDIAN)).targetNodeId());
    }

    @ParameterizedTest
    @EnumSource
    void number6AnOrdinaryMessageSaysTwoAndACarrierOne(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        net.loss = p -> p.type() == PacketType.FRAME && p.to() == 3;
        net.nodes.get(2).offer("x");
        while (net.nodes.get(2).delivered.isEmpty() || net.wire.stream().anyMatch(p -> p.type() == PacketType.FRAME)) {
            net.step();
        }
        TestNet.Node two = net.nodes.get(2);
        assertEquals(2, two.frame(two.sent(PacketType.FRAME).get(0)).encapsulated());
        net.nodes.remove(1);
        net.loss = p -> false;
        int before = two.sent(PacketType.FRAME).size();
        net.run(20_000);
        List<TestNet.Packet> frames = two.sent(PacketType.FRAME);
        assertEquals(1, two.frame(frames.get(before)).encapsulated());
    }

    /** Dialect 3 knows nodes by id, dialect 2 by address: here the highest id has the lowest address. */
    @ParameterizedTest
    @EnumSource
    void number7TheRepresentativeIsTheLowestIdOrTheLowestAddress(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            TestNet.Node n = net.add(id, 0);
            n.ring.onInterface(0, new byte[]{10, 77, 0, (byte) (10 - id)}, true, net.nowNs);
        }
        net.run(5000);
        String members = dialect == Dialect.V3 ? "[1, 2, 3]" : "[3, 2, 1]";
        net.nodes.values().forEach(n -> assertEquals(members, n.ring.members().toString()));
        assertEquals(dialect == Dialect.V3 ? 1 : 3, net.nodes.get(2).ring.ringId().representative());
    }

    @Test
    void number8AnAddressBlockOfDialect2HasTwoSlotsWithOneRing() {
        TestNet.Node n = TestNet.formed(Dialect.V2, 1).nodes.get(1);
        byte[] join = n.sent(PacketType.JOIN).get(0).bytes();
        assertEquals(2, join[8]);
        assertEquals(0, ByteBuffer.wrap(join).getShort(8 + 1 + 22 + 4));
        assertEquals(69 + 45, join.length);
    }

    @ParameterizedTest
    @EnumSource
    void number9TheRingSequenceRisesByFourARingAndByOneARestart(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        net.add(1, 0).start();
        net.run(10);
        assertEquals(5, net.nodes.get(1).stored.seq());
        net.add(1, net.nodes.get(1).stored.seq()).start();
        net.run(10);
        assertEquals(10, net.nodes.get(1).stored.seq());
    }

    @ParameterizedTest
    @EnumSource
    void number10ALeaveHasZeroInItsHeaderAndStillSaysWho(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        TestNet.Node n = net.nodes.get(2);
        n.ring.leave(net.nowNs);
        List<TestNet.Packet> joins = n.sent(PacketType.JOIN);
        JoinView v = new JoinView(dialect).wrap(bytes(joins.get(joins.size() - 1)));
        assertEquals(0, v.nodeId());
        assertEquals(dialect == Dialect.V3 ? 2 : 0, v.from().nodeId());
        assertEquals(n.ring.self(), dialect == Dialect.V3 ? v.from() : v.from().withNodeId(2));
        assertEquals("2 1", v.wanted() + " " + v.failed());
        assertEquals(n.ring.self(), v.failed(0));
    }

    @ParameterizedTest
    @EnumSource
    void number11WithoutItsOwnJoinNothingStarts(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        TestNet.Node n = net.add(1, 0);
        n.loops = false;
        n.start();
        net.run(1000);
        assertEquals(State.GATHER, n.ring.state());
        n.loops = true;
        net.run(51);
        assertEquals(State.OPERATIONAL, n.ring.state());
    }

    @ParameterizedTest
    @EnumSource
    void number12AJoinThatSaysNothingNewBreaksUpTheRing(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        assertTrue(s.on(s.peers.join(3, 8, Seat.ALL, List.of())).startsWith("GATHER JOIN_OPERATIONAL"));
    }

    @ParameterizedTest
    @EnumSource
    void number14WhoeverHasSomethingToSendAsksForAHeldToken(Dialect dialect) {
        for (int self = 1; self <= 2; self++) {
            Seat s = new Seat(dialect, self).reach(Seat.Situation.HELD);
            s.ring.wake(s.nowNs);
            assertTrue(s.seen().startsWith(">* CANCEL ring 1.8\n"));
            s.ring.wake(s.nowNs);
            assertFalse(s.seen().contains("CANCEL"), "once is enough");
        }
    }

    @ParameterizedTest
    @EnumSource
    void number15DuplicatesCountAsIdleVisitsButRestartNothing(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.OPERATIONAL);
        s.pass(300);
        ByteBuffer duplicate = s.peers.token(s.out.lastToken, 1, -1, v -> {
        });
        assertEquals("counts orf_token_rx\nnext 400\n", s.on(duplicate));
        for (int i = 0; i < 31; i++) {
            s.hear(duplicate.duplicate());
        }
        s.ring.wake(s.nowNs);
        assertTrue(s.seen().startsWith(">* CANCEL"), "it believes that the token is held");
    }

    @ParameterizedTest
    @EnumSource
    void number18AfterARecoveryTheFirstNumberIsNotOne(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        net.loss = p -> p.type() == PacketType.FRAME && p.to() == 3;
        net.nodes.get(2).offer("x");
        while (net.nodes.get(2).delivered.isEmpty() || net.wire.stream().anyMatch(p -> p.type() == PacketType.FRAME)) {
            net.step();
        }
        net.nodes.remove(1);
        net.loss = p -> false;
        net.run(20_000);
        net.nodes.get(3).offer("y");
        net.run(1000);
        TestNet.Node three = net.nodes.get(3);
        List<TestNet.Packet> frames = three.sent(PacketType.FRAME);
        assertEquals(2, three.frame(frames.get(frames.size() - 1)).seq());
        assertEquals("[2:x, 3:y]", three.delivered.toString());
    }

    @ParameterizedTest
    @EnumSource
    void number19BothConfigurationsCarryTheNewRing(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 2);
        for (TestNet.Node n : net.nodes.values()) {
            for (int i = 0; i < n.configurations.size(); i += 2) {
                assertEquals(n.configurations.get(i + 1).ring(), n.configurations.get(i).ring());
            }
        }
    }

    /** In udp joins that come together with a token are dropped. */
    @ParameterizedTest
    @EnumSource
    void number21AJoinInFrontOfATokenIsDropped(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
        s.ring.onPacket(0, s.peers.join(9, 50, List.of(9), List.of()), true, s.nowNs);
        assertEquals("counts memb_join_rx\nnext 50\n", s.seen());
    }
}
