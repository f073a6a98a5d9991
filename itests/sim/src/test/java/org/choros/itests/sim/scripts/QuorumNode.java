package org.choros.itests.sim.scripts;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
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
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.State;
import org.choros.totem.rrp.RedundantRings;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** The core of one daemon with the real cmap, cfg, quorum and votequorum engines; what it would log is what happens. */
final class QuorumNode implements ScriptDaemon, CoreOutput {
    private static final int[] UNLOAD_ORDER = {5, 0, 1, 3};
    private static final long GOODBYE_NS = 20_000_000;

    private final ScriptWorld world;
    private final int nodeId;
    private final NodeCore core;
    private final Deque<byte[]> inbox = new ArrayDeque<>();
    private int target;
    private int visits;
    private boolean paused;
    private boolean synchronising = true;

    QuorumNode(ScriptWorld world, RingConfig config, long storedSeq) {
        this.world = world;
        nodeId = config.nodeId();
        IcMap map = new IcMap();
        int position = 0;
        for (int id : world.configs.keySet()) {
            String node = "nodelist.node." + position + ".";
            map.put(node + "ring0_addr", MapValue.str("10.0.0." + id));
            map.put(node + "nodeid", MapValue.u32(id));
            if (id == nodeId) {
                map.put("nodelist.local_node_pos", MapValue.u32(position));
            }
            position++;
        }
        map.put("quorum.provider", MapValue.str("corosync_votequorum"));
        for (String option : world.quorum.split(",")) {
            if (!option.equals("votes")) {
                map.put("quorum." + option, MapValue.u8(1));
            }
        }
        core = new NodeCore(config, storedSeq, map, this);
    }

    @Override
    public void start() {
        try {
            for (ServiceEngineFactory engine : List.of(new CmapFactory(), new CfgFactory(), new VotequorumFactory(),
                    new QuorumFactory())) {
                core.load(engine, world.nowNs());
            }
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
        core.start(world.nowNs());
        core.onInterface(0, address(nodeId), true, world.nowNs());
    }

    private static InetAddress address(int id) {
        return Addresses.of(new byte[]{10, 0, 0, (byte) id});
    }

    @Override
    public Ring ring() {
        return core.ring();
    }

    @Override
    public RedundantRings redundancy() {
        return core.links();
    }

    @Override
    public boolean isReady() {
        return core.ring().state() == State.OPERATIONAL && !synchronising && !core.ring().waiting();
    }

    @Override
    public boolean isSynchronising() {
        return synchronising;
    }

    @Override
    public String stateLine() {
        QuorumState quorum = core.services().quorum();
        return "ring " + core.ring().ringId() + " members " + ScriptNode.list(core.ring().members())
                + (quorum.quorate() ? " quorate" : " not quorate");
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        while (!inbox.isEmpty()) {
            onPacket(0, inbox.poll());
        }
        onDeadline();
    }

    @Override
    public int visits() {
        return visits;
    }

    @Override
    public void onPacket(int link, byte[] packet) {
        if (paused) {
            inbox.add(packet);
        } else {
            core.onPacket(link, ByteBuffer.wrap(packet), false, world.nowNs());
            settle();
        }
    }

    private void settle() {
        if (core.tokenVisited()) {
            visits++;
            core.onTokenLeft(world.nowNs());
        }
        if (core.services().failures() != 0) {
            throw new IllegalStateException("an engine of node " + nodeId + " has thrown");
        }
    }

    @Override
    public boolean send(byte[] message) {
        throw new IllegalStateException("nodes with quorum have no clients that send");
    }

    /** The engines say goodbye, then the ring. */
    @Override
    public void leave() {
        core.unloadAll(UNLOAD_ORDER, world.nowNs());
        world.after(GOODBYE_NS, () -> {
            core.leave(world.nowNs());
            world.nodes.remove(nodeId);
        });
    }

    @Override
    public long nextDeadlineNs() {
        return core.nextDeadlineNs();
    }

    @Override
    public void onDeadline() {
        core.onDeadline(world.nowNs());
        settle();
    }

    private static byte[] copy(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        world.multicast(nodeId, link, copy(packet), everybody);
    }

    @Override
    public void target(int link, Processor next) {
        target = next.nodeId();
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        world.unicast(nodeId, target, link, copy(packet));
    }

    @Override
    public void store(RingId ring) {
        world.store(nodeId, ring.seq());
        core.onStored(ring, world.nowNs());
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
    public void ringMembers(List<Processor> members) {
        synchronising = true;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        if (level.compareTo(LogLevel.NOTICE) <= 0) {
            world.log().event(nodeId, world.nowNs(), "[" + subsystem + "] " + text.strip());
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
        return "script";
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
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return Optional.empty();
    }
}
