package org.choros.node.core;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

import org.choros.node.services.ServiceHost;
import org.choros.node.services.ServiceTable;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;
import org.choros.spi.node.NodeState;
import org.choros.totem.groups.Group;
import org.choros.totem.groups.GroupOutput;
import org.choros.totem.groups.PacketGroups;
import org.choros.totem.groups.QueueLevel;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.RingOutput;
import org.choros.totem.ring.State;
import org.choros.totem.rrp.RedundancyConfig;
import org.choros.totem.rrp.RedundancyEvent;
import org.choros.totem.rrp.RedundantOutput;
import org.choros.totem.rrp.RedundantRings;
import org.choros.totem.sync.Sync;
import org.choros.totem.sync.SyncOutput;
import org.choros.totem.sync.SyncService;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * One node without its threads: a ring, what packs and reassembles on it, the synchronisation and the services, wired
 * together. Pure: packets, requests and time come in, everything else goes out through {@link CoreOutput}; whole
 * clusters of these are simulated. For one thread.
 */
public final class NodeCore {
    private final Dialect dialect;
    private final int localNodeId;
    private final IcMap map;
    private final CoreOutput out;
    private final Ring ring;
    private final RedundantRings links;
    private final PacketGroups groups;
    private final Sync sync;
    private final ServiceTable services;
    private final MembershipLog membershipLog;
    private final RuntimeKeys keys;
    private final Deliveries deliveries = new Deliveries();
    private RingIdentity operational = RingIdentity.NONE;
    private List<Processor> members = List.of();
    private boolean ready;
    private boolean leaving;
    private boolean stopped;
    private long nowNs;
    private QueueLevel level = QueueLevel.LOW;
    private boolean synchronising;
    private boolean steady;
    private QuorumState quorumTold;
    private boolean tokenVisited;
    private CoreObserver observer;

    /**
     * @param config the ring's settings, with our node id
     * @param storedSeq the ring sequence from stable storage
     * @param map the node's map, with the configuration in it
     * @param out who does what it wants
     */
    public NodeCore(RingConfig config, long storedSeq, IcMap map, CoreOutput out) {
        this(config, RedundancyConfig.NONE, storedSeq, map, out);
    }

    /**
     * @param ringConfig the ring's settings, with our node id
     * @param redundancy how packets are spread over the links
     * @param storedSeq the ring sequence from stable storage
     * @param map the node's map, with the configuration in it
     * @param out who does what it wants
     */
    public NodeCore(RingConfig ringConfig, RedundancyConfig redundancy, long storedSeq, IcMap map, CoreOutput out) {
        RingConfig config = ringConfig.toBuilder().links(redundancy.links()).build();
        this.dialect = config.dialect();
        this.localNodeId = config.nodeId();
        this.map = map;
        this.out = out;
        Wiring wiring = new Wiring();
        links = new RedundantRings(redundancy, dialect, localNodeId, wiring);
        ring = new Ring(config, storedSeq, wiring);
        groups = new PacketGroups(config.netMtu(), ring, wiring);
        sync = new Sync(dialect, wiring);
        services = new ServiceTable(wiring);
        membershipLog = new MembershipLog(dialect);
        keys = new RuntimeKeys(dialect, map, ring, groups, links);
    }

    /**
     * Begins what recurs by the clock.
     *
     * @param now the time
     */
    public void start(long now) {
        nowNs = now;
        keys.start(now);
        services.start();
    }

    /**
     * Publishes the ring's counters (3.1).
     *
     * @param stats the statistics map
     */
    public void publish(StatsMap stats) {
        keys.publish(stats, () -> nowNs);
    }

    /**
     * Shows what happens to somebody else too.
     *
     * @param newObserver is told from now on; null for nobody
     */
    public void observe(CoreObserver newObserver) {
        observer = newObserver;
    }

    /** @return the services */
    public ServiceTable services() {
        return services;
    }

    /** @return the node's map */
    public IcMap map() {
        return map;
    }

    /** @return the ring, for looking at */
    public Ring ring() {
        return ring;
    }

    /** @return the links below the ring, for looking at */
    public RedundantRings links() {
        return links;
    }

    /** @return the queue in front of the ring, for looking at */
    public PacketGroups groups() {
        return groups;
    }

    /** @return whether the first synchronisation is complete */
    public boolean ready() {
        return ready;
    }

    /** @return the ring of the last regular configuration */
    public RingIdentity operationalRing() {
        return operational;
    }

    /** @return the members of the last regular configuration, in ring order */
    public List<Processor> members() {
        return members;
    }

    /**
     * Loads an engine.
     *
     * @param factory makes it
     * @param now the time
     * @throws EngineException when it refuses
     */
    public void load(ServiceEngineFactory factory, long now) throws EngineException {
        nowNs = now;
        services.load(factory, now);
        EngineDescription d = factory.description(dialect.number());
        if (d.synchronises()) {
            sync.add(new SyncedEngine(d.id(), services));
        }
        done();
    }

    /**
     * Unloads an engine; nothing happens when there is none.
     *
     * @param id the service id
     * @param now the time
     */
    public void unload(int id, long now) {
        nowNs = now;
        services.unload(id, now);
        sync.remove(id);
        done();
    }

    /**
     * @param link the link it came in on
     * @param packet the totemsrp message
     * @param flushing whether a token waits behind it
     * @param now the time
     */
    public void onPacket(int link, ByteBuffer packet, boolean flushing, long now) {
        if (stopped) {
            return;
        }
        nowNs = now;
        links.onPacket(link, packet, flushing, now);
        done();
    }

    /**
     * @param link the link
     * @param address the bound address
     * @param up whether it is usable
     * @param now the time
     */
    public void onInterface(int link, InetAddress address, boolean up, long now) {
        if (stopped) {
            return;
        }
        nowNs = now;
        links.address(link, address.getHostAddress());
        ring.onInterface(link, address.getAddress(), up, now);
        done();
    }

    /**
     * @param id what is on stable storage now
     * @param now the time
     */
    public void onStored(RingId id, long now) {
        if (stopped) {
            return;
        }
        nowNs = now;
        ring.onStored(id, now);
        done();
    }

    /**
     * A client's channels are open.
     *
     * @param service the service id
     * @param session the client
     * @param now the time
     */
    public void onConnect(int service, ClientSession session, long now) {
        nowNs = now;
        services.onConnect(service, session);
        done();
    }

    /**
     * A client's request.
     *
     * @param service the service id
     * @param session the client
     * @param request the message
     * @param now the time
     */
    public void onRequest(int service, ClientSession session, ByteBuffer request, long now) {
        nowNs = now;
        services.onRequest(service, session, request, now);
        done();
    }

    /**
     * A client is gone.
     *
     * @param service the service id
     * @param session the client
     * @param now the time
     */
    public void onDisconnect(int service, ClientSession session, long now) {
        nowNs = now;
        services.onDisconnect(service, session, now);
        done();
    }

    /** @return whether a token has been here since {@link #onTokenLeft} */
    public boolean tokenVisited() {
        return tokenVisited;
    }

    /**
     * What the token made us send is on its way.
     *
     * @param now the time
     */
    public void onTokenLeft(long now) {
        tokenVisited = false;
        ring.onTokenLeft(now);
    }

    /** @return when {@link #onDeadline} wants to be called */
    public long nextDeadlineNs() {
        if (stopped) {
            return ServiceEngine.NO_DEADLINE;
        }
        long ours = Math.min(ring.nextDeadlineNs(), links.nextDeadlineNs());
        return Math.min(Math.min(ours, services.nextDeadlineNs()), keys.nextDeadlineNs());
    }

    /**
     * Time has come.
     *
     * @param now the time
     */
    public void onDeadline(long now) {
        if (stopped) {
            return;
        }
        nowNs = now;
        if (ring.nextDeadlineNs() <= now) {
            ring.onDeadline(now);
        }
        if (links.nextDeadlineNs() <= now) {
            links.onDeadline(now);
        }
        if (services.nextDeadlineNs() <= now) {
            services.onDeadline(now);
        }
        if (keys.nextDeadlineNs() <= now) {
            keys.refresh(now);
            services.showCounters();
        }
        done();
    }

    /**
     * Forms the ring anew.
     *
     * @param now the time
     */
    public void gather(long now) {
        nowNs = now;
        ring.gather(now);
        done();
    }

    /**
     * The configuration was read again, and its changes are in the map.
     *
     * @param changed the keys that were added, changed or removed
     * @param now the time
     */
    public void configurationChanged(SortedSet<String> changed, long now) {
        if (!changed.isEmpty()) {
            nowNs = now;
            services.onConfigurationChanged(changed, now);
            done();
        }
    }

    /**
     * @param config new settings of the ring
     */
    public void reconfigure(RingConfig config) {
        ring.reconfigure(config);
    }

    /**
     * @param redundancy new times and thresholds of redundant rings
     */
    public void reconfigure(RedundancyConfig redundancy) {
        links.reconfigure(redundancy);
    }

    /** The operator says that all links work. */
    public void reenableRings() {
        links.reenableAll();
    }

    /**
     * Unloads every engine before {@link #leave}: in the given order, then whatever is left.
     *
     * @param order service ids
     * @param now the time
     */
    public void unloadAll(int[] order, long now) {
        leaving = true;
        for (int id : order) {
            unload(id, now);
        }
        for (int id = 0; id < ServiceTable.SERVICES_MAX; id++) {
            unload(id, now);
        }
    }

    /**
     * Leaves the ring in order; nothing happens afterwards.
     *
     * @param now the time
     */
    public void leave(long now) {
        if (!stopped) {
            nowNs = now;
            out.leaveMessage(null, List.of());
            ring.leave(now);
            stopped = true;
        }
    }

    /** Ends what came from outside: engines that have thrown too often go now, when nothing is going on in the ring. */
    private void done() {
        for (int id = services.failed(); id != ServiceTable.NONE; id = services.failed()) {
            services.unload(id, nowNs);
            sync.remove(id);
        }
        settle();
        services.takeHeld(nowNs);
        settle();
    }

    private void settle() {
        QueueLevel nowLevel = groups.level();
        boolean nowSynchronising = sync.running();
        if (nowLevel != level || nowSynchronising != synchronising) {
            level = nowLevel;
            synchronising = nowSynchronising;
            services.updateFlowControl();
        }
        boolean nowSteady = ready && !leaving && !nowSynchronising && ring.state() == State.OPERATIONAL;
        QuorumState nowQuorum = services.quorum();
        if (nowSteady != steady || nowQuorum != quorumTold) {
            steady = nowSteady;
            quorumTold = nowQuorum;
            out.stateChanged();
        }
    }

    /**
     * @param name how the node is called
     * @param cluster how its cluster is called, or empty
     * @return what it is now, for those beside it
     */
    public NodeState state(String name, String cluster) {
        int[] ids = members.stream().mapToInt(Processor::nodeId).toArray();
        return new NodeState(name, localNodeId, dialect.number(), cluster, ready && !leaving, steady, operational, ids,
                services.quorum());
    }

    private void configurationChanged(RingConfiguration c) {
        if (observer != null) {
            observer.onConfiguration(c);
        }
        groups.onConfiguration(c);
        Membership membership = c.membership();
        if (c.regular()) {
            deliveries.ring(ring);
            operational = membership.ring();
            members = c.members();
            out.ringMembers(members);
        }
        keys.onConfiguration(c, NodeCore.this::addressesOf);
        services.onMembership(membership, nowNs);
        sync.onConfiguration(c, nowNs);
        settle();
        if (c.regular()) {
            publishLeave();
        }
    }

    /** Gives out the leave of the present ring again: who gets it has changed. */
    public void publishLeave() {
        ByteBuffer leave = stopped ? null : ring.leaveMessage();
        List<Processor> others = new ArrayList<>(leave == null ? List.of() : members);
        others.remove(ring.self());
        out.leaveMessage(leave, others);
    }

    private List<InetAddress> addressesOf(int nodeId) {
        List<InetAddress> configured = out.configuredAddresses(nodeId);
        if (!configured.isEmpty()) {
            return configured;
        }
        for (Processor p : members) {
            if (p.nodeId() == nodeId) {
                return Addresses.of(p);
            }
        }
        return List.of();
    }

    /** One engine's turns in the synchronisation. */
    private record SyncedEngine(int id, ServiceTable services) implements SyncService {
        @Override
        public void init(Membership change, long now) {
            services.syncInit(id, change, now);
        }

        @Override
        public boolean process(long now) {
            return services.syncProcess(id, now);
        }

        @Override
        public void activate(long now) {
            services.syncActivate(id, now);
        }

        @Override
        public void abort() {
            services.syncAbort(id);
        }
    }

    /** What the parts say, led to where it belongs. */
    private final class Wiring implements RingOutput, RedundantOutput, GroupOutput, SyncOutput, ServiceHost {
        // --- ring
        @Override
        public void multicast(ByteBuffer packet, boolean everybody) {
            links.multicast(packet, everybody);
        }

        @Override
        public void target(int link, Processor next) {
            out.target(link, next);
        }

        @Override
        public void unicast(ByteBuffer packet) {
            links.unicast(packet);
        }

        // --- links
        @Override
        public void multicast(int link, ByteBuffer packet, boolean everybody) {
            out.multicast(link, packet, everybody);
        }

        @Override
        public void unicast(int link, ByteBuffer packet) {
            out.unicast(link, packet);
        }

        @Override
        public void packet(int link, ByteBuffer packet, boolean flushing) {
            ring.onPacket(link, packet, flushing, nowNs);
        }

        @Override
        public void faulty(int link, boolean faulty) {
            keys.showFault(link, faulty);
        }

        @Override
        public void trace(RedundancyEvent event) {
            membershipLog.log(event, out);
        }

        // --- ring

        @Override
        public void deliver(int sender, int seq, ByteBuffer frame) {
            if (observer != null) {
                observer.onFrame(sender, seq, frame);
            }
            deliveries.frame(seq);
            groups.onFrame(sender, frame);
        }

        @Override
        public void configuration(RingConfiguration configuration) {
            configurationChanged(configuration);
        }

        @Override
        public void reassembly(boolean during) {
            groups.reassembly(during);
        }

        @Override
        public void store(RingId id) {
            links.ring(id, ring.forming());
            out.store(id);
        }

        @Override
        public void tokenReceived() {
            groups.onTokenReceived();
        }

        @Override
        public void tokenSent(long now) {
            tokenVisited = true;
            if (deliveries.token(ring, now)) {
                services.onStable(deliveries.stable(), now);
            }
            sync.onToken(now);
        }

        @Override
        public void space() {
            settle();
        }

        @Override
        public void discardReceived() {
            out.discardReceived();
        }

        @Override
        public void checkInterfaces() {
            out.checkInterfaces();
        }

        @Override
        public void trace(RingEvent event) {
            if (observer != null) {
                observer.onEvent(event);
            }
            membershipLog.log(event, nowNs, out);
        }

        // --- groups
        @Override
        public void message(Group group, int sender, ByteBuffer message) {
            if (group == Group.SYNC) {
                sync.onMessage(sender, message, nowNs);
            } else {
                services.onMessage(sender, message.order() == ByteOrder.LITTLE_ENDIAN, message, nowNs);
            }
        }

        // --- synchronisation
        @Override
        public boolean multicast(ByteBuffer message) {
            return groups.offer(Group.SYNC, message, nowNs);
        }

        @Override
        public void wake() {
            ring.wake(nowNs);
        }

        @Override
        public void lastBarrierSent() {
            ring.syncSent();
        }

        @Override
        public void synchronised(RingId id, long now) {
            if (observer != null) {
                observer.onSynchronised(id);
            }
            ring.syncComplete(now);
            boolean first = !ready;
            ready = true;
            settle();
            out.log(LogLevel.NOTICE, "MAIN", "Completed service synchronization, ready to provide service.");
            services.onSynchronised(now);
            out.synchronised(first);
        }

        // --- services
        @Override
        public int dialect() {
            return dialect.number();
        }

        @Override
        public int localNodeId() {
            return localNodeId;
        }

        @Override
        public IcMap map() {
            return map;
        }

        @Override
        public RingIdentity ring() {
            return operational;
        }

        @Override
        public boolean multicastService(ByteBuffer message) {
            return groups.offer(Group.SERVICES, message, nowNs);
        }

        @Override
        public boolean roomFor(int bytes) {
            return groups.hasRoom(bytes);
        }

        @Override
        public int longestMessage() {
            return groups.longest();
        }

        @Override
        public boolean synchronising() {
            return sync.running();
        }

        @Override
        public int[] participants(int service) {
            return sync.participants(service);
        }

        @Override
        public boolean awaits(int service, int nodeId) {
            return sync.awaits(service, nodeId);
        }

        @Override
        public long position() {
            return deliveries.position();
        }

        @Override
        public long togetherNs() {
            return deliveries.togetherNs();
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public boolean congested() {
            return groups.level() == QueueLevel.CRITICAL;
        }

        @Override
        public boolean filling() {
            return groups.level() != QueueLevel.LOW;
        }

        @Override
        public void log(LogLevel grave, String subsystem, String text) {
            out.log(grave, subsystem, text);
        }

        @Override
        public List<InetAddress> addresses(int nodeId) {
            return addressesOf(nodeId);
        }

        @Override
        public List<LinkStatus> links() {
            return out.links();
        }

        @Override
        public boolean reachable(int nodeId) {
            for (Processor p : members) {
                if (p.nodeId() == nodeId) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return out.ability(type);
        }

        @Override
        public String processName(int pid) {
            return out.processName(pid);
        }

        @Override
        public void publish(String name, int service) {
            out.publish(name, service);
        }

        @Override
        public void withdraw(int service) {
            out.withdraw(service);
        }

        @Override
        public void flowControl(int service, int held) {
            out.flowControl(service, held);
        }

        @Override
        public void servicesChanged() {
            // A running ring has to announce it to the others, and so has one whose first synchronisation has begun
            // without it; before the first ring there is nobody to tell.
            if ((ready || sync.running()) && !leaving) {
                ring.gather(nowNs);
            }
        }
    }
}
