package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.totem.groups.Group;
import org.choros.totem.groups.GroupOutput;
import org.choros.totem.groups.PacketGroups;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.RingOutput;
import org.choros.totem.ring.State;
import org.choros.totem.sync.Sync;
import org.choros.totem.sync.SyncOutput;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** A machine: what is on its disk stays, what runs on it is born with {@link #boot} and dies with {@link #crash}. */
final class SimNode {
    /** A datagram in a receive socket. */
    private record Datagram(ByteBuffer packet, boolean token) {
    }

    private final Sim sim;
    private final int index;
    private final int nodeId;
    private long diskSeq;
    private int incarnation;
    private Process process;

    SimNode(Sim sim, int index) {
        this.sim = sim;
        this.index = index;
        nodeId = index + 1;
    }

    void boot() {
        if (process == null) {
            process = new Process(++incarnation);
            process.start();
        }
    }

    void crash() {
        process = null;
    }

    void leave() {
        if (process != null && process.ring.self() != null) {
            process.ring.leave(sim.nowNs());
            process = null;
        }
    }

    void pause(long lengthNs) {
        if (process != null && !process.paused) {
            Process paused = process;
            paused.paused = true;
            sim.after(lengthNs, paused::resume);
        }
    }

    void heal() {
        if (process == null) {
            boot();
        } else if (process.paused) {
            process.resume();
        }
    }

    void onPacket(ByteBuffer packet, boolean token) {
        if (process != null) {
            process.arrived(packet, token);
        }
    }

    boolean isSettled(int nodes) {
        return process != null && process.ring.state() == State.OPERATIONAL
                && process.ring.members().size() == nodes && !process.sync.running() && process.ring.queued() == 0
                && sim.checker.allDelivered(nodeId, incarnation);
    }

    void checkDrained() {
        if (process.ring.waiting()) {
            throw new SimException("V8: node " + nodeId + " still waits for its synchronisation");
        }
    }

    @Override
    public String toString() {
        return process == null
                ? nodeId + " down"
                : nodeId + "." + incarnation + " " + process.ring.state() + " " + process.ring.ringId() + " "
                        + process.ring.members() + " sync=" + process.sync.running() + " queued="
                        + process.ring.queued() + " missing=" + sim.checker.missing(nodeId, incarnation);
    }

    /** The daemon: the pure core, wired as a node wires it. */
    private final class Process implements RingOutput, GroupOutput, SyncOutput {
        final Ring ring;
        final PacketGroups groups;
        final Sync sync;
        private final Dialect dialect = sim.options.dialect();
        private final int born;
        private final Deque<Datagram> inbox = new ArrayDeque<>();
        private final StateService state;
        private int target;
        private boolean paused;
        private long wakeNs = Long.MAX_VALUE;
        private int sent;

        Process(int born) {
            this.born = born;
            ring = new Ring(sim.options.ring(nodeId, sim.random.nextLong()), diskSeq, this);
            groups = new PacketGroups(dialect == Dialect.V3 ? 1410 : 1270, ring, this);
            sync = new Sync(dialect, this);
            state = new StateService(2, nodeId, sim, m -> groups.offer(Group.SERVICES, m, sim.nowNs()));
            sync.add(state);
            if (sim.random.nextBoolean()) {
                sync.add(new StateService(5, nodeId, sim, m -> true));
            }
        }

        void start() {
            ring.onInterface(0, address(nodeId), true, sim.nowNs());
            schedule();
            sim.after((long) (sim.random.nextDouble() * sim.options.messageGapNs()), this::talk);
        }

        private boolean alive() {
            return process == this;
        }

        /** Sends something now and then, as long as there are faults. */
        private void talk() {
            if (!alive() || sim.healed()) {
                return;
            }
            // clients are held back while the node synchronises, but engines are not: their messages overtake
            boolean urgent = ring.waiting();
            if (!paused && (!urgent || sim.random.nextInt(8) == 0)) {
                int length = Checker.HEADER_LENGTH + sim.random.nextInt(sim.options.messageLengthMax());
                ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                sim.random.nextBytes(message.array());
                sim.checker.seal(message, nodeId, born, sent, urgent);
                if (groups.offer(Group.SERVICES, message, sim.nowNs())) {
                    sim.checker.onSent(nodeId, born, sent++);
                }
                schedule();
            }
            sim.after((long) (sim.random.nextDouble() * 2 * sim.options.messageGapNs()), this::talk);
        }

        void arrived(ByteBuffer packet, boolean token) {
            if (paused) {
                inbox.add(new Datagram(packet, token));
                return;
            }
            ring.onPacket(0, packet, false, sim.nowNs());
            schedule();
        }

        /** After a pause the timers are late, and the multicast path is drained before a token is handed over. */
        void resume() {
            if (!alive() || !paused) {
                return;
            }
            paused = false;
            boolean token = inbox.stream().anyMatch(Datagram::token);
            if (sim.random.nextBoolean()) {
                ring.onDeadline(sim.nowNs());
            }
            Deque<ByteBuffer> tokens = new ArrayDeque<>();
            while (!inbox.isEmpty()) {
                Datagram d = inbox.poll();
                if (d.token()) {
                    tokens.add(d.packet());
                } else {
                    ring.onPacket(0, d.packet(), token, sim.nowNs());
                }
            }
            tokens.forEach(t -> ring.onPacket(0, t, false, sim.nowNs()));
            schedule();
        }

        private void schedule() {
            long next = ring.nextDeadlineNs();
            if (next < wakeNs) {
                wakeNs = next;
                sim.after(Math.max(0, next - sim.nowNs()), () -> onTime(next));
            }
        }

        private void onTime(long due) {
            if (!alive() || due != wakeNs) {
                return;
            }
            wakeNs = Long.MAX_VALUE;
            if (!paused) {
                ring.onDeadline(sim.nowNs());
            } else {
                sim.after(1_000_000, () -> {
                    if (alive()) {
                        schedule();
                    }
                });
                return;
            }
            schedule();
        }

        private byte[] copy(ByteBuffer packet) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            return bytes;
        }

        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            byte[] bytes = copy(packet);
            for (int to = 0; to < sim.nodes(); to++) {
                if (to != index || everybody) {
                    sim.carry(index, to, bytes, false);
                }
            }
        }

        @Override
        public void target(int link, Processor next) {
            target = dialect == Dialect.V3 ? next.nodeId() - 1 : next.address(0)[3] - 1;
        }

        @Override
        public void unicast(ByteBuffer packet) {
            sim.carry(index, target, copy(packet), true);
        }

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            sim.checker.onFrame(nodeId, born, sender, seq, frame);
            groups.onFrame(sender, frame);
        }

        @Override
        public void message(Group group, int sender, ByteBuffer message) {
            if (group == Group.SYNC) {
                sync.onMessage(sender, message, sim.nowNs());
            } else if (message.get(message.position()) == StateService.MARK) {
                state.onState(sender, message);
            } else {
                sim.checker.onMessage(nodeId, born, sender, message);
            }
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            sim.checker.onConfiguration(nodeId, born, configuration);
            groups.onConfiguration(configuration);
            sync.onConfiguration(configuration, sim.nowNs());
        }

        @Override
        public void reassembly(boolean synchronising) {
            groups.reassembly(synchronising);
        }

        @Override
        public void store(RingId id) {
            if (sim.random.nextInt(4) == 0) {
                diskSeq = id.seq();
                ring.onStored(id, sim.nowNs());
                return;
            }
            sim.after((long) (sim.random.nextDouble() * sim.options.storeNs()), () -> {
                if (alive()) {
                    diskSeq = Math.max(diskSeq, id.seq());
                    ring.onStored(id, sim.nowNs());
                    schedule();
                }
            });
        }

        @Override
        public void tokenReceived() {
            groups.onTokenReceived();
        }

        @Override
        public void tokenSent(long nowNs) {
            sync.onToken(nowNs);
        }

        @Override
        public void space() {
            // talk() tries again by itself
        }

        @Override
        public void discardReceived() {
            inbox.clear();
        }

        @Override
        public void checkInterfaces() {
            // the interface is always up
        }

        @Override
        public void trace(RingEvent event) {
            sim.checker.onEvent(event);
            if (Boolean.getBoolean("sim.trace")) {
                System.out.println(sim.nowNs() / 1000 + " " + nodeId + "." + born + " " + event);
            }
        }

        @Override
        public boolean multicast(ByteBuffer message) {
            return groups.offer(Group.SYNC, message, sim.nowNs());
        }

        @Override
        public void lastBarrierSent() {
            ring.syncSent();
        }

        @Override
        public void wake() {
            ring.wake(sim.nowNs());
        }

        @Override
        public void synchronised(RingId id, long nowNs) {
            sim.checker.onSynchronised(nodeId, id);
            ring.syncComplete(nowNs);
        }
    }

    private static byte[] address(int nodeId) {
        return new byte[]{10, 0, 0, (byte) nodeId};
    }
}
