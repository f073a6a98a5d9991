package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rings form, lose members, merge and order messages, in both dialects. */
class FormationTest {
    @ParameterizedTest
    @EnumSource
    void aSingletonFormsAtOnce(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        TestNet.Node n = net.add(7, 0);
        n.start();
        net.run(1);
        assertEquals("OPERATIONAL 7.5 [7]", n.membership());
        assertEquals(5, n.stored.seq());
        n.offer("x");
        net.run(700);
        assertEquals(List.of("7:x"), n.delivered);
        // 2.4 keeps its messages to itself while alone
        assertEquals(dialect == Dialect.V2 ? 0 : 1, n.sent(PacketType.FRAME).size());
    }

    @ParameterizedTest
    @EnumSource
    void threeFormOneRingAndOrder(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        for (TestNet.Node n : net.nodes.values()) {
            assertTrue(n.membership().startsWith("OPERATIONAL 1."), n.membership());
            assertEquals(3, n.ring.members().size());
        }
        for (int i = 0; i < 200; i++) {
            for (TestNet.Node n : net.nodes.values()) {
                assertTrue(n.offer("m" + i));
            }
        }
        net.run(2000);
        List<String> all = net.nodes.get(1).delivered;
        assertEquals(600, all.size());
        net.nodes.values().forEach(n -> assertEquals(all, n.delivered));
    }

    @ParameterizedTest
    @EnumSource
    void theOthersGoOnWhenOneDies(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        net.nodes.remove(1);
        net.run(15_000);
        for (TestNet.Node n : net.nodes.values()) {
            assertEquals(2, n.ring.members().size(), n.membership());
            RingConfiguration last = n.configurations.get(n.configurations.size() - 2);
            assertEquals("[1]", last.left().toString());
            assertEquals("[2, 3]", last.members().toString());
            assertTrue(n.events.stream().anyMatch(e -> e instanceof RingEvent.MembershipFormed m
                    && m.failedLine().equals("Failed to receive the leave message. failed: 1")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLeaveIsFast(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        net.nodes.get(2).ring.leave(net.nowNs);
        net.nodes.remove(2);
        net.run(100);
        for (TestNet.Node n : net.nodes.values()) {
            assertEquals("[1, 3]", n.ring.members().toString(), n.membership());
            assertTrue(n.events.stream().noneMatch(e -> e instanceof RingEvent.MembershipFormed m
                    && m.failedLine().endsWith("failed: 2")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void partitionsMerge(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 4; id++) {
            net.add(id, 0);
        }
        net.loss = p -> (p.from() <= 2) != (p.to() <= 2);
        net.startAll();
        net.run(5000);
        assertEquals("[1, 2]", net.nodes.get(1).ring.members().toString());
        assertEquals("[3, 4]", net.nodes.get(4).ring.members().toString());
        net.loss = p -> false;
        net.run(5000);
        net.nodes.values().forEach(n -> assertEquals("[1, 2, 3, 4]", n.ring.members().toString(), n.membership()));
    }

    /** Two visits after us all are operational; until then only members are heard, and who leaves. */
    @ParameterizedTest
    @EnumSource
    void strangersAreNotHeardWhileOthersMayBeInRecovery(Dialect dialect) {
        for (int self = 1; self <= 2; self++) {
            Seat s = new Seat(dialect, self).reach(Seat.Situation.SYNCHRONISING);
            s.hear(s.peers.join(Seat.STRANGER, 20, List.of(Seat.STRANGER), List.of()));
            s.hear(s.peers.frame(Seat.STRANGER, s.foreign(), 1, "x"));
            s.hear(s.peers.mergeDetect(Seat.STRANGER, s.foreign()));
            s.rotate();
            s.hear(s.peers.mergeDetect(Seat.STRANGER, s.foreign()));
            assertEquals(State.OPERATIONAL, s.ring.state());
            s.rotate();
            s.hear(s.peers.mergeDetect(Seat.STRANGER, s.foreign()));
            assertEquals(State.GATHER, s.ring.state());
            Seat member = new Seat(dialect, self).reach(Seat.Situation.SYNCHRONISING);
            member.hear(member.peers.join(3, Seat.FIRST_SEQ, Seat.ALL, List.of()));
            assertEquals(State.GATHER, member.ring.state());
        }
    }

    /** 4.7: who has got an old message on the new ring does not send it, too. */
    @ParameterizedTest
    @EnumSource
    void anOldMessageIsSentAgainOnlyOnce(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 4);
        net.loss = p -> p.type() == PacketType.FRAME && p.to() == 4;
        for (int i = 0; i < 100; i++) {
            net.nodes.get(1).offer("m" + i);
        }
        net.settle(150);
        net.nodes.remove(1);
        net.loss = p -> false;
        net.wire.removeIf(p -> p.from() == 1);
        net.nodes.values().forEach(n -> n.sent.clear());
        net.run(20_000);
        List<String> two = net.nodes.get(2).delivered;
        assertTrue(two.size() > 17, two.size() + "");
        assertEquals(two, net.nodes.get(4).delivered);
        assertEquals(two.size(), net.nodes.values().stream()
                .mapToLong(n -> n.sent(PacketType.FRAME).stream().map(n::frame)
                        .filter(f -> f.encapsulated() == FrameView.CARRIER && f.nodeId() == n.nodeId).count())
                .sum());
    }

    /** 4.7: what one survivor lacks is sent again by the other, before the new configuration. */
    @ParameterizedTest
    @EnumSource
    void survivorsRecoverWhatOneOfThemLacks(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        net.loss = p -> p.type() == PacketType.FRAME && p.to() == 3;
        for (int i = 0; i < 30; i++) {
            net.nodes.get(1).offer("m" + i);
        }
        net.settle(60);
        net.nodes.remove(1);
        net.loss = p -> false;
        net.wire.removeIf(p -> p.from() == 1);
        List<String> two = net.nodes.get(2).delivered;
        assertTrue(two.size() >= 17 && net.nodes.get(3).delivered.isEmpty(), two.size() + " " + net.nodes.get(
                3).delivered);
        net.run(20_000);
        assertEquals("[2, 3]", net.nodes.get(3).ring.members().toString());
        assertEquals(two, net.nodes.get(3).delivered);
        int last = net.nodes.get(3).calls.indexOf("deliver 1:m16");
        int change = net.nodes.get(3).calls.indexOf("reassembly true");
        assertTrue(last > 0 && last < net.nodes.get(3).calls.lastIndexOf("reassembly true") && change > 0);
    }

    @ParameterizedTest
    @EnumSource
    void lostMessagesAreAskedFor(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        int[] count = {0};
        net.loss = p -> p.type() == PacketType.FRAME && ++count[0] % 3 == 0;
        for (int i = 0; i < 100; i++) {
            net.nodes.get(2).offer("m" + i);
        }
        net.run(60_000);
        net.nodes.values().forEach(n -> assertEquals(100, n.delivered.size()));
        assertTrue(net.nodes.get(2).ring.counter(RingCounter.MCAST_RETX) > 0);
        assertTrue(net.nodes.get(1).events.stream().anyMatch(RingEvent.RetransmitList.class::isInstance));
    }

    /** Section 1: numbers that wrap, or cross the point where the comparison changes. */
    @ParameterizedTest
    @EnumSource
    void sequenceNumbersWrap(Dialect dialect) {
        for (int start : new int[]{0xFFFF_FE00, 0x7FFF_FF00, -2, 0x7FFF_FFFF}) {
            TestNet net = new TestNet(dialect);
            for (int id = 1; id <= 3; id++) {
                net.add(RingConfig.builder(dialect, id).startSeq(start).build(), 0);
            }
            net.startAll();
            net.run(5000);
            int[] count = {0};
            net.loss = p -> p.type() == PacketType.FRAME && ++count[0] % 7 == 0;
            int perNode = Packets.WINDOW / 40;
            for (int i = 0; i < perNode; i++) {
                for (TestNet.Node n : net.nodes.values()) {
                    assertTrue(n.offer("m" + i));
                }
            }
            net.run(20_000);
            List<String> all = net.nodes.get(1).delivered;
            assertEquals(3 * perNode, all.size(), Integer.toHexString(start));
            net.nodes.values().forEach(n -> assertEquals(all, n.delivered));
            net.loss = p -> false;
            net.nodes.remove(2);
            net.run(20_000);
            assertEquals("[1, 3]", net.nodes.get(1).ring.members().toString());
        }
    }

    /**
     * Nothing leaves the window before the new ring is operational: a recovery that needs more of it than there is
     * would wait for ever. What it has brought is kept, and the next one brings the rest.
     */
    @ParameterizedTest
    @EnumSource
    void aRecoveryThatTheWindowIsTooSmallForIsDoneInParts(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 3; id++) {
            net.add(RingConfig.builder(dialect, id).failToReceiveVisits(Integer.MAX_VALUE).build(), 0);
        }
        net.startAll();
        net.run(5000);
        FrameView frame = new FrameView(dialect);
        RingId old = net.nodes.get(1).ring.ringId();
        int[] lacking = {0};
        net.loss = p -> {
            if (p.to() != 3 || p.type() != PacketType.FRAME) {
                return false;
            }
            frame.wrap(ByteBuffer.wrap(p.bytes()));
            lacking[0] = lacking[0] == 0 ? frame.seq() : lacking[0];
            return frame.seq() == lacking[0];
        };
        TestNet.Node sender = net.nodes.get(1);
        TestNet.Node receiver = net.nodes.get(2);
        int offered = 0;
        for (int before = -1; before < receiver.delivered.size();) {
            before = receiver.delivered.size();
            while (sender.offer("m" + offered)) {
                offered++;
            }
            net.run(1000);
        }
        int outstanding = receiver.delivered.size();
        assertTrue(outstanding > Packets.WINDOW * 3 / 4, "only " + outstanding);
        assertEquals(0, net.nodes.get(3).delivered.size());
        net.nodes.remove(1);
        // each sees late what the other has sent again, and so sends it, too
        Set<Integer> late = new HashSet<>();
        net.loss = p -> {
            if (p.type() != PacketType.FRAME) {
                return false;
            }
            frame.wrap(ByteBuffer.wrap(p.bytes()));
            return !frame.isOf(old) && p.from() != p.to() && late.add(frame.seq());
        };
        net.run(60_000);
        for (TestNet.Node n : net.nodes.values()) {
            assertEquals(State.OPERATIONAL, n.ring.state());
            assertEquals("[2, 3]", n.ring.members().toString());
            assertEquals(outstanding, n.delivered.size());
        }
        assertEquals(receiver.delivered, net.nodes.get(3).delivered);
    }
}
