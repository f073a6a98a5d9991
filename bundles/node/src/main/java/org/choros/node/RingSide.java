package org.choros.node;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

import org.choros.config.ConfiguredNode;
import org.choros.config.NodeSettings;
import org.choros.node.core.Addresses;
import org.choros.node.core.CoreOutput;
import org.choros.node.core.NodeCore;
import org.choros.node.core.TwinWatch;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.spi.node.LocalServerFactory;
import org.choros.spi.node.NodeState;
import org.choros.totem.ring.RingConfig;
import org.choros.spi.transport.LinkSettings;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * The ring thread's half of a node: the core with its packets, clients and timers around it. Every method runs on the
 * ring thread; what may block goes to the {@link Admin}.
 */
final class RingSide implements PacketPath.Receiver, CoreOutput, IpcHost {
    /** The admin thread's half, as seen from here; every call returns at once. */
    interface Admin {
        void ringIdNeeded(String name);

        void store(RingId ring);

        void log(LogLevel level, String subsystem, String text);

        void ready();

        void outside(Runnable task);

        void leaveLine(String line);

        void dead();

        void fatal(int status);

        <T> Optional<T> ability(Class<T> type);
    }

    private static final int EXIT_SERVICE = 20;
    private static final int EXIT_SERVICES = 13;
    private static final int EXIT_CORE = 15;

    private final RingLoop loop;
    private final IcMap map;
    private final String instance;
    private NodeSettings settings;
    private final Admin admin;
    private final PacketPath path;
    private final Ticker ticker;
    private final ClientServers servers;
    private final EngineIsolation isolation;
    private final EngineSlots slots;
    private final List<InetAddress> bound = new ArrayList<>();
    /** Which links are up. */
    private final BitSet linksUp = new BitSet();
    private RingConfig config;
    private NodeCore core;
    private boolean waitingForId;
    private boolean flushNeeded;
    private boolean closing;
    /** When the ring last ran; for all threads. */
    private volatile long ranNs;

    RingSide(RingLoop loop, IcMap map, String instance, NodeSettings settings, Admin admin) {
        this.loop = loop;
        this.map = map;
        this.instance = instance;
        this.settings = settings;
        this.admin = admin;
        this.path = new PacketPath(loop, this, System::nanoTime);
        this.ticker = new Ticker(loop::schedule, System::nanoTime, this::onTime);
        this.servers = new ClientServers(this, loop, this::unpublished);
        this.isolation = new EngineIsolation(loop, map, instance, Settings.limits(settings), new EngineSide());
        this.slots = new EngineSlots(this, map, isolation);
    }

    PacketPath path() {
        return path;
    }

    NodeCore core() {
        return core;
    }

    boolean closing() {
        return closing;
    }

    int dialect() {
        return settings.dialect();
    }

    /** The engines that come and go. */
    EngineSlots slots() {
        return slots;
    }

    /** Takes a crypto; the first one also decides how long frames are. */
    void crypto(PacketCrypto crypto, NodeSettings of) {
        path.crypto(crypto);
        if (core != null) {
            core.publishLeave();
        }
        if (config == null) {
            config(Settings.ring(of, crypto.overhead()));
        }
    }

    void transportState(String state) {
        map.put("runtime.choros.transport.state", MapValue.str(state));
    }

    private void config(RingConfig ringConfig) {
        config = ringConfig;
        if (core != null) {
            core.reconfigure(ringConfig);
            after(System.nanoTime());
        }
    }

    // --- start

    /** The admin thread has read the ring id: the core comes to life. */
    void begin(long storedSeq, List<ServiceEngineFactory> engines, IpcServerFactory ipcFactory,
            IpcSettings ipcSettings) {
        if (core != null || closing) {
            return;
        }
        long now = System.nanoTime();
        if (config.nodeId() == 0) {
            config = Settings.withNodeId(config, bound.get(0));
        }
        core = new NodeCore(config, Settings.redundancy(settings), storedSeq, map, this);
        path.watch(() -> new TwinWatch(config.dialect(), config.nodeId()));
        admin.ability(StatsMap.class).ifPresent(core::publish);
        servers.begin(core.services(), state());
        servers.ipc(ipcFactory, ipcSettings);
        for (ServiceEngineFactory factory : engines) {
            if (!slots.load(factory) && EngineLoader.isMissing(factory, core.services())) {
                admin.fatal(EXIT_SERVICE);
                return;
            }
        }
        core.start(now);
        for (int link = 0; link < bound.size(); link++) {
            core.onInterface(link, bound.get(link), linksUp.get(link), now);
        }
        after(now);
    }

    /** Serves clients by this plug-in, null for by none; one that does already goes on. */
    void ipc(IpcServerFactory factory, IpcSettings ipcSettings) {
        if (!closing) {
            servers.ipc(factory, ipcSettings);
        }
    }

    /** A plug-in that serves clients goes. */
    void ipcGone(IpcServerFactory factory) {
        servers.ipcGone(factory);
    }

    /** Serves clients in our JVM by this one, too. */
    void attach(LocalServerFactory factory) {
        if (!closing) {
            servers.attach(factory);
        }
    }

    void detach(LocalServerFactory factory) {
        servers.detach(factory);
    }

    void stored(RingId ring) {
        if (core != null) {
            long now = System.nanoTime();
            core.onStored(ring, now);
            after(now);
        }
    }

    // --- end

    /** @return whether no engine has anything to do any more before the node leaves */
    boolean mayLeave() {
        if (core == null) {
            return true;
        }
        boolean may = core.services().leaving(System.nanoTime());
        after(System.nanoTime());
        return may;
    }

    /** Unloads every engine in corosync's order. */
    void unloadAll() {
        closing = true;
        if (core == null) {
            return;
        }
        log(LogLevel.NOTICE, "SERV", "Unloading all Corosync service engines.");
        isolation.stopAll();
        core.unloadAll(EngineLoader.UNLOAD_ORDER, System.nanoTime());
        after(System.nanoTime());
    }

    /** @return whether nothing waits for a token any more */
    boolean drained() {
        return core == null || isolation.isQuiet() && core.groups().isDrained();
    }

    void leaveAndClose() {
        closing = true;
        isolation.close();
        if (core != null) {
            core.leave(System.nanoTime());
            path.flush();
        }
        servers.close();
        path.close();
    }

    /** Ends at once, as a killed process does: the guardian tells the others, or they find out by themselves. */
    void dieSilently() {
        closing = true;
        core = null;
        isolation.close();
        servers.close();
        path.close();
        admin.dead();
    }

    /**
     * A reload has changed the timeouts or the node list.
     *
     * @param changed the new settings
     */
    void retime(NodeSettings changed) {
        settings = changed;
        isolation.limits(Settings.limits(changed));
        path.members(changed.transportSettings().members());
        config(Settings.retimed(config, changed));
        if (core != null) {
            core.reconfigure(Settings.redundancy(changed));
            core.publishLeave();
        }
    }

    /**
     * A reload is done.
     *
     * @param changed the keys that it has added, changed or removed
     */
    void configurationChanged(SortedSet<String> changed) {
        if (core != null && !closing) {
            core.configurationChanged(changed, System.nanoTime());
            after(System.nanoTime());
        }
    }

    void reenableRings() {
        if (core != null) {
            core.reenableRings();
            after(System.nanoTime());
        }
    }

    void gather() {
        if (core != null) {
            log(LogLevel.ERROR, "TOTEM", "Forcing into GATHER state");
            core.gather(System.nanoTime());
            after(System.nanoTime());
        }
    }

    /** Something outside the core has called it: send what it wrote, look after its timers. */
    void after(long nowNs) {
        ranNs = nowNs;
        if (flushNeeded) {
            flushNeeded = false;
            path.flush();
        }
        if (core != null) {
            if (core.tokenVisited()) {
                core.onTokenLeft(System.nanoTime());
            }
            ticker.arm(core.nextDeadlineNs());
        }
    }

    private void onTime() {
        if (core != null && !closing) {
            long now = System.nanoTime();
            try {
                if (core.nextDeadlineNs() - now <= 0) {
                    core.onDeadline(now);
                }
            } catch (RuntimeException e) {
                broken(e);
            }
            after(now);
        }
    }

    // Engines and plug-ins are guarded, so this is our own mistake: a ring in an impossible state is worse than none.
    private void broken(RuntimeException e) {
        StackTraceElement[] at = e.getStackTrace();
        log(LogLevel.CRIT, "TOTEM", "The ring is in an impossible state and stops: " + e
                + (at.length == 0 ? "" : " at " + at[0]));
        dieSilently();
        admin.fatal(EXIT_CORE);
    }

    // --- packets

    @Override
    public void onPacket(int link, ByteBuffer message, boolean flushing, long nowNs) {
        if (core != null) {
            try {
                core.onPacket(link, message, flushing, nowNs);
            } catch (RuntimeException e) {
                broken(e);
            }
        }
    }

    @Override
    public void onBatchEnd(long nowNs) {
        after(nowNs);
    }

    @Override
    public void onInterface(int link, InetAddress local, boolean up, long nowNs) {
        if (!up && link >= bound.size() && settings.links().size() > 1 && !isHostAddress(link, local)) {
            // The address of a network, as its interface is missing: it must not become our name on that link.
            return;
        }
        while (bound.size() <= link) {
            bound.add(local);
        }
        boolean news = core == null || up != linksUp.get(link) || !local.equals(bound.get(link));
        bound.set(link, local);
        linksUp.set(link, up);
        if (!news) {
            // A transport that was replaced reports what the ring knows: no reason to form it anew.
            return;
        }
        if (core != null) {
            core.onInterface(link, local, up, nowNs);
            after(nowNs);
            return;
        }
        if (!waitingForId && link == 0) {
            waitingForId = true;
            admin.ringIdNeeded(settings.dialect() == 2
                    ? local.getHostAddress()
                    : Integer.toUnsignedString(settings.localNodeId()));
        }
    }

    private boolean isHostAddress(int link, InetAddress address) {
        for (ConfiguredNode node : settings.nodes()) {
            if (link < node.addresses().size() && address.equals(node.addresses().get(link))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void transportLog(LogLevel level, String text) {
        admin.log(level, "TOTEM", text);
    }

    @Override
    public void log(LogLevel level, String text) {
        admin.log(level, "QB", text);
    }

    // --- core

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        path.multicast(link, packet, everybody);
        flushNeeded = true;
    }

    @Override
    public void target(int link, Processor next) {
        List<InetAddress> addresses = settings.dialect() == 2
                ? Addresses.of(next)
                : configuredAddresses(next.nodeId());
        if (link < addresses.size() && addresses.get(link) != null) {
            path.target(link, addresses.get(link));
        }
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        path.unicast(link, packet);
        // at once: the others need the token, and it may bring a lot to deliver here
        flushNeeded = false;
        path.flush();
    }

    @Override
    public void store(RingId ring) {
        admin.store(ring);
    }

    @Override
    public void discardReceived() {
        path.discardReceived();
    }

    @Override
    public void checkInterfaces() {
        path.checkInterfaces();
    }

    @Override
    public void ringMembers(List<Processor> members) {
        List<InetAddress> addresses = new ArrayList<>(members.size());
        for (Processor p : members) {
            List<InetAddress> all = settings.dialect() == 2 ? Addresses.of(p) : configuredAddresses(p.nodeId());
            if (!all.isEmpty() && all.get(0) != null) {
                addresses.add(all.get(0));
            }
        }
        path.ringMembers(addresses);
    }

    @Override
    public void leaveMessage(ByteBuffer leave, List<Processor> others) {
        byte[] sealed = leave == null || closing ? null : path.sealed(leave);
        GuardianLines line = new GuardianLines(settings.totem().tokenMs());
        if (sealed == null || !line.serves(settings.transport())) {
            admin.leaveLine(GuardianLines.SILENCE);
            return;
        }
        for (LinkSettings link : settings.transportSettings().links()) {
            int n = link.number();
            if (n < bound.size() && linksUp.get(n)) {
                line.from(bound.get(n), link.port());
                for (Processor p : others) {
                    List<InetAddress> all = settings.dialect() == 2
                            ? Addresses.of(p)
                            : configuredAddresses(p.nodeId());
                    if (n < all.size() && all.get(n) != null) {
                        line.to(all.get(n), link.port());
                    }
                }
            }
        }
        admin.leaveLine(line.leave(sealed));
    }

    /** @return when the ring last ran, {@link System#nanoTime}; for all threads */
    long ranNs() {
        return ranNs;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        admin.log(level, subsystem, text);
    }

    @Override
    public List<InetAddress> configuredAddresses(int nodeId) {
        for (ConfiguredNode node : settings.nodes()) {
            if (node.nodeId() == nodeId) {
                return node.addresses();
            }
        }
        return List.of();
    }

    @Override
    public List<LinkStatus> links() {
        List<LinkStatus> links = new ArrayList<>(bound.size());
        for (int link = 0; core != null && link < bound.size(); link++) {
            links.add(new LinkStatus(link, bound.get(link),
                    settings.dialect() == 2 ? core.links().status(link) : "OK",
                    Settings.netMtu(settings, 0)));
        }
        return links;
    }

    @Override
    public String processName(int pid) {
        return ProcessNames.of(pid);
    }

    @Override
    public void publish(String name, int service) {
        servers.publish(name, service);
    }

    private void unpublished() {
        if (core == null || !core.ready()) {
            admin.fatal(EXIT_SERVICES);
        }
    }

    @Override
    public void withdraw(int service) {
        servers.withdraw(service);
    }

    @Override
    public void flowControl(int service, int level) {
        servers.flowControl(service, level);
    }

    @Override
    public void stateChanged() {
        // not in the core's own beginning, when there is nobody to tell
        if (core != null) {
            servers.state(state());
        }
    }

    private NodeState state() {
        return core.state(nodeName(), settings.clusterName());
    }

    private String nodeName() {
        if (!instance.isEmpty()) {
            return instance;
        }
        for (ConfiguredNode node : settings.nodes()) {
            if (node.nodeId() == config.nodeId() && !node.name().isEmpty()) {
                return node.name();
            }
        }
        return Integer.toUnsignedString(config.nodeId());
    }

    @Override
    public void synchronised(boolean first) {
        if (first) {
            admin.ready();
        }
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return admin.ability(type);
    }

    /** Something that an engine has asked for outside of this thread is done. */
    void answer(Runnable told) {
        if (core == null) {
            return;
        }
        try {
            told.run();
        } catch (RuntimeException | LinkageError e) {
            log(LogLevel.ERROR, "SERV", "A service engine failed on an answer: " + e);
        }
        after(System.nanoTime());
    }

    /** This side as engines on threads of their own need it. */
    private final class EngineSide implements EngineIsolation.Side {
        @Override
        public NodeCore core() {
            return core;
        }

        @Override
        public int dialect() {
            return RingSide.this.dialect();
        }

        @Override
        public int localNodeId() {
            return config.nodeId();
        }

        @Override
        public void onTime() {
            RingSide.this.onTime();
        }

        @Override
        public void outside(Runnable task) {
            admin.outside(task);
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return admin.ability(type);
        }

        @Override
        public void log(LogLevel level, String subsystem, String text) {
            admin.log(level, subsystem, text);
        }
    }

    // --- clients

    @Override
    public int admit(int service, int pid, int uid, int gid) {
        return core == null ? -11 : core.services().admit(service, NodeUser.of(uid), gid);
    }

    @Override
    public void onConnect(int service, ClientSession session) {
        if (core == null) {
            session.disconnect();
            return;
        }
        long now = System.nanoTime();
        core.onConnect(service, session, now);
        after(now);
    }

    @Override
    public void onRequest(int service, ClientSession session, ByteBuffer request) {
        if (core != null) {
            long now = System.nanoTime();
            core.onRequest(service, session, request, now);
            after(now);
        }
    }

    @Override
    public void onDisconnect(int service, ClientSession session) {
        if (core != null) {
            long now = System.nanoTime();
            core.onDisconnect(service, session, now);
            after(now);
        }
    }

    /** Shows what the packet path and the servers of local clients have counted. */
    void showCounters() {
        path.counters((name, value) -> map.put("runtime.choros.packets." + name, MapValue.u64(value)));
        servers.counters((name, value) -> map.put("runtime.choros.local." + name, MapValue.u64(value)));
    }
}
