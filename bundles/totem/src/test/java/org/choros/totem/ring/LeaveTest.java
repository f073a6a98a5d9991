package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Leaves that somebody sends for a process that is gone: they expel the process that wrote them and no other. */
class LeaveTest {
    private TestNet net;

    private void form(Dialect dialect, int nodes) {
        net = new TestNet(dialect);
        for (int id = 1; id <= nodes; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        assertMembers(1, "[1, 2, 3]");
    }

    private void assertMembers(int node, String ids) {
        TestNet.Node n = net.nodes.get(node);
        assertEquals(State.OPERATIONAL, n.ring.state());
        assertEquals(ids, n.ring.members().stream().map(p -> p.nodeId()).toList().toString());
    }

    private void receive(int node, byte[] packet) {
        net.nodes.get(node).ring.onPacket(0, ByteBuffer.wrap(packet), false, net.nowNs);
    }

    private static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }

    /** The process ends without a word and is forgotten by the network. */
    private byte[] kill(int node) {
        byte[] leave = bytes(net.nodes.get(node).ring.leaveMessage());
        net.nodes.remove(node);
        net.wire.removeIf(p -> p.to() == node);
        return leave;
    }

    private TestNet.Node restart(int node, long storedSeq) {
        TestNet.Node n = net.add(node, storedSeq);
        n.start();
        return n;
    }

    /** 4.5: byte for byte what an orderly shutdown would send. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void isTheLeaveOfAnOrderlyEnd(Dialect dialect) {
        form(dialect, 3);
        TestNet.Node n = net.nodes.get(2);
        byte[] leave = bytes(n.ring.leaveMessage());
        n.ring.leave(net.nowNs);
        List<TestNet.Packet> joins = n.sent(PacketType.JOIN);
        assertArrayEquals(joins.get(joins.size() - 1).bytes(), leave);
        assertNull(n.ring.leaveMessage(), "who has left has nothing to say");
    }

    @Test
    void needsARingWithOthers() {
        net = new TestNet(Dialect.V3);
        TestNet.Node alone = net.add(1, 0);
        assertNull(alone.ring.leaveMessage());
        alone.start();
        assertNull(alone.ring.leaveMessage(), "gathering");
        net.run(100);
        assertEquals(State.OPERATIONAL, alone.ring.state());
        assertNull(alone.ring.leaveMessage(), "alone");
    }

    /** It is there when the configuration is told, which is when it is handed on. */
    @Test
    void isMadeOfTheNewRing() {
        form(Dialect.V3, 3);
        TestNet.Node n = net.nodes.get(1);
        ByteBuffer leave = n.ring.leaveMessage().order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(Malformed.NO, Packets.check(Dialect.V3, leave));
        JoinView v = new JoinView(Dialect.V3).wrap(leave);
        assertTrue(v.isLeave());
        assertEquals(n.ring.ringId().seq(), v.ringSeq());
        assertEquals(2, v.wanted());
        assertEquals(1, v.failed());
        assertEquals(n.ring.self(), v.failed(0));
    }

    /** No token timeout, one new ring, one reason for it. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void formsTheRingOfTheOthersAtOnce(Dialect dialect) {
        form(dialect, 3);
        byte[] leave = kill(2);
        int rings = net.nodes.get(1).configurations.size();
        receive(1, leave);
        receive(3, leave);
        net.run(10);
        assertMembers(1, "[1, 3]");
        assertMembers(3, "[1, 3]");
        assertEquals(rings + 2, net.nodes.get(1).configurations.size(), "a transitional and a regular one");
        assertTrue(net.nodes.get(1).events.stream().noneMatch(RingEvent.TokenLost.class::isInstance));
        int gathers = (int) net.nodes.get(1).ring.counter(RingCounter.GATHER_ENTERED);
        receive(1, leave);
        net.run(100);
        assertEquals(gathers, net.nodes.get(1).ring.counter(RingCounter.GATHER_ENTERED), "a copy changes nothing");
    }

    /** One member that has got it is enough: the other agrees with the next join, 50 ms later. */
    @Test
    void reachesTheOthersThroughOne() {
        form(Dialect.V3, 3);
        byte[] leave = kill(1);
        receive(3, leave);
        net.run(60);
        assertMembers(2, "[2, 3]");
        assertMembers(3, "[2, 3]");
    }

    /** The process is back and member when a copy comes, when all is quiet and while the ring is formed anew. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void doesNotExpelTheNextProcess(Dialect dialect) {
        form(dialect, 3);
        long stored = net.nodes.get(2).stored.seq();
        byte[] leave = kill(2);
        restart(2, stored);
        net.run(20_000);
        assertMembers(1, "[1, 2, 3]");
        int rings = net.nodes.get(2).configurations.size();
        receive(1, leave);
        receive(3, leave);
        net.run(1000);
        assertEquals(rings, net.nodes.get(2).configurations.size(), "nothing happens");

        net.nodes.get(3).ring.gather(net.nowNs);
        receive(3, leave);
        receive(1, leave);
        net.run(1000);
        assertMembers(1, "[1, 2, 3]");
        assertMembers(3, "[1, 2, 3]");
        assertEquals(rings + 2, net.nodes.get(2).configurations.size(), "the ring that was asked for, and no other");
    }

    /** The next process is heard already, and not yet a member. */
    @Test
    void doesNotHoldUpTheNextProcess() {
        form(Dialect.V3, 3);
        long stored = net.nodes.get(2).stored.seq();
        byte[] leave = kill(2);
        restart(2, stored);
        while (net.nodes.get(1).ring.state() != State.GATHER || net.nodes.get(3).ring.state() != State.GATHER) {
            net.step();
        }
        receive(1, leave);
        receive(3, leave);
        net.run(200);
        assertMembers(1, "[1, 2, 3]");
        assertMembers(2, "[1, 2, 3]");
        assertTrue(
                net.nodes.get(1).configurations.stream().filter(RingConfiguration::regular).noneMatch(
                        c -> c.members().size() == 2 && !c.members().contains(net.nodes.get(2).ring.self())),
                "no ring without it");
    }

    /** An orderly leave while the ring is being formed anew is heard as ever. */
    @Test
    void anOrderlyLeaveIsHeardWhileGathering() {
        form(Dialect.V3, 3);
        net.nodes.get(3).ring.gather(net.nowNs);
        net.settle(2);
        net.nodes.get(2).ring.leave(net.nowNs);
        net.run(100);
        assertMembers(1, "[1, 3]");
        assertMembers(3, "[1, 3]");
    }

    /** 4.5: heard again by the process that was started since, it must not put that one among its own failed. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void ofOurEarlierLifeIsIgnored(Dialect dialect) {
        form(dialect, 3);
        byte[] leave = kill(2);
        TestNet.Node again = net.add(2, 100);
        again.start();
        receive(2, leave);
        net.run(5000);
        assertMembers(2, "[1, 2, 3]");
    }
}
