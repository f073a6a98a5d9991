package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

import org.choros.totem.rrp.RedundancyConfig;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketText;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.RingId;

/**
 * A node that is attacked, alone or with a healthy peer, a network without loss, and time that passes when nothing is
 * on its way. Everything that happens is counted, so that nothing goes on for ever.
 */
final class World {
    static final boolean TRACE = Boolean.getBoolean("choros.fuzz.trace");
    /** Between two packets. */
    private static final long HOP_NS = 20_000;
    private static final long START_NS = 1_000_000_000L;
    private static final int CAPTURED = 16;
    private static final int NETWORK_MAX = 4096;

    /** Something on its way to a node: a packet, or the word that a ring id is on disk. */
    private record Event(Host to, int link, byte[] packet, RingId stored) {
    }

    final Dialect dialect;
    final int startSeq;
    final RedundancyConfig redundancy;
    final Host victim;
    private final boolean engines;
    private final ArrayDeque<Event> network = new ArrayDeque<>();
    private final byte[][] captured = new byte[CAPTURED][];
    private Host peer;
    private int sent;
    private long nowNs = START_NS;
    private int events;
    private int deaf;

    /**
     * @param dialect the dialect
     * @param startSeq where sequence numbers begin
     * @param victimId 2 or 3
     * @param engines whether the real engines are loaded
     */
    World(Dialect dialect, int startSeq, int victimId, boolean engines) {
        this(dialect, startSeq, victimId, engines, RedundancyConfig.NONE);
    }

    /** As above, with links of this kind. */
    World(Dialect dialect, int startSeq, int victimId, boolean engines, RedundancyConfig redundancy) {
        this.redundancy = redundancy;
        this.dialect = dialect;
        this.startSeq = startSeq;
        this.engines = engines;
        victim = new Host(this, victimId, 0, engines);
        victim.up();
    }

    /** A healthy peer starts now, in place of one that was there. */
    void bootPeer() {
        long seq = peer == null ? 0 : peer.core.ring().ringId().seq();
        peer = new Host(this, victim.nodeId == 2 ? 3 : 2, seq, engines);
        peer.up();
    }

    Host peer() {
        return peer;
    }

    long nowNs() {
        return nowNs;
    }

    int events() {
        return events;
    }

    /** The next so many frames that are on their way to the attacked node are lost. */
    void deafen(int packets) {
        deaf = packets;
    }

    private void remember(byte[] packet) {
        captured[sent++ % CAPTURED] = packet;
    }

    /** A packet that somebody has sent not long ago; null when nobody has. */
    byte[] captured(int back) {
        return sent == 0 ? null : captured[Math.floorMod(sent - 1 - back % CAPTURED, CAPTURED)];
    }

    private static byte[] copy(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }

    void carry(Host from, int link, ByteBuffer packet, boolean everybody) {
        byte[] bytes = copy(packet);
        remember(bytes);
        if (everybody) {
            enqueue(new Event(from, link, bytes, null));
        }
        Host other = from == victim ? peer : victim;
        if (other == victim && deaf > 0) {
            deaf--;
        } else if (other != null) {
            enqueue(new Event(other, link, bytes, null));
        }
    }

    void carry(int nodeId, int link, ByteBuffer packet) {
        byte[] bytes = copy(packet);
        remember(bytes);
        if (nodeId == victim.nodeId) {
            enqueue(new Event(victim, link, bytes, null));
        } else if (peer != null && nodeId == peer.nodeId) {
            enqueue(new Event(peer, link, bytes, null));
        }
    }

    private void enqueue(Event event) {
        if (network.size() < NETWORK_MAX) {
            network.addLast(event);
        }
    }

    void stored(Host host, RingId ring) {
        network.addLast(new Event(host, 0, null, ring));
    }

    void discard(Host host) {
        network.removeIf(e -> e.to() == host && e.packet() != null);
    }

    /** What is on its way is lost. */
    void lose() {
        network.removeIf(e -> e.packet() != null);
    }

    private boolean gone(Host host) {
        return host != victim && host != peer;
    }

    /** Runs until a condition holds, time is over or there were so many events; answers whether it holds. */
    boolean run(BooleanSupplier until, long lengthNs, int eventsMax) {
        long endNs = nowNs + lengthNs;
        int endEvents = events + eventsMax;
        while (!until.getAsBoolean()) {
            if (nowNs > endNs || events >= endEvents || !step(endNs)) {
                return until.getAsBoolean();
            }
        }
        return true;
    }

    /** One packet, or one deadline; answers false when there is neither before that time. */
    private boolean step(long endNs) {
        events++;
        Event next = network.pollFirst();
        if (next == null) {
            long deadlineNs = victim.core.nextDeadlineNs();
            if (peer != null) {
                deadlineNs = Math.min(deadlineNs, peer.core.nextDeadlineNs());
            }
            if (deadlineNs > endNs) {
                nowNs = endNs;
                return false;
            }
            nowNs = Math.max(nowNs, deadlineNs);
            onTime();
            return true;
        }
        nowNs += HOP_NS;
        onTime();
        if (gone(next.to())) {
            return true;
        }
        trace(next.to(), next.packet() == null ? null : ByteBuffer.wrap(next.packet()));
        if (next.packet() == null) {
            next.to().core.onStored(next.stored(), nowNs);
        } else {
            next.to().core.onPacket(next.link(), ByteBuffer.wrap(next.packet()), false, nowNs);
        }
        return true;
    }

    void trace(Host to, ByteBuffer packet) {
        if (TRACE) {
            boolean good = packet != null && Packets.check(dialect, packet) == Malformed.NO;
            System.out.println(nowNs / 1000 + " us to " + to.nodeId + " "
                    + (packet == null ? "stored" : good ? PacketText.of(dialect, packet) : "malformed"));
        }
    }

    private void onTime() {
        onTime(victim);
        if (peer != null) {
            onTime(peer);
        }
    }

    private void onTime(Host host) {
        if (host.core.nextDeadlineNs() <= nowNs) {
            host.core.onDeadline(nowNs);
            OracleException.require(host.core.nextDeadlineNs() > nowNs, () -> "a deadline that does not pass: " + host);
        }
    }

    /** Time passes without any packet. */
    void pass(long lengthNs) {
        nowNs += lengthNs;
        onTime();
    }
}
