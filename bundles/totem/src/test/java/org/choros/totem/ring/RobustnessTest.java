package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes, the ring lives; and in the steady state it allocates nothing. */
class RobustnessTest {
    /** V9, section 8: damaged packets in every state, then the ring still forms and orders. */
    @ParameterizedTest
    @EnumSource
    void damagedPacketsDoNotKillARing(Dialect dialect) {
        Random random = new Random(8);
        for (int round = 0; round < 20; round++) {
            TestNet net = new TestNet(dialect);
            for (int id = 1; id <= 3; id++) {
                net.add(id, 0);
            }
            net.startAll();
            for (int i = 0; i < 400; i++) {
                net.nodes.get(1 + random.nextInt(3)).offer("m" + i);
                net.settle(random.nextInt(20));
                if (!net.wire.isEmpty()) {
                    TestNet.Packet p = net.wire.peek();
                    byte[] bytes = p.bytes().clone();
                    for (int n = random.nextInt(4); n >= 0; n--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
                    net.nodes.get(p.to()).ring.onPacket(0, ByteBuffer.wrap(bytes, 0, length), random.nextBoolean(),
                            net.nowNs);
                }
                if (random.nextInt(40) == 0) {
                    net.run(random.nextInt(500));
                }
            }
            assertTrue(
                    net.nodes.values().stream().mapToLong(n -> n.ring.counter(RingCounter.RX_MSG_DROPPED)).sum() > 0);
            net.nodes.values().forEach(n -> n.ring.onDeadline(net.nowNs));
        }
    }

    /** A ring of one whose packets go nowhere: only the ring's own work is measured. */
    private static final class Silent implements RingOutput {
        private final ByteBuffer token = ByteBuffer.allocate(1500);
        private int delivered;

        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            // nobody listens
        }

        @Override
        public void target(int link, Processor next) {
            // nobody listens
        }

        @Override
        public void unicast(ByteBuffer packet) {
            token.clear();
            token.put(0, packet, packet.position(), packet.remaining()).limit(packet.remaining());
        }

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            delivered++;
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            // not of interest
        }

        @Override
        public void reassembly(boolean synchronising) {
            // not of interest
        }

        @Override
        public void store(RingId ring) {
            // answered by the test
        }

        @Override
        public void tokenReceived() {
            // nothing waits for company
        }

        @Override
        public void tokenSent(long nowNs) {
            // no synchronisation
        }

        @Override
        public void space() {
            // not of interest
        }

        @Override
        public void discardReceived() {
            // not of interest
        }

        @Override
        public void checkInterfaces() {
            // not of interest
        }

        @Override
        public void trace(RingEvent event) {
            // not of interest
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSteadyStateAllocatesNothing(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        TestNet.Node seed = net.add(1, 0);
        seed.start();
        ByteBuffer join = ByteBuffer.wrap(seed.sent(PacketType.JOIN).get(0).bytes());
        Silent out = new Silent();
        Ring ring = new Ring(RingConfig.builder(dialect, 1).build(), 0, out);
        long now = 1;
        ring.onInterface(0, TestNet.address(1), true, now);
        ring.onPacket(0, join, false, now);
        ring.onStored(ring.ringId(), now);
        for (int i = 0; i < 20; i++) {
            ring.onPacket(0, out.token, false, now);
        }
        assertEquals(State.OPERATIONAL, ring.state());
        ring.syncComplete(now);
        ByteBuffer frame = ByteBuffer.allocate(1000);
        ByteBuffer foreign = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        FrameView view = new FrameView(dialect).wrap(foreign);
        view.header(PacketType.FRAME, FrameView.ORDINARY, 1);
        view.from(ring.self());
        view.ringId(ring.ringId());
        TokenView tokens = new TokenView(dialect);
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            out.token.order(ByteOrder.LITTLE_ENDIAN);
            long before = bean.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 2000; i++) {
                now += 100_000;
                for (int n = 0; n < 5; n++) {
                    ring.offer(frame);
                }
                ring.onPacket(0, out.token, false, now);
                view.seq(tokens.wrap(out.token).seq());
                ring.onPacket(0, foreign, false, now);
                ring.onDeadline(now);
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(out.delivered > 90_000, "delivered " + out.delivered);
        assertTrue(least < 1000, "bytes allocated in 2000 rotations: " + least);
    }

    /** The ring id has to be on stable storage before anybody hears of it. */
    @Test
    void theCommitTokenWaitsForTheStore() {
        TestNet net = new TestNet(Dialect.V3);
        TestNet.Node n = net.add(1, 0);
        n.storesAtOnce = false;
        n.start();
        net.run(1);
        assertEquals(State.COMMIT, n.ring.state());
        net.run(1000);
        assertEquals(0, n.sent(PacketType.COMMIT_TOKEN).size());
        n.ring.onStored(n.stored, net.nowNs);
        net.run(1);
        assertEquals(State.OPERATIONAL, n.ring.state());
    }
}
