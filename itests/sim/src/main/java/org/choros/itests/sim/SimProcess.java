package org.choros.itests.sim;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;

import org.choros.engine.amf.AmfAccess;
import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.lock.LockFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.node.core.CoreObserver;
import org.choros.node.core.CoreOutput;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingCounter;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** A node as a process: the core with the real engines, its sockets, timers and clients. Dies with its machine. */
final class SimProcess implements CoreOutput, CoreObserver, NodeControl {
    /** What one datagram costs in a socket buffer besides its bytes. */
    private static final int DATAGRAM_OVERHEAD = 64;
    private static final int OK = 1;
    private static final long LEAVE_LIMIT_NS = 60_000 * Options.MS;
    private static final long LEAVE_STEP_NS = 5 * Options.MS;
    /** Parts of the world's chance from here on are those of availability managers. */
    private static final int KEPT_PART = 10_000;

    final IcMap map = new IcMap();
    final NodeCore core;
    final ProbeEngine probe;
    final SimClients clients;
    private final Machine machine;
    private final World world;
    private final int incarnation;
    private final Deque<Packet> inbox = new ArrayDeque<>();
    private final Deque<Packet> tokens = new ArrayDeque<>();
    private final List<Runnable> deferred = new ArrayList<>();
    private final int[] target = new int[2];
    private int waitingBytes;
    private long busyUntilNs;
    private boolean paused;
    /** Null where there is no availability manager. */
    private AmfAccess kept;
    /** What bundles of this process declare. */
    private SortedMap<String, SortedMap<String, String>> declared = Collections.emptySortedMap();
    private SiteActuator actuator;
    /** Null where locks are on the ring thread, or there are none. */
    private IsolatedLocks locks;
    private boolean leaving;
    /** Until when what engines have may be handed over; 0 when the node does not leave. */
    private long leaveByNs;
    private boolean synchronising = true;
    private long wakeNs = Long.MAX_VALUE;
    private long storedNs;

    SimProcess(Machine machine, int incarnation, long storedSeq) {
        this.machine = machine;
        this.incarnation = incarnation;
        world = machine.world();
        world.configuration().load(map, machine.index());
        probe = new ProbeEngine(machine, incarnation, id -> world.machine(id - 1).hasShutDown());
        core = new NodeCore(world.options().ring(machine.nodeId(), world.chance().nextLong()),
                world.options().redundancy(), storedSeq, map, this);
        core.observe(this);
        clients = new SimClients(machine, this);
    }

    void start() {
        long now = machine.clockNs();
        try {
            for (ServiceEngineFactory engine : List.of(new CmapFactory(), new CfgFactory(), new CpgFactory(),
                    new VotequorumFactory(), new QuorumFactory(), probe)) {
                core.load(engine, now);
            }
            if (world.options().lockers > 0 && world.options().lockLateNs > 0) {
                locks = new IsolatedLocks(machine, this, core, new Chance(world.chance().nextLong()),
                        world.options().lockLateNs);
                locks.load(world.options().dialect.number());
            } else if (world.options().lockers > 0) {
                core.load(new LockFactory(), now);
            }
            if (world.options().upkeep != null && world.options().upkeep.isPresent(machine)) {
                core.load(WatchedAmf.factory(machine, this, world.chanceFor(KEPT_PART * incarnation
                        + machine.index())), now);
            }
        } catch (EngineException e) {
            throw world.fail("engines", machine + ": an engine refuses: " + e.getMessage());
        }
        core.start(now);
        for (int link = 0; link < core.links().links(); link++) {
            core.onInterface(link, machine.address(link), true, now);
        }
        settle();
        long gap = world.options().messageGapNs;
        if (gap > 0) {
            world.after(world.chance().between(0, gap), this::talk);
        }
    }

    // --- what is kept available

    void kept(AmfAccess access, SiteActuator its) {
        kept = access;
        actuator = its;
    }

    /** @return its availability manager, or null */
    AmfAccess kept() {
        return kept;
    }

    SortedMap<String, SortedMap<String, String>> declared() {
        return declared;
    }

    void declared(SortedMap<String, SortedMap<String, String>> groups) {
        declared = groups;
    }

    /** @return whether all that runs on the machine is of the availability manager of now */
    boolean hasAllOfSite() {
        return actuator != null && actuator.isClear();
    }

    void siteChanged() {
        if (actuator != null) {
            actuator.siteChanged();
        }
    }

    /** The availability manager goes, as when its bundle is stopped. */
    void unloadKept() {
        if (kept != null) {
            kept = null;
            actuator = null;
            core.unload(WatchedAmf.SERVICE, machine.clockNs());
            settle();
        }
    }

    /** It comes back. */
    void loadKept() {
        if (kept == null && !leaving) {
            try {
                core.load(WatchedAmf.factory(machine, this, new Chance(world.nextNumber())), machine.clockNs());
            } catch (EngineException e) {
                throw world.fail("engines", machine + ": the availability manager refuses: " + e.getMessage());
            }
            settle();
        }
    }

    /** @return how long it may take to stop everything here, ns of this machine's clock */
    long stopLimitNs() {
        return kept == null ? 0 : kept.model().policy().stopLimitNs();
    }

    int nodeId() {
        return machine.nodeId();
    }

    int incarnation() {
        return incarnation;
    }

    boolean isAlive() {
        return machine.process() == this;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isSynchronising() {
        return synchronising;
    }

    boolean isIdle() {
        return !leaving && !paused && inbox.isEmpty() && tokens.isEmpty();
    }

    /** Sends something now and then, as long as there are faults. */
    private void talk() {
        if (!isAlive() || world.healed() || leaving) {
            return;
        }
        Chance r = world.chance();
        Options o = world.options();
        if (!paused && core.ring().self() != null && (!synchronising || r.oneIn(8))) {
            probe.send(r.below(o.messageLengthMax));
            // the node sees how full its queue is whenever somebody has called it
            core.onDeadline(machine.clockNs());
            settle();
        }
        world.after(r.between(0, 2 * o.messageGapNs), this::talk);
    }

    // --- packets

    void arrived(Packet packet) {
        boolean apart = packet.token() && world.options().flushes;
        if (isReading()) {
            take(packet, false);
            return;
        }
        int cost = packet.bytes().length + DATAGRAM_OVERHEAD;
        if (waitingBytes + cost > world.options().socketBytes) {
            machine.overflowed(packet);
            return;
        }
        waitingBytes += cost;
        (apart ? tokens : inbox).add(packet);
    }

    /** Something for ourselves; ends with the process, as its sockets do. */
    void loop(long delayNs, Packet packet) {
        world.after(delayNs, () -> {
            if (isAlive()) {
                arrived(packet);
            }
        });
    }

    private boolean isReading() {
        return !paused && busyUntilNs <= world.nowNs() && inbox.isEmpty() && tokens.isEmpty();
    }

    /** Reads what waits; where the multicast path is read first, with the token in sight. */
    private void read() {
        while (isAlive() && !paused && busyUntilNs <= world.nowNs() && !(inbox.isEmpty() && tokens.isEmpty())) {
            boolean fromInbox = !inbox.isEmpty();
            Packet packet = fromInbox ? inbox.poll() : tokens.poll();
            waitingBytes -= packet.bytes().length + DATAGRAM_OVERHEAD;
            take(packet, fromInbox && !tokens.isEmpty());
        }
    }

    private void take(Packet packet, boolean flushing) {
        if (packet.from() == Packet.NOBODY) {
            takeMalformed(packet);
        } else {
            if (world.trace().on()) {
                world.note(machine.toString(), () -> "  gets " + (packet.from() == machine.index()
                        ? "its own "
                        : "from n" + (packet.from() + 1) + " ") + packet.text(world.options().dialect));
            }
            long gathers = core.ring().counter(RingCounter.GATHER_ENTERED);
            world.coverage().arrives(world.options().dialect, packet.bytes(), core.ring().state());
            core.onPacket(packet.link(), ByteBuffer.wrap(packet.bytes()), flushing, machine.clockNs());
            if (core.ring().counter(RingCounter.GATHER_ENTERED) != gathers && isOfAnEarlierRing(packet)) {
                throw world.fail("leave", machine + " gives up on a member for a leave of before their ring: "
                        + packet.text(world.options().dialect));
            }
        }
        long serviceNs = machine.serviceNs();
        if (serviceNs > 0) {
            busyUntilNs = world.nowNs() + serviceNs;
            world.after(serviceNs, this::read);
        }
        settle();
    }

    /** A leave whose sender was with us in a later ring: whoever is there now, it is not who wrote this. */
    private boolean isOfAnEarlierRing(Packet packet) {
        Dialect dialect = world.options().dialect;
        ByteBuffer message = ByteBuffer.wrap(packet.bytes());
        if (Packets.check(dialect, message) != Malformed.NO || Packets.type(dialect, message) != PacketType.JOIN) {
            return false;
        }
        JoinView join = new JoinView(dialect).wrap(message);
        return join.isLeave() && core.members().contains(join.from())
                && Long.compareUnsigned(join.ringSeq(), core.operationalRing().seq()) < 0;
    }

    /** V9: it changes nothing but a counter. */
    private void takeMalformed(Packet packet) {
        long dropped = core.ring().counter(RingCounter.RX_MSG_DROPPED);
        State state = core.ring().state();
        long deadline = core.nextDeadlineNs();
        RingId ring = core.ring().ringId();
        core.onPacket(packet.link(), ByteBuffer.wrap(packet.bytes()), false, machine.clockNs());
        if (core.ring().counter(RingCounter.RX_MSG_DROPPED) != dropped + 1 || core.ring().state() != state
                || core.nextDeadlineNs() != deadline || core.ring().ringId() != ring) {
            throw world.fail("V9", machine + " was changed by a " + packet.text(world.options().dialect));
        }
    }

    // --- time

    void pause(long lengthNs) {
        if (!paused) {
            paused = true;
            world.after(lengthNs, this::resume);
        }
    }

    /** After a pause the timers are late and the sockets full; what is looked at first is a matter of chance. */
    void resume() {
        if (!paused || !isAlive()) {
            return;
        }
        paused = false;
        world.note(machine.toString(), () -> "goes on, " + (inbox.size() + tokens.size()) + " packets wait");
        if (world.chance().oneIn(2)) {
            core.onDeadline(machine.clockNs());
        }
        List<Runnable> late = List.copyOf(deferred);
        deferred.clear();
        late.forEach(Runnable::run);
        if (isAlive()) {
            read();
            wakeNs = Long.MAX_VALUE;
            settle();
        }
    }

    /** Runs something of the process itself: not while it stands still, and never after its end. */
    void does(long delayNs, Runnable action) {
        world.after(delayNs, () -> {
            if (isAlive()) {
                if (paused) {
                    deferred.add(action);
                } else {
                    action.run();
                }
            }
        });
    }

    /** A client of locks has asked, and wants its answer. */
    void settleLocks() {
        if (locks != null) {
            locks.settle();
        }
    }

    /** What follows every call into the core. */
    void settle() {
        if (!isAlive()) {
            return;
        }
        if (core.tokenVisited()) {
            core.onTokenLeft(machine.clockNs());
        }
        if (core.services().failures() != 0) {
            throw world.fail("engines", "an engine of " + machine + " has thrown");
        }
        long next = core.nextDeadlineNs();
        if (next == Long.MAX_VALUE) {
            return;
        }
        long due = Math.max(world.nowNs(), machine.whenNs(next));
        if (due < wakeNs) {
            wakeNs = due;
            world.after(due - world.nowNs(), () -> onTime(due));
        }
    }

    private void onTime(long due) {
        if (due != wakeNs || !isAlive()) {
            return;
        }
        wakeNs = Long.MAX_VALUE;
        if (!paused) {
            if (core.nextDeadlineNs() <= machine.clockNs()) {
                core.onDeadline(machine.clockNs());
            }
            settle();
        }
    }

    /** Ends in order: the engines say goodbye, then the ring. */
    void leave() {
        if (leaveByNs == 0 && !paused) {
            leaveByNs = world.nowNs() + LEAVE_LIMIT_NS;
            handOver();
        }
    }

    // As a node does: engines are asked first.
    private void handOver() {
        if (!core.services().leaving(machine.clockNs()) && world.nowNs() < leaveByNs) {
            settle();
            does(LEAVE_STEP_NS, this::handOver);
            return;
        }
        leaving = true;
        machine.leaves();
        clients.disconnectAll();
        world.watch().leaving(machine);
        core.unloadAll(Machine.UNLOAD_ORDER, machine.clockNs());
        settle();
        does(20 * Options.MS, () -> {
            core.leave(machine.clockNs());
            machine.ended(this);
        });
    }

    // --- what the core wants

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        world.network().multicast(link, machine.index(), packet, everybody);
    }

    @Override
    public void target(int link, Processor next) {
        target[link] = next.nodeId() - 1;
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        world.network().unicast(link, machine.index(), target[link], packet);
    }

    @Override
    public void store(RingId ring) {
        Chance r = world.chance();
        Options o = world.options();
        storedNs = Math.max(storedNs, world.nowNs() + r.between(0, world.healed() ? o.healedStoreNs() : o.storeNs));
        boolean fails = !world.healed() && r.with(o.storeFailure);
        // what was on its way to the disk when the process died may have got there
        boolean outlives = r.oneIn(2);
        long incarnationSeq = ring.seq();
        world.after(storedNs - world.nowNs(), () -> {
            if (!isAlive()) {
                if (outlives && !fails) {
                    machine.wroteLate(incarnation, incarnationSeq);
                }
                return;
            }
            if (paused) {
                deferred.add(() -> stored(ring, fails));
            } else {
                stored(ring, fails);
            }
        });
    }

    private void stored(RingId ring, boolean failed) {
        if (failed) {
            world.note(machine.toString(), () -> "cannot store its ring id and ends");
            machine.crash();
            return;
        }
        machine.write(ring.seq());
        world.watch().stored(machine, ring);
        core.onStored(ring, machine.clockNs());
        settle();
    }

    @Override
    public void discardReceived() {
        inbox.clear();
        tokens.clear();
        waitingBytes = 0;
    }

    @Override
    public void checkInterfaces() {
        // the interface is always up
    }

    @Override
    public void leaveMessage(ByteBuffer leave, List<Processor> others) {
        machine.guardian().say(leave, others);
    }

    @Override
    public void ringMembers(List<Processor> members) {
        synchronising = true;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        if (world.trace().on()) {
            world.note(machine.toString(), () -> "    log " + subsystem + " " + text);
        }
    }

    @Override
    public List<InetAddress> configuredAddresses(int of) {
        return of < 1 || of > world.machines().size()
                ? List.of()
                : List.of(world.machine(of - 1).address(0), world.machine(of - 1).address(1)).subList(0,
                        core.links().links());
    }

    @Override
    public List<LinkStatus> links() {
        return List.of(new LinkStatus(0, machine.address(0), "OK", 1500));
    }

    @Override
    public String processName(int pid) {
        return "client";
    }

    @Override
    public void publish(String name, int service) {
        // clients come by themselves
    }

    @Override
    public void withdraw(int service) {
        clients.disconnect(service);
    }

    @Override
    public void flowControl(int service, int level) {
        clients.flowControl(service, level);
    }

    @Override
    public void synchronised(boolean first) {
        synchronising = false;
        if (first) {
            does(0, clients::connectAll);
        }
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return type == NodeControl.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    // --- what engines want of their node

    @Override
    public void shutdown() {
        does(0, this::leave);
    }

    @Override
    public void die(String reason) {
        does(0, machine::crash);
    }

    @Override
    public void reload(Consumer<Integer> done) {
        does(world.chance().between(0, 20 * Options.MS), () -> {
            SortedSet<String> changed = world.configuration().reload(map);
            core.reconfigure(world.options().ring(machine.nodeId(), 0).toBuilder()
                    .tokenMs(world.configuration().tokenMs()).build());
            core.configurationChanged(changed, machine.clockNs());
            done.accept(OK);
            settle();
        });
    }

    @Override
    public void reopenLogs(Consumer<Integer> done) {
        does(Options.MS, () -> {
            done.accept(OK);
            settle();
        });
    }

    @Override
    public void reenableRings() {
        // one ring, never faulty
    }

    // --- what is seen from outside

    @Override
    public void onFrame(int sender, int seq, ByteBuffer frame) {
        world.watch().frame(machine, sender, seq, frame);
    }

    @Override
    public void onConfiguration(RingConfiguration configuration) {
        world.note(machine.toString(), () -> (configuration.regular() ? "installs " : "transitional to ")
                + configuration.ring() + " members " + configuration.members() + " joined " + configuration.joined()
                + " left " + configuration.left());
        world.watch().configuration(machine, configuration);
    }

    @Override
    public void onEvent(RingEvent event) {
        world.coverage().happens(event);
        if (world.trace().on() && !(event instanceof RingEvent.MembershipFormed)) {
            world.note(machine.toString(), () -> "  " + event.line());
        }
        if (event instanceof RingEvent.StateEntered s) {
            machine.entered(s.to());
        }
    }

    @Override
    public void onSynchronised(RingId ring) {
        world.note(machine.toString(), () -> "has synchronised on " + ring);
        world.watch().synchronised(machine, ring);
        clients.lockers().synchronised(ring);
        machine.hasSynchronised();
    }

    @Override
    public String toString() {
        return core.ring().state() + " " + core.ring().ringId() + " " + core.members() + " synchronising="
                + synchronising + " queued=" + core.ring().queued() + " " + core.services().quorum()
                + (paused ? " paused" : "") + (leaving ? " leaving" : "");
    }
}
