package org.choros.map.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.base.CsError;
import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;

/**
 * One member's copy of a map: ordered messages, views, rings and quorum in, messages, events and results out.
 *
 * <pre>
 *   OUT --view with us--> GATHERING --all hellos--> ACTIVE          we have the state that goes on
 *                            ^    |---------------> SYNCHRONISING   we are sent it --last piece--> ACTIVE
 *                            |    `---------------> WAITING         nobody has one, not quorate --quorate--> ACTIVE
 *                            `--- any view or ring
 *   any --lost--> OUT
 * </pre>
 *
 * A round begins with each change of group or ring. Each member then tells what it has, once, and what all do with it
 * follows from these hellos alone. Never is more than one hello of a member under way: one that arrives in a later
 * round than it was made for is still true, as no round was decided without it, and so nothing has changed.
 */
public final class MapReplica {
    private static final long NO_RING = -1;
    private static final long NO_ROUND = 0;
    private static final String NOT_QUORATE = "the partition is not quorate";
    private static final Comparator<CpgMember> ORDER = Comparator
            .comparing(CpgMember::nodeId, Integer::compareUnsigned)
            .thenComparing(CpgMember::pid, Integer::compareUnsigned);

    /** Where we are in a round. */
    private enum Phase {
        /** In no group. */
        OUT,
        /** Not all members have told what they have. */
        GATHERING,
        /** Nobody has a state, and to begin with none we have to be quorate. */
        WAITING,
        /** Others send us what goes on. */
        SYNCHRONISING,
        /** We have what all have. */
        ACTIVE
    }

    private record Held(MapMessage.Write write, CpgMember sender, byte[] message, boolean quorate) {
    }

    private final boolean quorateOnly;
    private final MapLimits limits;
    private final long life;
    private final MapOutput out;
    private final Writes writes;
    private final Round round = new Round();
    private final TreeMap<StateId, Arrival> arrivals = new TreeMap<>();
    private final Map<CpgMember, Long> acks = new HashMap<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Phase phase = Phase.OUT;
    private CpgMember self;
    private long ring = NO_RING;
    private long roundId = NO_ROUND;
    private Round.Decision decision;
    private MapState state;
    private Transfer transfer;
    private boolean ready;
    private boolean lost;
    private boolean writable;
    private long hellos;
    private boolean helloUnderWay;
    private boolean ackUnderWay;
    private long position;
    private long acked;
    private boolean quorumAlways;
    private boolean quorumNow;
    private long quorumRing = NO_RING;
    private boolean lastSaid;
    private long lastSaidRing = NO_RING;
    private long bad;
    private long takenOver;

    /**
     * A replica that has nothing yet.
     *
     * @param policy where it may be written
     * @param limits its bounds
     * @param life a number that no other replica of this process id has had
     * @param out does what it wants
     */
    public MapReplica(QuorumPolicy policy, MapLimits limits, long life, MapOutput out) {
        this.quorateOnly = policy == QuorumPolicy.QUORATE;
        this.limits = limits;
        this.life = life;
        this.out = out;
        this.writes = new Writes(limits, out);
    }

    /**
     * We are about to get into the group.
     *
     * @param who how the others know us
     */
    public void joined(CpgMember who) {
        self = who;
        lost = false;
    }

    /**
     * The group has changed.
     *
     * @param group who is in it
     */
    public void view(List<CpgMember> group) {
        if (!group.contains(self)) {
            lost();
            return;
        }
        List<CpgMember> sorted = new ArrayList<>(group);
        sorted.sort(ORDER);
        phase = Phase.GATHERING;
        begin(List.copyOf(sorted));
    }

    /**
     * The ring has changed, or we are told of it for the first time.
     *
     * @param sequence the sequence of its id
     */
    public void ring(long sequence) {
        if (sequence == ring) {
            return;
        }
        boolean first = ring == NO_RING;
        ring = sequence;
        if (phase == Phase.OUT) {
            return;
        }
        if (first) {
            // the others tell what they have since we are in the group, and do so once
            hello();
            decide();
        } else {
            phase = Phase.GATHERING;
            begin(round.members());
        }
    }

    private void begin(List<CpgMember> members) {
        round.begin(members);
        roundId = NO_ROUND;
        decision = null;
        transfer = null;
        arrivals.clear();
        held.clear();
        acks.clear();
        writes.newRound();
        hello();
    }

    /** There is no quorum provider: we are always quorate. */
    public void quorumAlways() {
        quorumAlways = true;
        hello();
    }

    /**
     * The node has decided about quorum.
     *
     * @param quorate whether it is quorate
     * @param sequence in which ring
     */
    public void quorum(boolean quorate, long sequence) {
        quorumNow = quorate;
        quorumRing = sequence;
        if (!quorateOnly || phase == Phase.OUT || sequence != ring) {
            return;
        }
        if (lastSaidRing != ring) {
            hello();
        } else if (lastSaid != quorate) {
            lastSaid = quorate;
            out.send(MapCodec.encode(new MapMessage.Say(ring, quorate)));
        }
    }

    /** Tells what we have, if it is time and we know it: a ring whose quorum is open yet would fail all writes. */
    private void hello() {
        boolean known = !quorateOnly || quorumAlways || quorumRing == ring;
        if (phase != Phase.GATHERING || helloUnderWay || ring == NO_RING || !known || round.heard(self)) {
            return;
        }
        helloUnderWay = true;
        lastSaid = quorumAlways || !quorateOnly || quorumNow;
        lastSaidRing = ring;
        out.send(MapCodec.encode(new MapMessage.Hello(ring, round.members(), ++hellos, life, state == null, lastSaid,
                state == null ? StateId.NONE : state.id(), state == null ? 0 : state.term(),
                state == null ? 0 : state.count())));
    }

    /**
     * A message of the group.
     *
     * @param sender who has sent it
     * @param bytes what; nobody changes them any more
     */
    public void message(CpgMember sender, byte[] bytes) {
        if (phase == Phase.OUT) {
            return;
        }
        MapMessage message = MapCodec.decode(bytes);
        if (message instanceof MapMessage.Hello hello) {
            onHello(sender, hello);
        } else if (message instanceof MapMessage.Say say) {
            onSay(sender, say);
        } else if (message instanceof MapMessage.Write write) {
            onWrite(sender, write, bytes);
        } else if (message instanceof MapMessage.Ack ack) {
            onAck(sender, ack);
        } else if (message instanceof MapMessage.Chunk chunk) {
            onChunk(sender, chunk);
        } else {
            bad++;
        }
    }

    private void onHello(CpgMember sender, MapMessage.Hello hello) {
        if (sender.equals(self)) {
            helloUnderWay = false;
        }
        if (phase == Phase.GATHERING && round.members().contains(sender)
                && (ring == NO_RING || hello.ring() == ring)) {
            round.hello(sender, hello);
        }
        hello();
        decide();
    }

    private void decide() {
        if (phase != Phase.GATHERING || ring == NO_RING || !round.complete(ring)) {
            return;
        }
        decision = round.decide(!quorateOnly);
        roundId = decision.id().high();
        position = 0;
        acked = -1;
        boolean goesOn = state != null && decision.sources().containsKey(state.id());
        if (quorateOnly && (!round.quorate() || !goesOn)) {
            writes.failApplied();
        } else {
            writes.carry();
        }
        decision.sources().forEach((id, sender) -> {
            if (sender.equals(self) && decision.transfer()) {
                transfer = new Transfer(roundId, state, limits.chunkBytes());
            }
            if (state == null || !id.equals(state.id())) {
                arrivals.put(id, new Arrival(sender));
            }
        });
        if (decision.sources().isEmpty()) {
            phase = Phase.WAITING;
            found();
        } else if (arrivals.isEmpty()) {
            state.term(decision.term());
            activate();
        } else {
            phase = Phase.SYNCHRONISING;
        }
        if (transfer != null) {
            transfer.pump(out);
        }
        looked();
    }

    /** Nobody has a state: if we may, all begin with an empty one, here. */
    private void found() {
        if (phase == Phase.WAITING && mayWrite()) {
            state = new MapState(limits, !quorateOnly, decision.id());
            activate();
        }
    }

    private boolean mayWrite() {
        return !quorateOnly || round.quorate();
    }

    private void activate() {
        phase = Phase.ACTIVE;
        if (quorateOnly && round.quorate()) {
            state.term(ring);
        }
        if (!ready) {
            ready = true;
            out.synchronised();
        }
        while (!held.isEmpty()) {
            Held next = held.poll();
            apply(next.write(), next.sender(), next.message(), next.quorate());
        }
        acknowledge();
        complete();
    }

    /** What has become possible, or impossible, is told and done. */
    private void looked() {
        // who is being brought up to date takes writes, and sends them after that
        boolean possible = ready && mayWrite();
        if (phase != Phase.OUT && phase != Phase.GATHERING && !mayWrite()) {
            writes.failUnsent(CsError.BAD_OPERATION, NOT_QUORATE);
        }
        if (possible != writable) {
            writable = possible;
            out.writable(possible);
        }
        if (possible && phase == Phase.ACTIVE) {
            writes.pump(roundId);
        }
    }

    private void onSay(CpgMember sender, MapMessage.Say say) {
        if (ring != NO_RING && say.ring() != ring || !round.members().contains(sender)) {
            return;
        }
        round.say(sender, say.quorate());
        if (phase == Phase.ACTIVE && quorateOnly && round.quorate()) {
            state.term(ring);
        }
        if (phase != Phase.GATHERING) {
            found();
            looked();
        }
    }

    private void onWrite(CpgMember sender, MapMessage.Write write, byte[] bytes) {
        if (write.round() == roundId && phase == Phase.ACTIVE) {
            apply(write, sender, bytes, round.quorate());
            acknowledge();
            complete();
        } else if (write.round() == roundId && phase == Phase.SYNCHRONISING) {
            // as many as their senders may have under way: they wait for our acknowledgement
            held.add(new Held(write, sender, bytes, round.quorate()));
        } else if (sender.equals(self)) {
            writes.returned(write.request());
            if (phase != Phase.GATHERING) {
                looked();
            }
        }
    }

    private void apply(MapMessage.Write write, CpgMember sender, byte[] bytes, boolean quorate) {
        boolean ours = sender.equals(self);
        if (quorateOnly && !quorate) {
            if (ours) {
                writes.refused(write.request(), NOT_QUORATE);
            }
            return;
        }
        Outcome outcome = state.apply(write, sender, bytes, out::changed);
        position++;
        if (ours) {
            writes.applied(write.request(), position, outcome);
        }
    }

    /** Says how far we are, when it is news; one at a time, so under load one acknowledgement is for many writes. */
    private void acknowledge() {
        if (phase == Phase.ACTIVE && !ackUnderWay && acked < position && round.members().size() > 1) {
            ackUnderWay = true;
            acked = position;
            out.send(MapCodec.encode(new MapMessage.Ack(roundId, position)));
        }
    }

    private void onAck(CpgMember sender, MapMessage.Ack ack) {
        if (sender.equals(self)) {
            ackUnderWay = false;
            acknowledge();
        } else if (ack.round() == roundId && phase != Phase.GATHERING) {
            acks.merge(sender, ack.position(), Math::max);
            complete();
        }
    }

    private void complete() {
        if (phase == Phase.ACTIVE) {
            long all = position;
            for (CpgMember member : round.members()) {
                all = member.equals(self) ? all : Math.min(all, acks.getOrDefault(member, -1L));
            }
            writes.complete(all);
        }
    }

    private void onChunk(CpgMember sender, MapMessage.Chunk chunk) {
        if (sender.equals(self) && transfer != null) {
            transfer.delivered(chunk, out);
        }
        Arrival arrival = chunk.round() == roundId ? arrivals.get(chunk.source()) : null;
        if (phase != Phase.SYNCHRONISING || arrival == null) {
            return;
        }
        if (!arrival.add(sender, chunk)) {
            // of no use, and so is the rest: we stay out of this round
            bad++;
        } else if (arrivals.values().stream().allMatch(Arrival::complete)) {
            takeOver();
            looked();
        }
    }

    private void takeOver() {
        TreeMap<StateId, MapState> parts = new TreeMap<>();
        arrivals.forEach((id, arrival) -> parts.put(id, arrival.state(limits, !quorateOnly, id)));
        if (state != null && decision.sources().containsKey(state.id())) {
            parts.put(state.id(), state);
        }
        MapState next = parts.values().stream().reduce(MapState::merge).orElseThrow();
        next.term(decision.term());
        Map<String, Item> before = state == null ? Map.of() : state.entries();
        state = next;
        takenOver++;
        arrivals.clear();
        next.differences(before, out::changed);
        activate();
    }

    /** Our membership is over; the map is kept, for those whom we meet again. */
    public void lost() {
        phase = Phase.OUT;
        lost = true;
        ready = false;
        ring = NO_RING;
        helloUnderWay = false;
        ackUnderWay = false;
        lastSaidRing = NO_RING;
        begin(List.of());
        writes.failAll(CsError.LIBRARY, "the membership in the group is lost");
        if (writable) {
            writable = false;
            out.writable(false);
        }
    }

    /**
     * Ends it.
     *
     * @param error what writes that wait fail with
     * @param why in words
     */
    public void close(CsError error, String why) {
        phase = Phase.OUT;
        lost = true;
        ready = false;
        writes.failAll(error, why);
    }

    /**
     * Begins a write; how it ends is told to the output, which may happen before this returns.
     *
     * @param operation what to do
     * @param expected the version that is expected, NONE when the operation has no condition
     * @param key a key that is valid; empty to clear
     * @param value a value that is valid, null when none is set
     * @return its number
     */
    public long write(Operation operation, MapVersion expected, String key, byte[] value) {
        if (lost) {
            return writes.refuse(CsError.LIBRARY, "the membership in the group is lost");
        }
        if (phase != Phase.OUT && phase != Phase.GATHERING && !mayWrite()) {
            return writes.refuse(CsError.BAD_OPERATION, NOT_QUORATE);
        }
        long request = writes.add(operation, expected, key, value);
        if (phase == Phase.ACTIVE && mayWrite()) {
            writes.pump(roundId);
        }
        return request;
    }

    /** @return whether the map can be read */
    public boolean ready() {
        return ready;
    }

    /** @return whether a write would be taken */
    public boolean writable() {
        return writable;
    }

    /**
     * @param key a key
     * @return what it has, null when it is not there
     */
    public Item get(String key) {
        return state == null ? null : state.get(key);
    }

    /** @return all entries by key; as they are, not a copy */
    public Map<String, Item> entries() {
        return state == null ? Collections.emptyMap() : state.entries();
    }

    /** @return bytes of keys and values */
    public long bytes() {
        return state == null ? 0 : state.bytes();
    }

    /** @return deletions that are remembered */
    public int tombstones() {
        return state == null ? 0 : state.tombstones();
    }

    /** @return members of the group */
    public int members() {
        return round.members().size();
    }

    /** @return writes of ours under way */
    public int pending() {
        return writes.size();
    }

    /** @return messages that were ignored, as they were none */
    public long bad() {
        return bad;
    }

    /** @return how often state was taken over from others */
    public long takenOver() {
        return takenOver;
    }

    /** The name of our state, for tests. */
    StateId stateId() {
        return state == null ? StateId.NONE : state.id();
    }

    /** Whether we have what all have, for tests. */
    boolean active() {
        return phase == Phase.ACTIVE;
    }
}
