package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * What a ring knows (spec 4.1), and the small actions that its phases share. The phases themselves are
 * {@link GatherPhase}, {@link CommitPhase}, {@link RecoveryPhase} and {@link TokenVisit}.
 */
final class RingCore {
    /** Old messages to send again, at most: all that a store holds. */
    private static final int RECOVERY_QUEUE = Packets.WINDOW;
    /** Ring sequences from here on, unsigned, are close to where they wrap. */
    private static final long LAST_SEQS = -1L << 40;
    private static final long SEQ_STEP_MAX = 1L << 20;
    private static final int TOKEN_CAPACITY = 1500;
    /** Gathers in a row after which something outside is wrong, and how often that is said. */
    private static final int GATHERS_MAX = 3;
    private static final int GATHERS_SAY = 25;

    RingConfig config;
    final Dialect dialect;
    final RingOutput out;
    final long[] counters = new long[RingCounter.values().length];
    final Timers timers = new Timers();
    final TokenStatistics statistics = new TokenStatistics();
    final FlowControl flow = new FlowControl();
    final FramePool pool;
    final Random random;
    final GatherPhase gather;
    final CommitPhase commit;
    final RecoveryPhase recoveryPhase;
    final TokenVisit visit;

    Processor self;
    boolean left;
    State state = State.OPERATIONAL;
    RingId ring;
    /** The ring we were last operational in; none before the first. */
    RingId oldRing;
    long ringSeqMax;
    final Set<Processor> proc = new LinkedHashSet<>();
    final Set<Processor> failed = new LinkedHashSet<>();
    final Set<Processor> leaving = new LinkedHashSet<>();
    List<Processor> members = List.of();
    List<Processor> newMembers = List.of();
    List<Processor> transitional = List.of();
    List<Processor> deliverable = List.of();
    boolean representative;

    /** Messages of the ring that was operational last, and of the ring that is being recovered. */
    SortQueue regular = new SortQueue();
    SortQueue recovery = new SortQueue();
    int aru;
    int high;
    int delivered;
    boolean oldSaved;
    int oldAru;
    int oldHigh;
    boolean received = true;

    final FrameQueue normalQueue;
    final FrameQueue syncQueue;
    final FrameQueue recoveryQueue = new FrameQueue(RECOVERY_QUEUE);
    boolean waiting = true;
    /** Our part of the synchronisation is queued: what is offered from now on waits for its end. */
    boolean syncSent;
    /** Frames that somebody could not queue, 0 when nobody waits for space. */
    int spaceWanted;
    int senderSeq;

    boolean held;
    int unchanged;
    boolean discard;
    /** Token visits until all members of the ring that we are in are sure to be operational in it, too. */
    int settling;
    boolean failedToReceive;
    /** The last token or commit token that we sent or kept, as sent; its limit is its length, 0 when there is none. */
    ByteBuffer saved = little(TOKEN_CAPACITY);
    /** The commit token in {@link #saved} waits for its ring id to be stored. */
    RingId storing;
    long pauseStampNs;

    final FrameView frame;
    private final JoinView join;
    private final MergeDetectView mergeDetect;
    private final HoldCancelView holdCancel;
    private final ByteBuffer scratch = little(64 * 2);
    private ByteBuffer joinBytes = little(1024);

    RingCore(RingConfig config, RingOutput out) {
        this.config = config;
        this.out = out;
        dialect = config.dialect();
        random = new Random(config.seed());
        pool = new FramePool(config.netMtu() + 2 * FrameView.fixedLength(dialect));
        normalQueue = new FrameQueue(config.queueFrames());
        syncQueue = new FrameQueue(config.queueFrames());
        frame = new FrameView(dialect);
        join = new JoinView(dialect);
        mergeDetect = new MergeDetectView(dialect);
        holdCancel = new HoldCancelView(dialect);
        oldRing = RingId.none(dialect);
        saved.limit(0);
        aru = config.startSeq();
        high = aru;
        delivered = aru;
        regular.clear(aru, pool);
        recovery.clear(aru, pool);
        gather = new GatherPhase(this);
        commit = new CommitPhase(this);
        recoveryPhase = new RecoveryPhase(this);
        visit = new TokenVisit(this);
    }

    /**
     * Whether somebody can have such a ring sequence. Close to where it wraps it can only grow by what rings need: one
     * forged number would make our next ring come before all others.
     */
    boolean isPlausible(long ringSeq) {
        return Long.compareUnsigned(ringSeq, LAST_SEQS) < 0
                || Long.compareUnsigned(ringSeq, ringSeqMax + SEQ_STEP_MAX) <= 0
                        && Long.compareUnsigned(ringSeq, -SEQ_STEP_MAX) < 0;
    }

    static ByteBuffer little(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    void count(RingCounter counter) {
        counters[counter.ordinal()]++;
    }

    void level(RingCounter counter, long value) {
        counters[counter.ordinal()] = value;
    }

    void enter(State next, Cause cause) {
        out.trace(new RingEvent.StateEntered(state, next, cause));
        state = next;
        count(switch (next) {
            case OPERATIONAL -> RingCounter.OPERATIONAL_ENTERED;
            case GATHER -> RingCounter.GATHER_ENTERED;
            case COMMIT -> RingCounter.COMMIT_ENTERED;
            case RECOVERY -> RingCounter.RECOVERY_ENTERED;
        });
        if (next == State.GATHER) {
            countGather();
        } else if (next == State.OPERATIONAL) {
            level(RingCounter.CONTINUOUS_GATHER, 0);
            level(RingCounter.FIREWALL_ENABLED_OR_NIC_FAILURE, 0);
        }
    }

    private void countGather() {
        long gathers = ++counters[RingCounter.CONTINUOUS_GATHER.ordinal()] - GATHERS_MAX;
        if (gathers > 0) {
            level(RingCounter.FIREWALL_ENABLED_OR_NIC_FAILURE, 1);
            if (gathers % GATHERS_SAY == 1) {
                out.trace(new RingEvent.ContinuousGather((int) gathers + GATHERS_MAX));
            }
        }
    }

    /** Sends a join with the present lists; as a leave, with us among the failed. */
    void sendJoin(boolean leave) {
        List<Processor> wanted = new ArrayList<>(proc);
        List<Processor> givenUp = new ArrayList<>(failed);
        if (leave) {
            wanted.remove(self);
            givenUp.remove(self);
            givenUp.add(self);
        }
        int length = JoinView.length(dialect, wanted.size() + givenUp.size());
        if (length > JoinView.LENGTH_MAX) {
            return;
        }
        if (joinBytes.capacity() < length) {
            joinBytes = little(length);
        }
        writeJoin(joinBytes, wanted, givenUp, leave);
        count(RingCounter.MEMB_JOIN_TX);
        out.multicast(joinBytes, true);
    }

    /** The leave of the present ring, as {@link #sendJoin} would send it now, for somebody else to send. */
    ByteBuffer leaveMessage() {
        List<Processor> others = new ArrayList<>(members);
        if (!others.remove(self) || others.isEmpty()) {
            return null;
        }
        int length = JoinView.length(dialect, others.size() + 1);
        if (length > JoinView.LENGTH_MAX) {
            return null;
        }
        ByteBuffer bytes = little(length);
        writeJoin(bytes, others, List.of(self), true);
        return bytes;
    }

    private void writeJoin(ByteBuffer bytes, List<Processor> wanted, List<Processor> givenUp, boolean leave) {
        bytes.clear().limit(JoinView.length(dialect, wanted.size() + givenUp.size()));
        join.wrap(bytes);
        join.header(PacketType.JOIN, 0, leave ? 0 : self.nodeId());
        join.from(leave && dialect == Dialect.V2 ? self.withNodeId(0) : self);
        join.counts(wanted.size(), givenUp.size());
        join.ringSeq(ring.seq());
        for (int i = 0; i < wanted.size(); i++) {
            join.wanted(i, wanted.get(i));
        }
        for (int i = 0; i < givenUp.size(); i++) {
            join.failed(i, givenUp.get(i));
        }
    }

    void sendMergeDetect() {
        scratch.clear().limit(MergeDetectView.fixedLength(dialect));
        mergeDetect.wrap(scratch);
        mergeDetect.header(PacketType.MERGE_DETECT, 0, self.nodeId());
        mergeDetect.from(self);
        mergeDetect.ringId(ring);
        count(RingCounter.MEMB_MERGE_DETECT_TX);
        out.multicast(scratch, true);
    }

    void sendHoldCancel() {
        scratch.clear().limit(HoldCancelView.fixedLength(dialect));
        holdCancel.wrap(scratch);
        holdCancel.header(PacketType.HOLD_CANCEL, 0, self.nodeId());
        holdCancel.ringId(ring);
        count(RingCounter.TOKEN_HOLD_CANCEL_TX);
        out.multicast(scratch, true);
    }

    /** Sends the saved token once more. */
    void resendSaved() {
        if (saved.limit() > 0 && storing == null) {
            count(RingCounter.TOKEN_RETRANSMITS);
            out.unicast(saved);
        }
    }

    /** Where the commit token is made: in {@link #saved} itself. */
    ByteBuffer savedFor(int members) {
        int length = CommitTokenView.length(dialect, members);
        if (saved.capacity() < length) {
            saved = little(length);
        }
        return saved;
    }

    void restartTokenTimers(long nowNs) {
        timers.start(Timer.TOKEN_LOSS, nowNs, config.tokenNs());
        timers.start(Timer.TOKEN_RETRANSMIT, nowNs, config.tokenRetransmitNs());
        if (config.tokenWarningNs() > 0) {
            timers.start(Timer.TOKEN_WARNING, nowNs, config.tokenWarningNs());
        }
    }

    void cancelTokenTimers() {
        timers.cancel(Timer.TOKEN_LOSS);
        timers.cancel(Timer.TOKEN_WARNING);
        timers.cancel(Timer.TOKEN_RETRANSMIT);
        timers.cancel(Timer.HOLD_RETRANSMIT);
        timers.cancel(Timer.MERGE_DETECT);
        timers.cancel(Timer.HEARTBEAT);
    }

    /** The queue that the token empties, outside of recovery. */
    FrameQueue sendQueue() {
        return waiting ? syncQueue : normalQueue;
    }

    /** The queue that {@link Ring#offer} fills. */
    FrameQueue offerQueue() {
        return waiting && !syncSent ? syncQueue : normalQueue;
    }

    /**
     * Delivers from the regular store.
     *
     * @param limit the last one to deliver
     * @param skip whether holes and messages of those who are not {@link #deliverable} are skipped
     */
    void deliver(int limit, boolean skip) {
        while (delivered - limit < 0) {
            Frame next = regular.get(delivered + 1);
            if (next == null && !skip) {
                return;
            }
            delivered++;
            if (next != null && (!skip || isDeliverable(next))) {
                deliver(next, delivered);
            }
        }
    }

    private boolean isDeliverable(Frame candidate) {
        candidate.bytes.position(0);
        frame.wrap(candidate.bytes);
        for (Processor p : deliverable) {
            if (frame.isFrom(p)) {
                return true;
            }
        }
        return false;
    }

    private void deliver(Frame next, int seq) {
        ByteBuffer bytes = next.bytes;
        int length = bytes.limit();
        bytes.position(0);
        frame.wrap(bytes);
        if (frame.encapsulated() == FrameView.CARRIER) {
            return; // somebody sent one outside of recovery: it has its place in the order, but says nothing
        }
        int sender = frame.nodeId();
        bytes.position(frame.payloadOffset());
        try {
            out.deliver(sender, seq, bytes);
        } finally {
            bytes.limit(length).position(0);
        }
    }

    /** Gives a frame its place and sends it. */
    void sendFrame(Frame next, int seq, int encapsulated) {
        next.bytes.position(0);
        frame.wrap(next.bytes);
        frame.header(PacketType.FRAME, encapsulated, self.nodeId());
        frame.from(self);
        frame.seq(seq);
        frame.senderSeq(senderSeq++);
        frame.ringId(ring);
        frame.reserved(0);
        frame.guarantee(0);
        count(RingCounter.MCAST_TX);
        multicastFrame(next);
    }

    void multicastFrame(Frame next) {
        // alone, a processor of dialect 2 keeps its messages to itself
        if (dialect == Dialect.V3 || newMembers.size() > 1) {
            out.multicast(next.bytes, false);
        }
    }
}
