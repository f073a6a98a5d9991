package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** Rings on a network of one queue, with a clock that only moves when told. */
final class TestNet {
    /** A packet under way. */
    record Packet(int from, int to, PacketType type, byte[] bytes) {
    }

    final Map<Integer, Node> nodes = new LinkedHashMap<>();
    final Dialect dialect;
    final Deque<Packet> wire = new ArrayDeque<>();
    /** What is lost. */
    Predicate<Packet> loss = p -> false;
    long nowNs = 1_000_000_000L;

    TestNet(Dialect dialect) {
        this.dialect = dialect;
    }

    /** So many nodes in one ring. */
    static TestNet formed(Dialect dialect, int count) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= count; id++) {
            net.add(id, 0);
        }
        net.startAll();
        net.run(5000);
        return net;
    }

    Node add(int nodeId, long storedSeq) {
        return add(RingConfig.builder(dialect, nodeId).build(), storedSeq);
    }

    Node add(RingConfig config, long storedSeq) {
        Node n = new Node(config, storedSeq);
        nodes.put(config.nodeId(), n);
        return n;
    }

    static byte[] address(int nodeId) {
        return new byte[]{10, 77, 0, (byte) nodeId};
    }

    void startAll() {
        nodes.values().forEach(Node::start);
    }

    /** Delivers packets until none is left, or so many have been. */
    void settle(int packetsMax) {
        for (int i = 0; i < packetsMax && !wire.isEmpty(); i++) {
            step();
        }
    }

    void step() {
        Packet p = wire.poll();
        Node to = nodes.get(p.to());
        if (to != null && !loss.test(p)) {
            to.ring.onPacket(0, ByteBuffer.wrap(p.bytes()), false, nowNs);
        }
    }

    /** Lets time pass, deadline by deadline, and packets with it. */
    void run(long ms) {
        long end = nowNs + ms * RingConfig.MS;
        while (true) {
            settle(100_000);
            long next = nodes.values().stream().mapToLong(n -> n.ring.nextDeadlineNs()).min().orElse(Long.MAX_VALUE);
            if (next > end) {
                nowNs = end;
                return;
            }
            nowNs = Math.max(nowNs, next);
            for (Node n : List.copyOf(nodes.values())) {
                n.ring.onDeadline(nowNs);
                settle(100_000);
            }
        }
    }

    /** A ring whose every output is kept. */
    final class Node implements RingOutput {
        final Ring ring;
        final int nodeId;
        final List<Packet> sent = new ArrayList<>();
        final List<String> delivered = new ArrayList<>();
        final List<RingConfiguration> configurations = new ArrayList<>();
        final List<RingEvent> events = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        Processor target;
        boolean storesAtOnce = true;
        /** Whether the synchronisation is thought complete as soon as a ring is formed. */
        boolean synchronisesAtOnce = true;
        boolean loops = true;
        RingId stored;

        Node(RingConfig config, long storedSeq) {
            nodeId = config.nodeId();
            ring = new Ring(config, storedSeq, this);
        }

        void start() {
            ring.onInterface(0, address(nodeId), true, nowNs);
        }

        boolean offer(String text) {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean taken = ring.offer(ByteBuffer.wrap(bytes));
            ring.wake(nowNs);
            return taken;
        }

        private Packet packet(int to, ByteBuffer packet) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            ByteBuffer look = ByteBuffer.wrap(bytes);
            Packets.check(dialect, look);
            return new Packet(nodeId, to, Packets.type(dialect, look), bytes);
        }

        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            sent.add(packet(0, packet));
            for (Node n : nodes.values()) {
                if (n != this || everybody && loops) {
                    wire.add(packet(n.nodeId, packet));
                }
            }
        }

        @Override
        public void target(int link, Processor next) {
            target = next;
        }

        @Override
        public void unicast(ByteBuffer packet) {
            Packet p = packet(target.nodeId(), packet);
            sent.add(p);
            wire.add(p);
        }

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(frame.position(), bytes);
            String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
            delivered.add(sender + ":" + text);
            calls.add("deliver " + sender + ":" + text);
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            configurations.add(configuration);
            calls.add(configuration.membership().toString());
            if (configuration.regular() && synchronisesAtOnce) {
                ring.syncComplete(nowNs);
            }
        }

        @Override
        public void reassembly(boolean synchronising) {
            calls.add("reassembly " + synchronising);
        }

        @Override
        public void store(RingId id) {
            stored = id;
            if (storesAtOnce) {
                ring.onStored(id, nowNs);
            }
        }

        @Override
        public void tokenReceived() {
            // nothing waits for company here
        }

        @Override
        public void tokenSent(long now) {
            // no synchronisation here
        }

        @Override
        public void space() {
            calls.add("space");
        }

        @Override
        public void discardReceived() {
            calls.add("discard");
        }

        @Override
        public void checkInterfaces() {
            calls.add("check interfaces");
        }

        @Override
        public void trace(RingEvent event) {
            events.add(Objects.requireNonNull(event));
        }

        List<Packet> sent(PacketType type) {
            return sent.stream().filter(p -> p.type() == type).toList();
        }

        String membership() {
            return ring.state() + " " + ring.ringId() + " " + ring.members();
        }

        FrameView frame(Packet p) {
            ByteBuffer b = ByteBuffer.wrap(p.bytes());
            Packets.check(dialect, b);
            return new FrameView(dialect).wrap(b);
        }
    }
}
