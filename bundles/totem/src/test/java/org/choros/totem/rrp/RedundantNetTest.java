package org.choros.totem.rrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.RingOutput;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rings of two and three processors on two simulated links: pulling either changes no membership, loses no message. */
class RedundantNetTest {
    private static final long MS = RingConfig.MS;
    private static final int SEEDS = 25;

    private static final class Net {
        private record Flight(long atNs, long order, int link, int from, int to, byte[] bytes) {
        }

        private final Random random;
        private final List<Node> nodes = new ArrayList<>();
        private final PriorityQueue<Flight> flights = new PriorityQueue<>(
                (a, b) -> a.atNs != b.atNs ? Long.compare(a.atNs, b.atNs) : Long.compare(a.order, b.order));
        private final double[] loss = new double[2];
        /** The links that a host is cut off from, as bits. */
        private final int[] pulled;
        private long nowNs = 1000 * MS;
        private long order;

        Net(long seed, RedundancyMode mode, int size) {
            random = new Random(seed);
            pulled = new int[size + 1];
            for (int id = 1; id <= size; id++) {
                nodes.add(new Node(this, id, mode));
            }
            nodes.forEach(Node::start);
        }

        void send(int link, int from, int to, ByteBuffer packet) {
            boolean cut = from != to && ((pulled[from] | pulled[to]) >> link & 1) != 0;
            if (cut || from != to && random.nextDouble() < loss[link]) {
                return;
            }
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            long delay = from == to ? 1000 : 50_000 + random.nextInt(100_000);
            flights.add(new Flight(nowNs + delay, order++, link, from, to, bytes));
        }

        void run(long ms) {
            long end = nowNs + ms * MS;
            while (true) {
                long next = flights.isEmpty() ? Long.MAX_VALUE : flights.peek().atNs;
                for (Node n : nodes) {
                    next = Math.min(next, n.nextDeadlineNs());
                }
                if (next > end) {
                    nowNs = end;
                    return;
                }
                nowNs = Math.max(nowNs, next);
                while (!flights.isEmpty() && flights.peek().atNs <= nowNs) {
                    Flight f = flights.poll();
                    nodes.get(f.to - 1).links.onPacket(f.link, ByteBuffer.wrap(f.bytes), false, nowNs);
                }
                nodes.forEach(Node::onDeadline);
            }
        }

        boolean formed() {
            return nodes.stream().allMatch(n -> n.ring.members().size() == nodes.size());
        }
    }

    private static final class Node implements RingOutput, RedundantOutput {
        private final Net net;
        private final int id;
        private final Ring ring;
        private final RedundantRings links;
        private final List<String> delivered = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private int target;
        private int configurations;

        Node(Net net, int id, RedundancyMode mode) {
            this.net = net;
            this.id = id;
            ring = new Ring(RingConfig.builder(Dialect.V2, id).links(2).seed(id).build(), 0, this);
            links = new RedundantRings(
                    new RedundancyConfig(mode, 2, 2000 * MS, 10, 100, 238 * MS, 1000 * MS), Dialect.V2, id, this);
        }

        void start() {
            for (int link = 0; link < 2; link++) {
                ring.onInterface(link, new byte[]{10, 0, (byte) link, (byte) id}, true, net.nowNs);
            }
        }

        long nextDeadlineNs() {
            return Math.min(ring.nextDeadlineNs(), links.nextDeadlineNs());
        }

        void onDeadline() {
            if (ring.nextDeadlineNs() <= net.nowNs) {
                ring.onDeadline(net.nowNs);
            }
            if (links.nextDeadlineNs() <= net.nowNs) {
                links.onDeadline(net.nowNs);
            }
        }

        void say(String text) {
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(10 + data.length).order(ByteOrder.LITTLE_ENDIAN);
            frame.putShort(6, (short) 1).putShort(8, (short) data.length).put(10, data);
            assertTrue(ring.offer(frame));
            ring.wake(net.nowNs);
        }

        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            links.multicast(packet, everybody);
        }

        @Override
        public void multicast(int link, ByteBuffer packet, boolean everybody) {
            for (Node to : net.nodes) {
                if (to != this || everybody) {
                    net.send(link, id, to.id, packet);
                }
            }
        }

        @Override
        public void target(int link, Processor next) {
            target = next.nodeId();
        }

        @Override
        public void unicast(ByteBuffer packet) {
            links.unicast(packet);
        }

        @Override
        public void unicast(int link, ByteBuffer packet) {
            net.send(link, id, target, packet);
        }

        @Override
        public void packet(int link, ByteBuffer packet, boolean flushing) {
            ring.onPacket(link, packet, flushing, net.nowNs);
        }

        @Override
        public void faulty(int link, boolean faulty) {
            // asked for where it matters
        }

        @Override
        public void trace(RedundancyEvent event) {
            lines.add(event.line());
        }

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining() - 10];
            frame.get(frame.position() + 10, bytes);
            delivered.add(sender + ":" + new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            configurations++;
            if (configuration.regular()) {
                ring.syncComplete(net.nowNs);
            }
        }

        @Override
        public void reassembly(boolean synchronising) {
            // frames are not packed here
        }

        @Override
        public void store(RingId id) {
            links.ring(id, ring.forming());
            ring.onStored(id, net.nowNs);
        }

        @Override
        public void tokenReceived() {
            // nothing waits for company
        }

        @Override
        public void tokenSent(long nowNs) {
            // nothing to do once a rotation
        }

        @Override
        public void space() {
            // never full
        }

        @Override
        public void discardReceived() {
            // no sockets
        }

        @Override
        public void checkInterfaces() {
            // they are all there
        }

        @Override
        public void trace(RingEvent event) {
            // seen in what it does
        }
    }

    @ParameterizedTest
    @CsvSource({"PASSIVE, 2, 0", "PASSIVE, 2, 1", "PASSIVE, 3, 0", "PASSIVE, 3, 1", "ACTIVE, 2, 0", "ACTIVE, 2, 1",
            "ACTIVE, 3, 0", "ACTIVE, 3, 1"})
    void losesNothingWithALinkPulled(RedundancyMode mode, int size, int link) {
        for (int seed = 0; seed < SEEDS; seed++) {
            String what = mode + " " + size + " link " + link + " seed " + seed;
            Net net = new Net(seed, mode, size);
            for (int i = 0; i < 100 && !net.formed(); i++) {
                net.run(100);
            }
            assertTrue(net.formed(), what);
            net.run(2000);
            List<Integer> before = net.nodes.stream().map(n -> n.configurations).toList();
            net.nodes.forEach(n -> n.delivered.clear());
            // either one host's cable or the whole network
            int victim = net.random.nextInt(size + 1);
            for (int id = 1; id <= size; id++) {
                net.pulled[id] = victim == 0 || victim == id ? 1 << link : 0;
            }
            int said = talk(net, 25_000);
            assertTrue(net.nodes.stream().anyMatch(n -> n.links.isFaulty(link)), what);
            assertFalse(net.nodes.stream().anyMatch(n -> n.links.isFaulty(1 - link)), what);
            Arrays.fill(net.pulled, 0);
            said += talk(net, 4_000);
            assertFalse(net.nodes.stream().anyMatch(n -> n.links.isFaulty(link)), what);
            assertTrue(net.nodes.stream().anyMatch(n -> n.lines.contains("Automatically recovered ring " + link)),
                    what);
            assertEquals(before, net.nodes.stream().map(n -> n.configurations).toList(), what);
            for (Node n : net.nodes) {
                assertEquals(net.nodes.get(0).delivered, n.delivered, what);
                assertEquals(said, n.delivered.size(), what);
            }
        }
    }

    /** Everybody says something now and then; answers how much. */
    private static int talk(Net net, int ms) {
        int said = 0;
        for (int passed = 0; passed < ms; passed += 200) {
            for (Node n : net.nodes) {
                if (net.random.nextInt(4) > 0) {
                    n.say("m" + net.nowNs);
                    said++;
                }
            }
            net.run(200);
        }
        net.run(3000);
        return said;
    }

    @ParameterizedTest
    @CsvSource({"PASSIVE, 0", "PASSIVE, 1", "ACTIVE, 0", "ACTIVE, 1"})
    void formsARingWithALinkDeadFromTheStart(RedundancyMode mode, int dead) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Net net = new Net(seed, mode, 3);
            Arrays.fill(net.pulled, 1 << dead);
            net.flights.clear();
            int waits = 0;
            while (!net.formed() && waits < 300) {
                net.run(100);
                waits++;
            }
            assertTrue(net.formed(), mode + " link " + dead + " seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"PASSIVE", "ACTIVE"})
    void deliversTheSameEverywhereWithOneLinkLossy(RedundancyMode mode) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Net net = new Net(seed, mode, 2);
            for (int i = 0; i < 100 && !net.formed(); i++) {
                net.run(100);
            }
            net.run(2000);
            net.nodes.forEach(n -> n.delivered.clear());
            int before = net.nodes.get(0).configurations;
            net.loss[seed % 2] = .3;
            int said = talk(net, 20_000);
            for (Node n : net.nodes) {
                assertEquals(said, n.delivered.size(), mode + " seed " + seed);
                assertEquals(before, n.configurations, mode + " seed " + seed);
            }
        }
    }
}
