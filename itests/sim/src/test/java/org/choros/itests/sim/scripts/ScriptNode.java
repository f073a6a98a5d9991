package org.choros.itests.sim.scripts;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

import org.choros.spi.engine.Membership;
import org.choros.totem.groups.Group;
import org.choros.totem.groups.GroupOutput;
import org.choros.totem.groups.PacketGroups;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.totem.ring.RingOutput;
import org.choros.totem.ring.State;
import org.choros.totem.rrp.RedundancyConfig;
import org.choros.totem.rrp.RedundancyEvent;
import org.choros.totem.rrp.RedundancyMode;
import org.choros.totem.rrp.RedundantOutput;
import org.choros.totem.rrp.RedundantRings;
import org.choros.totem.sync.Sync;
import org.choros.totem.sync.SyncOutput;
import org.choros.totem.sync.SyncService;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * The core of one daemon, wired as a node wires it: one or two links, ring, groups, and a synchronisation with one
 * service.
 */
final class ScriptNode implements ScriptDaemon, RingOutput, RedundantOutput, GroupOutput, SyncOutput, SyncService {
    /** A datagram in a receive socket. */
    private record Datagram(int link, byte[] packet) {
    }

    private static final int SERVICE = 2;
    /** A message longer than that is cut. */
    private static final int FRAME = 1395;

    private final Ring ring;
    private final Sync sync;
    private final RedundantRings links;
    private final ScriptWorld world;
    private final int nodeId;
    private final PacketGroups groups;
    private final Deque<Datagram> inbox = new ArrayDeque<>();
    private final Deque<byte[]> clients = new ArrayDeque<>();
    private int target;
    private int visits;
    private boolean paused;

    ScriptNode(ScriptWorld world, RingConfig config, RedundancyMode mode, long storedSeq) {
        this.world = world;
        nodeId = config.nodeId();
        RedundancyConfig redundancy = mode == RedundancyMode.NONE
                ? RedundancyConfig.NONE
                : new RedundancyConfig(mode, 2, ScriptWorld.ms(2000), 10, 100, config.tokenRetransmitNs(),
                        ScriptWorld.ms(1000));
        links = new RedundantRings(redundancy, config.dialect(), nodeId, this);
        ring = new Ring(config.toBuilder().links(links.links()).build(), storedSeq, this);
        groups = new PacketGroups(config.netMtu(), ring, this);
        sync = new Sync(config.dialect(), this);
        sync.add(this);
    }

    @Override
    public Ring ring() {
        return ring;
    }

    @Override
    public RedundantRings redundancy() {
        return links;
    }

    @Override
    public int visits() {
        return visits;
    }

    @Override
    public boolean isSynchronising() {
        return sync.running();
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
    public void leave() {
        ring.leave(world.nowNs());
    }

    @Override
    public void start() {
        for (int link = 0; link < links.links(); link++) {
            byte[] address = {10, 0, (byte) link, (byte) nodeId};
            links.address(link, "10.0." + link + "." + nodeId);
            ring.onInterface(link, address, true, world.nowNs());
        }
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(ring.nextDeadlineNs(), links.nextDeadlineNs());
    }

    @Override
    public void onDeadline() {
        ring.onDeadline(world.nowNs());
        links.onDeadline(world.nowNs());
    }

    @Override
    public boolean send(byte[] message) {
        // clients are held back while the services synchronise
        return sync.running() ? clients.add(message) : offer(message);
    }

    private boolean offer(byte[] message) {
        return groups.offer(Group.SERVICES, ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN), world.nowNs());
    }

    @Override
    public boolean isReady() {
        return ring.state() == State.OPERATIONAL && !sync.running() && !ring.waiting();
    }

    @Override
    public String stateLine() {
        return "ring " + ring.ringId() + " members " + list(ring.members()) + (paused ? " paused" : "");
    }

    @Override
    public void onPacket(int link, byte[] packet) {
        if (paused) {
            inbox.add(new Datagram(link, packet));
        } else {
            links.onPacket(link, ByteBuffer.wrap(packet), false, world.nowNs());
        }
    }

    @Override
    public void resume() {
        paused = false;
        while (!inbox.isEmpty()) {
            Datagram next = inbox.poll();
            links.onPacket(next.link(), ByteBuffer.wrap(next.packet()), false, world.nowNs());
        }
        onDeadline();
    }

    private void log(String text) {
        world.log().event(nodeId, world.nowNs(), text);
    }

    static String list(List<Processor> processors) {
        return processors.isEmpty()
                ? "-"
                : processors.stream().map(Processor::toString).collect(Collectors.joining(" "));
    }

    private static byte[] copy(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        links.multicast(packet, everybody);
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
    public void unicast(ByteBuffer packet) {
        links.unicast(packet);
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        world.unicast(nodeId, target, link, copy(packet));
    }

    @Override
    public void packet(int link, ByteBuffer packet, boolean flushing) {
        ring.onPacket(link, packet, flushing, world.nowNs());
    }

    @Override
    public void faulty(int link, boolean faulty) {
        log("link " + link + (faulty ? " is marked faulty" : " is in use again"));
    }

    @Override
    public void trace(RedundancyEvent event) {
        if (event.severity() != RingEvent.Severity.DEBUG) {
            log(event.line());
        }
    }

    @Override
    public void deliver(int sender, int seq, ByteBuffer frame) {
        groups.onFrame(sender, frame);
    }

    @Override
    public void message(Group group, int sender, ByteBuffer message) {
        if (group == Group.SYNC) {
            sync.onMessage(sender, message, world.nowNs());
        } else {
            world.log().delivered(nodeId, sender, world.nowNs(), name(copy(message)));
        }
    }

    /** Long messages are filled up with dots behind their name; nothing else may have got in. */
    private static String name(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        int end = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
        String dots = text.substring(end).replace(".", "");
        String length = text.length() > FRAME ? "(" + text.length() + " bytes)" : "";
        return dots.isEmpty() ? text.substring(0, end) + length : "something damaged: " + text;
    }

    @Override
    public void configuration(RingConfiguration c) {
        log(c.regular()
                ? "REGULAR " + c.ring() + " members " + list(c.members()) + " joined " + list(c.joined())
                : "TRANSITIONAL " + c.ring() + " members " + list(c.members()) + " left " + list(c.left()));
        groups.onConfiguration(c);
        sync.onConfiguration(c, world.nowNs());
    }

    @Override
    public void reassembly(boolean synchronising) {
        groups.reassembly(synchronising);
    }

    @Override
    public void store(RingId id) {
        world.store(nodeId, id.seq());
        links.ring(id, ring.forming());
        ring.onStored(id, world.nowNs());
    }

    @Override
    public void tokenReceived() {
        groups.onTokenReceived();
    }

    @Override
    public void tokenSent(long nowNs) {
        visits++;
        sync.onToken(nowNs);
    }

    @Override
    public void space() {
        log("has space again");
    }

    @Override
    public void discardReceived() {
        log("throws away " + inbox.size() + " packets that waited");
        inbox.clear();
    }

    @Override
    public void checkInterfaces() {
        // the interface is always up
    }

    @Override
    public void trace(RingEvent event) {
        if (event instanceof RingEvent.StateEntered e) {
            log(e.to() + ": " + e.cause().text());
        } else if (!(event instanceof RingEvent.MembershipFormed) && !(event instanceof RingEvent.TokenLost)
                && !(event instanceof RingEvent.TokenOverdue)) {
            log(event.line().strip());
        }
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        return groups.offer(Group.SYNC, message, world.nowNs());
    }

    @Override
    public void wake() {
        ring.wake(world.nowNs());
    }

    @Override
    public void lastBarrierSent() {
        ring.syncSent();
    }

    @Override
    public void synchronised(RingId id, long nowNs) {
        log("synchronised");
        ring.syncComplete(nowNs);
        while (!clients.isEmpty()) {
            offer(clients.poll());
        }
    }

    @Override
    public int id() {
        return SERVICE;
    }

    @Override
    public void init(Membership change, long nowNs) {
        // nothing to exchange
    }

    @Override
    public boolean process(long nowNs) {
        return true;
    }

    @Override
    public void activate(long nowNs) {
        // nothing was exchanged
    }

    @Override
    public void abort() {
        log("synchronisation aborted");
    }
}
