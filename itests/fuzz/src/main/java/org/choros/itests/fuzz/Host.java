package org.choros.itests.fuzz;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.node.core.Addresses;
import org.choros.node.core.CoreOutput;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** One node of a {@link World}: the real core; what it sends goes to the world. */
final class Host implements CoreOutput {
    private static final long TOKEN_MS = 1000;

    final int nodeId;
    final NodeCore core;
    final Inside inside;
    final ProbeEngine probe = new ProbeEngine();
    private final World world;
    private RingId last;
    private int target;

    Host(World world, int nodeId, long storedSeq, boolean engines) {
        this.world = world;
        this.nodeId = nodeId;
        IcMap map = new IcMap();
        if (engines) {
            configure(map);
        }
        // few visits, so that a ring that lacks something for ever is given up soon
        RingConfig config = RingConfig.builder(world.dialect, nodeId).tokenMs(TOKEN_MS).failToReceiveVisits(50)
                .seqUnchangedVisits(5).missCountVisits(2).startSeq(world.startSeq).seed(nodeId).queueFrames(64)
                .build();
        core = new NodeCore(config, world.redundancy, storedSeq, map, this);
        inside = new Inside(core);
        try {
            if (engines) {
                for (ServiceEngineFactory f : List.of(new CmapFactory(), new CfgFactory(), new VotequorumFactory(),
                        new QuorumFactory(), new CpgFactory())) {
                    core.load(f, world.nowNs());
                }
            }
            core.load(probe, world.nowNs());
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
        core.start(world.nowNs());
    }

    void up() {
        core.onInterface(0, address(nodeId), true, world.nowNs());
        if (world.redundancy.links() > 1) {
            core.onInterface(1, Addresses.of(new byte[]{10, 0, 1, (byte) nodeId}), true, world.nowNs());
        }
    }

    private void configure(IcMap map) {
        for (int i = 0; i < 2; i++) {
            map.put("nodelist.node." + i + ".ring0_addr", MapValue.str("10.0.0." + (i + 2)));
            map.put("nodelist.node." + i + ".nodeid", MapValue.u32(i + 2));
        }
        map.put("nodelist.local_node_pos", MapValue.u32(nodeId - 2));
        map.put("quorum.provider", MapValue.str("corosync_votequorum"));
    }

    static InetAddress address(int nodeId) {
        return Addresses.of(new byte[]{10, 0, 0, (byte) nodeId});
    }

    /** The probe says something; answers whether there was room. */
    boolean say(long number, int more) {
        boolean taken = probe.say(number, more);
        // as after everything that an engine does at a client's request: flow control and the like are up to date
        core.onDeadline(world.nowNs());
        return taken;
    }

    boolean isSettled(int members) {
        return core.ring().state() == State.OPERATIONAL && !core.ring().waiting() && core.members().size() == members;
    }

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        world.carry(this, link, packet, everybody);
    }

    @Override
    public void target(int link, Processor next) {
        target = next.nodeId();
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        world.carry(target, link, packet);
    }

    @Override
    public void store(RingId ring) {
        // V5
        OracleException.require(last == null || ring.isAfter(last), () -> "ring " + ring + " after " + last);
        last = ring;
        world.stored(this, ring);
    }

    @Override
    public void discardReceived() {
        world.discard(this);
    }

    @Override
    public void checkInterfaces() {
        // they are up
    }

    @Override
    public void ringMembers(List<Processor> members) {
        OracleException.require(!members.isEmpty(), "a ring without members");
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        if (World.TRACE) {
            System.out.println(world.nowNs() / 1000 + " us " + nodeId + " " + level.label() + " " + text);
        }
    }

    @Override
    public List<InetAddress> configuredAddresses(int of) {
        return List.of();
    }

    @Override
    public List<LinkStatus> links() {
        return List.of();
    }

    @Override
    public String processName(int pid) {
        return "client";
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
        // clients here do as they like
    }

    @Override
    public void synchronised(boolean first) {
        // seen by the ring that does not wait any more
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "node " + nodeId + " " + core.ring().state() + " ring=" + core.ring().ringId() + " members="
                + core.members() + " waiting=" + core.ring().waiting() + " queued=" + core.ring().queued() + " proc="
                + inside.proc() + " failed=" + inside.failed() + " aru=" + inside.aru() + " high=" + inside.high();
    }
}
