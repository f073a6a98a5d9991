package org.choros.itests.sim;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.node.core.Addresses;
import org.choros.node.core.CoreOutput;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;
import org.choros.totem.groups.QueueLevel;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** A machine with a node on it: its disk stays, the node is born with {@link #boot} and dies with {@link #crash}. */
final class ClusterNode {
    private static final int[] UNLOAD_ORDER = {5, 0, 1, 3};
    private static final int VOTEQUORUM = 5;
    private static final int GETINFO_LENGTH = 24;
    private static final int INFO_AT = 24;
    private static final int INFO_FIELDS = 8;
    private static final long EXCUSED_NS = 10_000_000_000L;

    private final Cluster cluster;
    private final int index;
    private final int nodeId;
    private long diskSeq;
    private long shutDownNs = -EXCUSED_NS;
    private int synchronisations;
    private Process process;

    ClusterNode(Cluster cluster, int index) {
        this.cluster = cluster;
        this.index = index;
        nodeId = index + 1;
    }

    void boot() {
        if (process == null) {
            process = new Process();
            process.start();
        }
    }

    void crash() {
        process = null;
    }

    /** Ends in order: the engines say goodbye, then the ring. */
    void shutDown() {
        if (process != null) {
            Process ending = process;
            shutDownNs = cluster.nowNs();
            ending.core.unloadAll(UNLOAD_ORDER, cluster.nowNs());
            ending.schedule();
            cluster.after(20_000_000, () -> {
                ending.core.leave(cluster.nowNs());
                if (process == ending) {
                    process = null;
                }
            });
        }
    }

    void onPacket(ByteBuffer packet) {
        if (process != null) {
            process.core.onPacket(0, packet, false, cluster.nowNs());
            process.schedule();
        }
    }

    /** Whether its engines may have gone in the middle of something. */
    boolean hasShutDown() {
        return cluster.nowNs() - shutDownNs < EXCUSED_NS;
    }

    int synchronisations() {
        return synchronisations;
    }

    private QuorumState quorum() {
        return process.core.services().quorum();
    }

    boolean isQuorate() {
        return process != null && quorum().provided() && quorum().quorate();
    }

    boolean isApartFrom(ClusterNode other) {
        for (int id : quorum().members()) {
            for (int otherId : other.quorum().members()) {
                if (id == otherId) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean isSettled(int nodes) {
        return process != null && process.core.services().engine(VOTEQUORUM) != null && process.core.ready()
                && process.core.ring().state() == State.OPERATIONAL && process.core.members().size() == nodes
                && !process.synchronising && process.core.ring().queued() == 0 && quorum().quorate()
                && quorum().members().length == nodes;
    }

    /** What has to hold when everything is healed and quiet. */
    void checkSettled(List<ClusterNode> all) {
        NodeCore core = process.core;
        if (core.ring().waiting() || core.groups().level() != QueueLevel.LOW) {
            throw new SimException("V8: node " + nodeId + " has not drained: " + this);
        }
        if (core.services().failures() != 0) {
            throw new SimException("an engine of node " + nodeId + " has thrown");
        }
        QuorumState first = all.get(0).quorum();
        if (!first.equals(quorum())) {
            throw new SimException("V8: node " + nodeId + " decided " + quorum() + ", not " + first);
        }
        for (ClusterNode of : all) {
            int[] told = votesOf(of.nodeId);
            int[] expected = all.get(0).votesOf(of.nodeId);
            if (!Arrays.equals(told, expected)) {
                throw new SimException("node " + nodeId + " says of " + of.nodeId + " " + Arrays.toString(told)
                        + ", node 1 " + Arrays.toString(expected));
            }
            checkKeys(of.nodeId);
        }
    }

    /** votequorum's answer to a client: id, state, votes, expected, highest expected, total, quorum, flags. */
    private int[] votesOf(int asked) {
        ProbeSession session = new ProbeSession();
        ByteBuffer request = ByteBuffer.allocate(GETINFO_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(8, GETINFO_LENGTH).putInt(16, asked);
        process.core.onRequest(VOTEQUORUM, session, request, cluster.nowNs());
        int[] fields = new int[INFO_FIELDS];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = session.answer.getInt(INFO_AT + i * Integer.BYTES);
        }
        // last_man_standing lowers what is expected, and members that come back raise it for themselves alone
        if (fields[5] != cluster.nodes() || !cluster.lastManStanding && fields[3] != cluster.nodes()) {
            throw new SimException("votes of node " + nodeId + ": " + Arrays.toString(fields));
        }
        if (cluster.lastManStanding) {
            fields[3] = 0;
        }
        return fields;
    }

    private void checkKeys(int of) {
        String key = (process.dialect == Dialect.V2 ? "runtime.totem.pg.mrp.srp.members." : "runtime.members.") + of;
        String status = process.map.getString(key + ".status", "none");
        long joins = process.map.getExact(key + ".join_count", ValueType.UINT32, 0);
        if (!status.equals(process.probe.isHere(of) ? "joined" : "left")
                || joins != process.probe.joins().getOrDefault(of, 0)) {
            throw new SimException("node " + nodeId + " shows node " + of + " as " + status + " " + joins
                    + ", the ring has reported " + process.probe.joins());
        }
    }

    @Override
    public String toString() {
        return process == null
                ? nodeId + " down"
                : nodeId + " " + process.core.ring().state() + " " + process.core.ring().ringId() + " "
                        + process.core.members() + " sync=" + process.synchronising + " queued="
                        + process.core.ring().queued() + " " + quorum();
    }

    /** The node. */
    private final class Process implements CoreOutput {
        final IcMap map = new IcMap();
        final NodeCore core;
        final ProbeEngine probe = new ProbeEngine(cluster::hasShutDown);
        final Dialect dialect = cluster.options.dialect();
        boolean synchronising = true;
        private int target;
        private long wakeNs = Long.MAX_VALUE;

        Process() {
            configure();
            core = new NodeCore(cluster.options.ring(nodeId, cluster.random.nextLong()), diskSeq, map, this);
        }

        private void configure() {
            for (int i = 0; i < cluster.nodes(); i++) {
                String node = "nodelist.node." + i + ".";
                map.put(node + "ring0_addr", MapValue.str("10.0.0." + (i + 1)));
                map.put(node + "nodeid", MapValue.u32(i + 1));
            }
            map.put("nodelist.local_node_pos", MapValue.u32(index));
            map.put("quorum.provider", MapValue.str("corosync_votequorum"));
            map.put("quorum.wait_for_all", MapValue.u8(cluster.waitForAll ? 1 : 0));
            map.put("quorum.auto_tie_breaker", MapValue.u8(cluster.tieBreaker ? 1 : 0));
            map.put("quorum.last_man_standing", MapValue.u8(cluster.lastManStanding ? 1 : 0));
        }

        void start() {
            long now = cluster.nowNs();
            try {
                for (ServiceEngineFactory engine : List.of(new CmapFactory(), new CfgFactory(),
                        new VotequorumFactory(), new QuorumFactory(), probe)) {
                    core.load(engine, now);
                }
            } catch (EngineException e) {
                throw new SimException("an engine refuses", e);
            }
            core.start(now);
            core.onInterface(0, address(nodeId), true, now);
            schedule();
        }

        private boolean alive() {
            return process == this;
        }

        void schedule() {
            long next = core.nextDeadlineNs();
            if (alive() && next < wakeNs) {
                wakeNs = next;
                cluster.after(Math.max(0, next - cluster.nowNs()), () -> onTime(next));
            }
        }

        private void onTime(long due) {
            if (alive() && due == wakeNs) {
                wakeNs = Long.MAX_VALUE;
                core.onDeadline(cluster.nowNs());
                schedule();
            }
        }

        private byte[] copy(ByteBuffer packet) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(packet.position(), bytes);
            return bytes;
        }

        @Override
        public void multicast(int link, ByteBuffer packet, boolean everybody) {
            byte[] bytes = copy(packet);
            for (int to = 0; to < cluster.nodes(); to++) {
                if (to != index || everybody) {
                    cluster.carry(index, to, bytes);
                }
            }
        }

        @Override
        public void target(int link, Processor next) {
            target = next.nodeId() - 1;
        }

        @Override
        public void unicast(int link, ByteBuffer packet) {
            cluster.carry(index, target, copy(packet));
        }

        @Override
        public void store(RingId ring) {
            cluster.after((long) (cluster.random.nextDouble() * cluster.options.storeNs()), () -> {
                if (alive()) {
                    diskSeq = Math.max(diskSeq, ring.seq());
                    core.onStored(ring, cluster.nowNs());
                    schedule();
                }
            });
        }

        @Override
        public void discardReceived() {
            // nothing waits in sockets here
        }

        @Override
        public void checkInterfaces() {
            // the interface is always up
        }

        @Override
        public void ringMembers(List<Processor> members) {
            synchronising = true;
        }

        @Override
        public void log(LogLevel level, String subsystem, String text) {
            if (level.compareTo(LogLevel.ERROR) <= 0 && text.contains("failed")) {
                throw new SimException("node " + nodeId + ": " + text);
            }
            if (Boolean.getBoolean("sim.trace")) {
                System.out.println(cluster.nowNs() / 1000 + " " + nodeId + " " + level.label() + " " + text);
            }
        }

        @Override
        public List<InetAddress> configuredAddresses(int of) {
            return List.of(address(of));
        }

        @Override
        public List<LinkStatus> links() {
            return List.of();
        }

        @Override
        public String processName(int pid) {
            return "probe";
        }

        @Override
        public void publish(String name, int service) {
            // there are no sockets here
        }

        @Override
        public void withdraw(int service) {
            // there are no sockets here
        }

        @Override
        public void flowControl(int service, int level) {
            // there are no clients to hold back
        }

        @Override
        public void synchronised(boolean first) {
            synchronising = false;
            synchronisations++;
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return Optional.empty();
        }
    }

    private static InetAddress address(int nodeId) {
        return Addresses.of(new byte[]{10, 0, 0, (byte) nodeId});
    }
}
