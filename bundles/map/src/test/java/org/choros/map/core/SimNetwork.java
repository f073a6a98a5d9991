package org.choros.map.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.choros.cpg.CpgMember;
import org.choros.map.QuorumPolicy;

/**
 * Closed process groups as replicas see them: one order of messages, joins and leaves in a ring, each node as far
 * in it as chance will; at a change of ring those who go on together first deliver the same, but for what was lost
 * with others; then come views, in 2.4 one for each who comes, then the ring, and quorum sooner or later.
 */
final class SimNetwork {
    final Random random;
    final List<Node> nodes = new ArrayList<>();
    UnaryOperator<byte[]> tamper = UnaryOperator.identity();
    /** The node, from 0, that gets two messages the wrong way round now and then; none if negative. */
    int disorder = -1;
    private final QuorumPolicy policy;
    private final MapLimits limits;
    private final boolean oneByOne;
    private long ringSequence;
    private int pids;

    /** A message, or who has come or gone. */
    private record Entry(CpgMember sender, byte[] message, boolean joins) {
    }

    private static final class Ring {
        private final long sequence;
        private final List<Entry> log = new ArrayList<>();

        Ring(long sequence) {
            this.sequence = sequence;
        }
    }

    /** A node with at most one replica. */
    final class Node {
        final int id;
        SimReplica replica;
        private Ring ring;
        private int delivered;
        private List<CpgMember> group = new ArrayList<>();
        private final ArrayDeque<Runnable> news = new ArrayDeque<>();

        Node(int id, Ring ring) {
            this.id = id;
            this.ring = ring;
        }

        long ring() {
            return ring.sequence;
        }

        private boolean quorate() {
            return nodes.stream().filter(n -> n.ring == ring).count() > nodes.size() / 2;
        }

        /** What the node has to say of quorum comes on a way of its own. */
        private void quorumNews() {
            SimReplica to = replica;
            long sequence = ring.sequence;
            boolean quorate = quorate();
            news.clear();
            news.add(() -> {
                if (to != null && to == replica) {
                    to.replica.quorum(quorate, sequence);
                }
            });
        }

        private void view() {
            if (replica != null && group.contains(replica.self)) {
                replica.in = true;
                replica.replica.view(List.copyOf(group));
            }
        }

        private void deliver(Entry entry) {
            if (entry.message() != null) {
                if (replica != null && replica.in && group.contains(entry.sender())) {
                    replica.replica.message(entry.sender(), entry.message());
                }
                return;
            }
            boolean changes = entry.joins() ? !group.contains(entry.sender()) : group.remove(entry.sender());
            if (entry.joins() && changes) {
                group.add(entry.sender());
            }
            if (changes) {
                view();
            }
            if (replica != null && entry.joins() && entry.sender().equals(replica.self)) {
                replica.replica.ring(ring.sequence);
            }
        }

        private boolean behind() {
            return delivered < ring.log.size();
        }

        private void next() {
            if (id - 1 == disorder && delivered + 1 < ring.log.size() && random.nextInt(4) == 0) {
                Collections.swap(ring.log, delivered, delivered + 1);
                deliver(ring.log.get(delivered));
                Collections.swap(ring.log, delivered, delivered + 1);
                deliver(ring.log.get(delivered));
                delivered += 2;
                return;
            }
            deliver(ring.log.get(delivered++));
        }
    }

    SimNetwork(long seed, int size, QuorumPolicy policy, MapLimits limits) {
        this.random = new Random(seed);
        this.policy = policy;
        this.limits = limits;
        this.oneByOne = random.nextBoolean();
        Ring ring = new Ring(ringSequence += 4);
        for (int id = 1; id <= size; id++) {
            nodes.add(new Node(id, ring));
        }
    }

    byte[] tampered(byte[] message) {
        return tamper.apply(message);
    }

    List<SimReplica> replicas() {
        return nodes.stream().filter(n -> n.replica != null).map(n -> n.replica).toList();
    }

    void start(Node node) {
        node.replica = new SimReplica(this, new CpgMember(node.id, ++pids), policy, limits, pids);
        node.replica.replica.joined(node.replica.self);
        node.quorumNews();
        node.ring.log.add(new Entry(node.replica.self, null, true));
    }

    /** The process ends; what it has sent but the ring not taken is gone. */
    SimReplica kill(Node node) {
        SimReplica gone = node.replica;
        node.ring.log.add(new Entry(gone.self, null, false));
        node.replica = null;
        return gone;
    }

    /** Something happens; false when nothing can. */
    boolean step() {
        List<Runnable> can = new ArrayList<>();
        for (Node node : nodes) {
            if (node.replica != null && !node.replica.queue.isEmpty()) {
                can.add(() -> node.ring.log.add(new Entry(node.replica.self, node.replica.queue.poll(), false)));
            }
            if (node.behind()) {
                can.add(node::next);
            }
            if (!node.news.isEmpty()) {
                can.add(() -> node.news.poll().run());
            }
        }
        if (can.isEmpty()) {
            return false;
        }
        can.get(random.nextInt(can.size())).run();
        return true;
    }

    void steps(int count) {
        for (int i = 0; i < count && step(); i++) {
            continue;
        }
    }

    /** Until nothing happens any more, or too much: then the replicas talk for ever. */
    void drain() {
        for (int i = 0; step(); i++) {
            if (i > 200_000) {
                throw new AssertionError("no end of messages");
            }
        }
    }

    /** New rings: nodes with the same number are together. */
    void rings(int[] parts) {
        TreeMap<Integer, List<Node>> components = new TreeMap<>();
        for (int i = 0; i < parts.length; i++) {
            components.computeIfAbsent(parts[i], k -> new ArrayList<>()).add(nodes.get(i));
        }
        components.values().forEach(this::recover);
        components.values().forEach(this::form);
    }

    /**
     * Those who go on together deliver the same of their old ring: what any has, and what they have sent themselves.
     */
    private void recover(List<Node> component) {
        TreeMap<Long, List<Node>> together = new TreeMap<>();
        component.forEach(n -> together.computeIfAbsent(n.ring.sequence, k -> new ArrayList<>()).add(n));
        for (List<Node> fellows : together.values()) {
            Ring old = fellows.get(0).ring;
            int least = fellows.stream().mapToInt(n -> n.delivered).max().orElseThrow();
            int hole = least + random.nextInt(old.log.size() - least + 1);
            for (Node node : fellows) {
                while (node.delivered < hole) {
                    node.next();
                }
                for (int i = Math.max(hole, node.delivered); i < old.log.size(); i++) {
                    Entry entry = old.log.get(i);
                    if (fellows.stream().anyMatch(n -> n.id == entry.sender().nodeId())) {
                        node.deliver(entry);
                    }
                }
            }
        }
    }

    private void form(List<Node> component) {
        Ring ring = new Ring(ringSequence += 4);
        List<CpgMember> all = new ArrayList<>();
        for (Node node : component) {
            node.group.stream().filter(m -> m.nodeId() == node.id).forEach(all::add);
        }
        for (Node node : component) {
            List<CpgMember> came = new ArrayList<>(all);
            came.removeAll(node.group);
            node.ring = ring;
            node.delivered = 0;
            if (node.group.removeIf(m -> !all.contains(m))) {
                node.view();
            }
            Collections.shuffle(came, random);
            for (CpgMember member : came) {
                node.group.add(member);
                if (oneByOne) {
                    node.view();
                }
            }
            if (!came.isEmpty() && !oneByOne) {
                node.view();
            }
        }
        for (Node node : component) {
            node.quorumNews();
            if (random.nextBoolean()) {
                node.news.poll().run();
            }
            if (node.replica != null && node.replica.in) {
                node.replica.replica.ring(ring.sequence);
            }
        }
    }
}
