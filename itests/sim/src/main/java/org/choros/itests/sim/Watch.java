package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.choros.itests.checkers.AvailabilityChecks;
import org.choros.itests.checkers.CheckOptions;
import org.choros.itests.checkers.Checkers;
import org.choros.itests.checkers.LockChecks;
import org.choros.itests.checkers.Stop;
import org.choros.itests.checkers.Storage;
import org.choros.itests.checkers.Violation;
import org.choros.spi.engine.QuorumState;
import org.choros.totem.ring.RingConfiguration;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** Leads what can be seen of the nodes to the checkers, and knows when a lost disk excuses what they find. */
final class Watch {
    private static final String LOAD = "load";
    private static final long FNV = 0x100000001B3L;

    /** Who made a ring id, and how often its disk had forgotten by then. */
    private record Birth(int machine, int losses) {
    }

    /** One life of a node, as a sender and receiver of the load. */
    private static final class Stream {
        final int client;
        int urgentSent;
        /** Urgent messages it has got, by sender: they may overtake, but come once. */
        final Map<Stream, BitSet> urgent = new HashMap<>();

        Stream(int client) {
            this.client = client;
        }
    }

    /** A client of cpg. */
    private record Member(int node, int incarnation, int pid, String group) {
    }

    private final World world;
    private final Checkers checkers;
    private final List<List<Stream>> streams = new ArrayList<>();
    private final Map<RingId, Birth> born = new HashMap<>();
    private final List<BiConsumer<Machine, RingConfiguration>> listeners = new ArrayList<>();
    private final Map<Member, Integer> members = new HashMap<>();
    private final LockChecks locks;
    private final AvailabilityChecks availability = new AvailabilityChecks(this::violated);
    private boolean weakened;

    Watch(World world) {
        this.world = world;
        Options o = world.options();
        locks = new LockChecks(o.tokensGrow(), o.promisesHold(), this::violated);
        checkers = new Checkers(CheckOptions.online(o.convergenceNs(), o.onePartitionIsQuorate()), this::violated);
        for (int i = 0; i < o.nodes; i++) {
            streams.add(new ArrayList<>());
        }
    }

    private void violated(Violation v) {
        if (!weakened) {
            throw world.fail(v.property().name(), v.getMessage().substring(v.getMessage().indexOf(' ') + 1));
        }
    }

    Checkers checkers() {
        return checkers;
    }

    LockChecks locks() {
        return locks;
    }

    AvailabilityChecks availability() {
        return availability;
    }

    // --- lives

    void started(Machine m, int incarnation, long storedSeq, boolean forgot) {
        Storage storage = !forgot ? Storage.CURRENT : storedSeq == 0 ? Storage.LOST : Storage.STALE;
        checkers.started(world.nowNs(), m.nodeId(), incarnation, storage, storedSeq);
        int client = checkers.client(m.nodeId(), incarnation, 0, LOAD);
        checkers.opened(world.nowNs(), client);
        streams.get(m.index()).add(new Stream(client));
    }

    void stopped(Machine m, boolean leave) {
        locks.ended(world.nowNs(), m.nodeId());
        availability.quorum(m.nodeId(), false);
        checkers.closed(world.nowNs(), stream(m).client);
        checkers.stopped(world.nowNs(), m.nodeId(), life(m), leave ? Stop.LEAVE : Stop.CRASH);
    }

    /** Its engines go: the probe hears and says nothing more. */
    void leaving(Machine m) {
        checkers.leaving(world.nowNs(), stream(m).client);
    }

    private static int life(Machine m) {
        return m.process().incarnation();
    }

    private Stream stream(Machine m) {
        List<Stream> lives = streams.get(m.index());
        return lives.get(lives.size() - 1);
    }

    // --- rings

    /**
     * A ring id is on disk, so from now on it may be seen. Its representative is the one who has made it up: twice the
     * same only if its disk has forgotten in between, and then nothing about that ring is sure.
     */
    void stored(Machine m, RingId ring) {
        if (ring.representative() != m.nodeId()) {
            return;
        }
        Birth birth = new Birth(m.index(), m.losses());
        Birth before = born.put(ring, birth);
        if (before != null && before.losses() == birth.losses()) {
            throw world.fail("V5", m + " makes ring id " + ring + " again");
        }
        if (before != null && !weakened) {
            weakened = true;
            world.note("world", () -> "ring id " + ring + " comes back after its storage was lost");
        }
    }

    /** @return whether safety is not demanded any more */
    boolean weakened() {
        return weakened;
    }

    void frame(Machine m, int sender, int seq, ByteBuffer frame) {
        checkers.frame(world.nowNs(), m.nodeId(), life(m), seq, sender, digest(frame));
    }

    private static long digest(ByteBuffer frame) {
        ByteBuffer bytes = frame;
        if (frame.order() == ByteOrder.BIG_ENDIAN) {
            byte[] copy = new byte[frame.remaining()];
            frame.get(frame.position(), copy);
            bytes = ByteBuffer.wrap(BigEndian.restore(copy)).order(ByteOrder.LITTLE_ENDIAN);
        }
        long sum = bytes.remaining();
        int i = bytes.position();
        int end = bytes.limit();
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            sum = (sum ^ bytes.getLong(i)) * FNV;
            sum ^= sum >>> 29;
        }
        for (; i < end; i++) {
            sum = (sum ^ bytes.get(i)) * FNV;
        }
        return sum;
    }

    /** Somebody else wants to see every configuration. */
    void alsoTell(BiConsumer<Machine, RingConfiguration> listener) {
        listeners.add(listener);
    }

    void configuration(Machine m, RingConfiguration c) {
        listeners.forEach(l -> l.accept(m, c));
        int[] members = ids(c.members());
        if (c.regular()) {
            checkers.regular(world.nowNs(), m.nodeId(), life(m), c.ring().representative(), c.ring().seq(), members,
                    ids(c.transitional()));
        } else {
            checkers.transitional(world.nowNs(), m.nodeId(), life(m), c.ring().representative(), c.ring().seq(),
                    members);
        }
    }

    private static int[] ids(List<Processor> processors) {
        int[] ids = new int[processors.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = processors.get(i).nodeId();
        }
        return ids;
    }

    void synchronised(Machine m, RingId ring) {
        checkers.synchronised(world.nowNs(), m.nodeId(), life(m), ring.representative(), ring.seq());
    }

    void quorum(Machine m, QuorumState state) {
        checkers.quorum(world.nowNs(), m.nodeId(), life(m), state.quorate(), state.members());
        availability.quorum(m.nodeId(), state.quorate());
        m.quorumDecided(state.quorate());
    }

    // --- load

    /** @return the number of the message that the node sends next, of those that may overtake or of the others */
    int next(Machine m, boolean urgent, int normal) {
        return urgent ? stream(m).urgentSent : normal;
    }

    void sent(Machine m, int number, boolean urgent, long digest) {
        if (urgent) {
            stream(m).urgentSent++;
        } else {
            checkers.sent(world.nowNs(), stream(m).client, number, digest);
        }
    }

    void delivered(Machine m, int sender, int incarnation, int number, boolean urgent, long digest) {
        List<Stream> lives = sender < 1 || sender > streams.size() ? List.of() : streams.get(sender - 1);
        if (incarnation < 1 || incarnation > lives.size()) {
            throw world.fail("V1", m + " gets a message of node " + sender + " in a life that it has not had");
        }
        Stream from = lives.get(incarnation - 1);
        Stream to = stream(m);
        if (!urgent) {
            checkers.delivered(world.nowNs(), to.client, from.client, number, digest);
            return;
        }
        BitSet got = to.urgent.computeIfAbsent(from, k -> new BitSet());
        if (!weakened && (number >= from.urgentSent || got.get(number))) {
            throw world.fail("V1", m + " gets urgent message " + number + " of node " + sender
                    + (got.get(number) ? " twice" : ", which was not sent"));
        }
        got.set(number);
    }

    // --- process groups

    /** A client of cpg has a number from now on. */
    void numberOfClient(int node, int incarnation, int pid, String group, int number) {
        members.put(new Member(node, incarnation, pid, group), number);
    }

    /** @return the client's number, -1 when there was never one */
    int clientOf(int node, int incarnation, int pid, String group) {
        return members.getOrDefault(new Member(node, incarnation, pid, group), -1);
    }

    // --- the end

    void healed() {
        checkers.healed(world.nowNs());
    }

    /** @return whether the checkers see one ring, and everybody has what he must have */
    boolean converged() {
        return weakened || checkers.converged();
    }

    void settled() {
        if (!weakened) {
            for (Machine m : world.running()) {
                checkers.queued(m.nodeId(), life(m), m.process().core.ring().queued());
            }
            checkers.settled(world.nowNs());
        }
    }
}
