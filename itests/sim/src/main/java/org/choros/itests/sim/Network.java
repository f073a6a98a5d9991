package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;

/**
 * Carries packets between machines. What it may do to any packet is in the {@link Options} and ends with
 * {@link #heal}; cuts and clogs are made by whoever drives the {@link World}. To themselves machines send surely and at
 * once.
 */
final class Network {
    private static final int LINKS = 2;
    private static final long LOOP_NS = 5_000;
    private static final int REMEMBERED = 128;
    private static final int LONGEST_GARBAGE = 400;

    private final World world;
    private final Options options;
    private final Chance chance;
    private final int nodes;
    private final boolean[] cut;
    private final long[] cloggedUntilNs;
    private final long[] typeLostUntilNs = new long[PacketType.values().length];
    private final Packet[] remembered = new Packet[REMEMBERED];
    private int rememberedCount;
    private final boolean remembers;
    private boolean healed;
    private long sent;
    private long faulty;

    Network(World world, Options options, Chance chance) {
        this.world = world;
        this.options = options;
        this.chance = chance;
        nodes = options.nodes;
        cut = new boolean[LINKS * nodes * nodes];
        cloggedUntilNs = new long[LINKS * nodes * nodes];
        remembers = options.replay > 0 || options.garbage > 0 || options.weights.containsKey(Fault.Kind.REPLAY);
    }

    long sent() {
        return sent;
    }

    long faulty() {
        return faulty;
    }

    // --- what a driver does to links

    /** Cuts or mends one direction. */
    void cut(int from, int to, boolean isCut) {
        for (int link = 0; link < LINKS; link++) {
            cut(link, from, to, isCut);
        }
    }

    /** Cuts or mends one direction of one link. */
    void cut(int link, int from, int to, boolean isCut) {
        cut[at(link, from, to)] = isCut;
    }

    /** Takes a machine off one link, or puts it back. */
    void cutOff(int link, int machine, boolean isCut) {
        for (int other = 0; other < nodes; other++) {
            if (other != machine) {
                cut(link, machine, other, isCut);
                cut(link, other, machine, isCut);
            }
        }
    }

    private int at(int link, int from, int to) {
        return (link * nodes + from) * nodes + to;
    }

    void mendAll() {
        Arrays.fill(cut, false);
    }

    /** One direction holds everything until a time, then lets go of it in the order in which it came. */
    void clog(int from, int to, long untilNs) {
        for (int link = 0; link < LINKS; link++) {
            cloggedUntilNs[at(link, from, to)] = untilNs;
        }
    }

    void loseType(PacketType type, long untilNs) {
        typeLostUntilNs[type.ordinal()] = untilNs;
    }

    void heal() {
        healed = true;
        mendAll();
        Arrays.fill(cloggedUntilNs, 0);
        Arrays.fill(typeLostUntilNs, 0);
    }

    // --- what machines send

    /** Sends to everybody; also to ourselves when it comes back to the sender. */
    void multicast(int link, int from, ByteBuffer message, boolean everybody) {
        Packet packet = packet(link, from, Packet.EVERYBODY, message);
        PacketType type = Packets.type(options.dialect, message);
        for (int to = 0; to < nodes; to++) {
            if (to != from) {
                carry(packet, to, type);
            } else if (everybody) {
                world.machine(from).process().loop(LOOP_NS, packet);
            }
        }
    }

    void unicast(int link, int from, int to, ByteBuffer message) {
        Packet packet = packet(link, from, to, message);
        if (to == from) {
            world.machine(from).process().loop(LOOP_NS, packet);
        } else {
            carry(packet, to, Packets.type(options.dialect, message));
        }
    }

    private Packet packet(int link, int from, int to, ByteBuffer message) {
        sent++;
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        if ((options.bigEndian >>> from & 1) != 0) {
            BigEndian.rewrite(options.dialect, bytes);
        }
        Packet packet = new Packet(link, from, to, bytes);
        if (world.trace().on()) {
            world.trace().add(world.nowNs(), "n" + (from + 1),
                    () -> "sends " + packet.text(options.dialect));
        }
        if (remembers) {
            remembered[rememberedCount++ % REMEMBERED] = packet;
        }
        return packet;
    }

    /** One packet to one machine, as the network pleases. */
    private void carry(Packet packet, int to, PacketType type) {
        if (cut[at(packet.link(), packet.from(), to)]) {
            lost(packet, to, "is cut off from");
            return;
        }
        if (healed) {
            if (chance.with(options.healedLoss)) {
                lost(packet, to, "loses a packet to");
            } else {
                world.deliver(delay(), to, packet);
            }
            return;
        }
        if (chance.with(packet.token() ? options.tokenLoss : options.loss)
                || chance.with(packet.link() == 0 ? options.linkLoss0 : options.linkLoss1)
                || typeLostUntilNs[type.ordinal()] > world.nowNs()) {
            lost(packet, to, "loses a packet to");
            return;
        }
        send(packet, to);
        if (chance.with(options.duplicate)) {
            faulty++;
            send(packet, to);
        }
        if (chance.with(options.replay)) {
            faulty++;
            replay(old(), to);
        }
        if (chance.with(options.garbage)) {
            garbage(to);
        }
    }

    private void lost(Packet packet, int to, String how) {
        faulty++;
        if (world.trace().on()) {
            world.trace().add(world.nowNs(), "n" + (packet.from() + 1), () -> how + " n" + (to + 1) + ": "
                    + packet.text(options.dialect));
        }
    }

    private void send(Packet packet, int to) {
        long delay = delay();
        if (chance.with(options.slow)) {
            faulty++;
            delay += chance.between(0, options.slowNs);
        }
        if (packet.from() != Packet.NOBODY) {
            long held = cloggedUntilNs[at(packet.link(), packet.from(), to)] - world.nowNs();
            if (held > delay) {
                faulty++;
                delay = held;
            }
        }
        if (chance.with(options.flip)) {
            flip(packet, to, delay);
        } else {
            world.deliver(delay, to, packet);
        }
    }

    private long delay() {
        return options.delayNs + chance.between(0, options.delayNs);
    }

    private Packet old() {
        return remembered[chance.below(Math.min(rememberedCount, REMEMBERED))];
    }

    /** An old packet comes again, to anybody who might have got it. */
    void replay() {
        if (rememberedCount > 0) {
            faulty++;
            replay(old(), chance.below(nodes));
        }
    }

    private void replay(Packet packet, int anybody) {
        int to = packet.token() ? packet.to() : anybody;
        if (packet.from() == to || !cut[at(packet.link(), packet.from(), to)]) {
            send(packet, to);
        }
    }

    /**
     * A bit turns, or the end is missing. An envelope refuses all of that. Without one, a change that is still a packet
     * means something else, and nobody can know: only what the checks refuse arrives here.
     */
    private void flip(Packet packet, int to, long delay) {
        faulty++;
        byte[] bytes = packet.bytes().clone();
        if (chance.oneIn(4)) {
            bytes = Arrays.copyOf(bytes, chance.below(bytes.length));
        } else {
            // mostly where the header is: elsewhere a change is seldom seen
            int at = chance.below(chance.oneIn(3) ? bytes.length : Math.min(bytes.length, 60));
            bytes[at] ^= (byte) (1 << chance.below(Byte.SIZE));
        }
        if (!options.authenticated && Packets.check(options.dialect, ByteBuffer.wrap(bytes)) != Malformed.NO) {
            world.deliver(delay, to, new Packet(packet.link(), Packet.NOBODY, packet.to(), bytes));
        }
    }

    private void garbage(int to) {
        faulty++;
        byte[] bytes = new byte[chance.below(LONGEST_GARBAGE)];
        chance.fill(bytes, 0);
        if (chance.oneIn(2) && rememberedCount > 0) {
            // begins like one of ours, so that it passes the first checks
            byte[] known = old().bytes();
            System.arraycopy(known, 0, bytes, 0, Math.min(bytes.length, Math.min(known.length, 4 + chance.below(8))));
        }
        if (Packets.check(options.dialect, ByteBuffer.wrap(bytes)) != Malformed.NO) {
            world.deliver(delay(), to, new Packet(0, Packet.NOBODY, chance.oneIn(2) ? to : Packet.EVERYBODY, bytes));
        }
    }
}
