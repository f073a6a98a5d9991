package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.HoldCancelView;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PackView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.Seq;
import org.choros.wire.totem.TokenView;

/**
 * One processor of a Totem ring: it orders messages among the members and finds out who they are. Pure: bytes and time
 * come in as arguments, everything that is to be done goes out through {@link RingOutput}. For one thread.
 */
public final class Ring {
    private static final RingEvent.Dropped[] DROPPED = dropped();

    private final RingCore core;
    private final RingOutput out;
    private final Dialect dialect;
    private final long storedSeq;
    private final byte[][] addresses;
    private boolean linksUp;
    private final TokenView token;
    private final FrameView frame;
    private final MergeDetectView mergeDetect;
    private final JoinView join;
    private final CommitTokenView commitToken;
    private final HoldCancelView holdCancel;

    /**
     * Makes a ring that waits for its first interface.
     *
     * @param config the settings
     * @param storedSeq the ring sequence found in stable storage, 0 when there is none
     * @param out who does what the ring wants
     */
    public Ring(RingConfig config, long storedSeq, RingOutput out) {
        this.out = out;
        this.storedSeq = storedSeq;
        core = new RingCore(config, out);
        dialect = config.dialect();
        addresses = new byte[dialect == Dialect.V2 ? 2 : 1][];
        token = new TokenView(dialect);
        frame = new FrameView(dialect);
        mergeDetect = new MergeDetectView(dialect);
        join = new JoinView(dialect);
        commitToken = new CommitTokenView(dialect);
        holdCancel = new HoldCancelView(dialect);
    }

    private static RingEvent.Dropped[] dropped() {
        return Arrays.stream(Malformed.values()).map(RingEvent.Dropped::new).toArray(RingEvent.Dropped[]::new);
    }

    /**
     * A packet has come. Nothing that is in it makes this throw.
     *
     * @param link the link it came in on
     * @param packet the totemsrp message (without envelope), position to limit; left as it is, its byte order excepted
     * @param flushing whether it is handed over because a token waits behind it (joins are dropped then)
     * @param nowNs the time
     */
    public void onPacket(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        if (core.self == null || core.left) {
            return;
        }
        Malformed verdict = Packets.check(dialect, packet);
        if (verdict != Malformed.NO) {
            core.count(RingCounter.RX_MSG_DROPPED);
            out.trace(DROPPED[verdict.ordinal()]);
            return;
        }
        switch (Packets.type(dialect, packet)) {
            case TOKEN -> {
                core.count(RingCounter.ORF_TOKEN_RX);
                core.visit.onToken(token.wrap(packet), nowNs);
            }
            case FRAME -> {
                core.count(RingCounter.MCAST_RX);
                onFrame(frame.wrap(packet), nowNs);
            }
            case MERGE_DETECT -> {
                core.count(RingCounter.MEMB_MERGE_DETECT_RX);
                onMergeDetect(mergeDetect.wrap(packet), nowNs);
            }
            case JOIN -> {
                core.count(RingCounter.MEMB_JOIN_RX);
                core.gather.onJoin(join.wrap(packet), flushing, nowNs);
            }
            case COMMIT_TOKEN -> {
                core.count(RingCounter.MEMB_COMMIT_TOKEN_RX);
                core.commit.onCommitToken(commitToken.wrap(packet), nowNs);
            }
            case HOLD_CANCEL -> {
                core.count(RingCounter.TOKEN_HOLD_CANCEL_RX);
                onHoldCancel(holdCancel.wrap(packet), nowNs);
            }
            // ring tests are the business of the redundant rings below
            default -> core.count(RingCounter.RX_MSG_DROPPED);
        }
    }

    private void onFrame(FrameView packet, long nowNs) {
        if (!packet.isOf(core.ring)) {
            if (core.state == State.OPERATIONAL || core.state == State.GATHER) {
                core.gather.onForeigner(packet.from(), Cause.FOREIGN_MESSAGE_OPERATIONAL, Cause.FOREIGN_MESSAGE_GATHER,
                        nowNs);
            }
            return;
        }
        boolean carrier = packet.encapsulated() == FrameView.CARRIER;
        boolean recovering = core.state == State.RECOVERY;
        boolean ofOldRing = core.state == State.GATHER && core.oldSaved;
        if (core.state == State.COMMIT || ofOldRing || recovering && !carrier) {
            // The numbers are those of the new ring, and the regular store still holds the old one. What is dropped
            // here is asked for again once the ring is operational.
            core.count(RingCounter.EARLY_FRAMES_DROPPED);
            return;
        }
        SortQueue store = recovering ? core.recovery : core.regular;
        int seq = packet.seq();
        if (store.inWindow(seq) && !store.has(seq)) {
            if (!isOfAnotherMember(packet)) {
                // Forged: what we have sent ourselves is in the store. It would take a real one's place in the order,
                // and in our own name it would make us skip what we really say.
                core.count(RingCounter.IMPOSSIBLE_FRAMES);
                return;
            }
            Frame frame = core.pool.take(packet.length()).copy(packet.buffer(), packet.offset(), packet.length());
            store.put(seq, frame);
            core.high = Seq.last(core.high, seq);
            if (recovering) {
                core.recoveryPhase.noteSentAgain(frame);
            }
        }
        core.aru = store.contiguousFrom(core.aru);
        if (core.state == State.OPERATIONAL) {
            core.deliver(core.high, false);
        }
    }

    private boolean isOfAnotherMember(FrameView packet) {
        for (int i = 0; i < core.newMembers.size(); i++) {
            Processor member = core.newMembers.get(i);
            if (packet.isFrom(member)) {
                return packet.nodeId() != core.self.nodeId() && !member.equals(core.self);
            }
        }
        return false;
    }

    private void onMergeDetect(MergeDetectView packet, long nowNs) {
        if (!packet.isOf(core.ring)) {
            core.gather.onForeigner(packet.from(), Cause.MERGE_OPERATIONAL, Cause.MERGE_GATHER, nowNs);
        }
    }

    private void onHoldCancel(HoldCancelView packet, long nowNs) {
        if (!packet.isOf(core.ring)) {
            return;
        }
        core.unchanged = 0;
        if (core.representative && core.state != State.GATHER) {
            core.resendSaved();
            core.timers.start(Timer.TOKEN_RETRANSMIT, nowNs, core.config.tokenRetransmitNs());
        }
    }

    /**
     * Time has come: everything due at or before now is done, in order.
     *
     * @param nowNs the time
     */
    public void onDeadline(long nowNs) {
        for (Timer timer = core.timers.expired(nowNs); timer != null; timer = core.timers.expired(nowNs)) {
            onTimer(timer, nowNs);
        }
    }

    private void onTimer(Timer timer, long nowNs) {
        switch (timer) {
            case TOKEN_LOSS, HEARTBEAT -> onTokenLoss(nowNs);
            case TOKEN_RETRANSMIT -> {
                if (core.state != State.GATHER) {
                    core.resendSaved();
                    core.timers.start(Timer.TOKEN_RETRANSMIT, nowNs, core.config.tokenRetransmitNs());
                }
            }
            case HOLD_RETRANSMIT -> {
                if (core.state == State.OPERATIONAL || core.state == State.RECOVERY) {
                    out.unicast(core.saved);
                }
            }
            case MERGE_DETECT -> {
                if (core.state == State.OPERATIONAL && core.representative) {
                    core.sendMergeDetect();
                }
            }
            case JOIN -> core.gather.onJoinTimer(nowNs);
            case SEND_JOIN -> core.gather.onSendJoinTimer();
            case CONSENSUS -> core.gather.onConsensusTimer(nowNs);
            case PAUSE -> {
                core.pauseStampNs = nowNs;
                core.timers.start(Timer.PAUSE, nowNs, core.config.tokenNs() / 5);
            }
            case TOKEN_WARNING ->
                out.trace(new RingEvent.TokenOverdue((nowNs - core.statistics.lastNs(nowNs)) / RingConfig.MS));
            default -> throw new IllegalStateException("timer " + timer);
        }
    }

    private void onTokenLoss(long nowNs) {
        out.trace(new RingEvent.TokenLost(core.state, core.config.tokenNs() / RingConfig.MS,
                core.config.consensusNs() / RingConfig.MS));
        switch (core.state) {
            case OPERATIONAL -> {
                core.count(RingCounter.OPERATIONAL_TOKEN_LOST);
                out.checkInterfaces();
                core.gather.enter(Cause.TOKEN_LOST_OPERATIONAL, nowNs);
            }
            case GATHER -> {
                core.count(RingCounter.GATHER_TOKEN_LOST);
                core.gather.onTokenLoss(nowNs);
            }
            case COMMIT -> {
                core.count(RingCounter.COMMIT_TOKEN_LOST);
                core.gather.enter(Cause.TOKEN_LOST_COMMIT, nowNs);
            }
            case RECOVERY -> {
                core.count(RingCounter.RECOVERY_TOKEN_LOST);
                core.gather.enter(Cause.TOKEN_LOST_RECOVERY, nowNs);
            }
            default -> throw new IllegalStateException("state " + core.state);
        }
    }

    /** @return when {@link #onDeadline} wants to be called, {@link Long#MAX_VALUE} for never */
    public long nextDeadlineNs() {
        return core.timers.nextNs();
    }

    /**
     * An interface came up, went down or changed its address. The ring starts when all links have been told of and one
     * of them is up.
     *
     * @param link the link
     * @param address the bound address, 4 or 16 bytes; in dialect 2 link 0's is our identity
     * @param up whether it is usable
     * @param nowNs the time
     */
    public void onInterface(int link, byte[] address, boolean up, long nowNs) {
        if (core.left) {
            return;
        }
        // with two links one may be down from the start: its address is ours all the same
        boolean redundant = core.config.links() > 1;
        if ((up || redundant) && link >= 0 && link < addresses.length) {
            addresses[link] = address.clone();
        }
        linksUp |= up;
        if (core.self == null) {
            if (!linksUp || addresses[0] == null || redundant && addresses[1] == null) {
                return;
            }
            start(nowNs);
        } else if (dialect == Dialect.V2 && up) {
            // a processor of dialect 2 is its address
            core.proc.remove(core.self);
            core.failed.remove(core.self);
            core.self = identity();
        }
        core.gather.enter(Cause.INTERFACE_CHANGE, nowNs);
    }

    private void start(long nowNs) {
        core.self = identity();
        core.ring = RingId.of(core.self, storedSeq + 1);
        core.ringSeqMax = core.ring.seq();
        core.pauseStampNs = nowNs;
        core.timers.start(Timer.PAUSE, nowNs, core.config.tokenNs() / 5);
    }

    private Processor identity() {
        int nodeId = core.config.nodeId();
        if (nodeId == 0) {
            if (addresses[0].length != 4) {
                throw new IllegalStateException("a node id has to be configured: it cannot be made of an IPv6 address");
            }
            nodeId = ByteBuffer.wrap(addresses[0]).getInt();
            nodeId &= core.config.clearNodeHighBit() ? Integer.MAX_VALUE : -1;
        }
        if (dialect == Dialect.V3) {
            return Processor.of(nodeId);
        }
        return addresses[1] == null
                ? Processor.of(nodeId, addresses[0])
                : Processor.of(nodeId, addresses[0], addresses[1]);
    }

    /**
     * The ring sequence is on stable storage.
     *
     * @param ring what {@link RingOutput#store} was given
     * @param nowNs the time
     */
    public void onStored(RingId ring, long nowNs) {
        if (!core.left) {
            core.commit.onStored(ring, nowNs);
        }
    }

    /**
     * Queues a totempg frame until a token comes.
     *
     * @param packed the frame, little-endian, position to limit, at most {@link RingConfig#netMtu()} bytes; copied
     * @return false when the queue is full: come back on {@link RingOutput#space}
     */
    public boolean offer(ByteBuffer packed) {
        if (!hasRoom(1)) {
            return false;
        }
        int fixed = FrameView.fixedLength(dialect);
        int length = fixed + packed.remaining();
        Frame next = core.pool.take(length);
        next.bytes.clear().order(ByteOrder.LITTLE_ENDIAN).limit(length);
        next.bytes.put(fixed, packed, packed.position(), packed.remaining());
        return core.offerQueue().offer(next);
    }

    /**
     * @param frames how many frames are to be queued
     * @return whether {@link #offer} will take them all now; if not, {@link RingOutput#space} follows when it will
     */
    public boolean hasRoom(int frames) {
        boolean room = core.offerQueue().free() >= frames;
        if (!room) {
            core.spaceWanted = Math.max(core.spaceWanted, frames);
        }
        return room;
    }

    /**
     * There is something to send, or a wish for a token: an idle token that is held is asked to move on.
     *
     * @param nowNs the time
     */
    public void wake(long nowNs) {
        if (core.held && !core.left) {
            core.held = false;
            core.sendHoldCancel();
        }
    }

    /**
     * Our last message of the synchronisation has been offered. What is offered from now on is sent after its end:
     * otherwise it could be delivered behind the end, where receivers put together what was begun before.
     */
    public void syncSent() {
        out.tokenReceived();
        core.syncSent = core.waiting;
    }

    /**
     * The services have synchronised: frames go through the normal queue and reassembly again.
     *
     * @param nowNs the time
     */
    public void syncComplete(long nowNs) {
        if (!core.waiting) {
            return;
        }
        out.tokenReceived();
        core.waiting = false;
        core.syncSent = false;
        out.reassembly(false);
        Tails.detach(core.normalQueue, core.pool, FrameView.fixedLength(dialect));
        moveStranded();
        if (!core.normalQueue.isEmpty()) {
            wake(nowNs);
        }
    }

    /**
     * What was queued during the synchronisation and not sent in it would wait for the next one. It follows what was
     * queued before, except for the rest of a message whose beginning has been sent: that has to be put together where
     * its beginning is.
     */
    private void moveStranded() {
        boolean rest = true;
        for (int n = core.syncQueue.size(); n > 0; n--) {
            Frame next = core.syncQueue.poll();
            next.bytes.position(FrameView.fixedLength(dialect));
            rest &= PackView.isValid(next.bytes) && new PackView().wrap(next.bytes).continuation() != 0;
            next.bytes.position(0);
            if (rest || !core.normalQueue.offer(next)) {
                core.syncQueue.offer(next);
            }
        }
    }

    /** @return whether frames go through the queue of the synchronisation */
    public boolean waiting() {
        return core.waiting;
    }

    /** @return frames in the queue that {@link #offer} fills now */
    public int queued() {
        return core.offerQueue().size();
    }

    /** @return how many frames that queue holds at most */
    public int queueCapacity() {
        return core.config.queueFrames();
    }

    /**
     * Tells the others that we go. The ring does nothing more.
     *
     * @param nowNs the time
     */
    public void leave(long nowNs) {
        if (core.self != null && !core.left) {
            core.sendJoin(true);
        }
        core.left = true;
        core.timers.cancelAll();
    }

    /**
     * The leave that tells the others of the present ring that we are gone, for somebody else to send when we no longer
     * can. It is good for this ring: whoever has gone on to another one with us ignores it.
     *
     * @return the totemsrp message; null when we are not operational, or alone
     */
    public ByteBuffer leaveMessage() {
        return core.state == State.OPERATIONAL && core.self != null && !core.left ? core.leaveMessage() : null;
    }

    /**
     * Takes over new settings; dialect, node id, frame size and queue bounds stay. Running timers keep their length.
     *
     * @param changed the settings
     */
    public void reconfigure(RingConfig changed) {
        core.config = core.config.retuned(changed);
    }

    /**
     * Forms the ring anew (the operator wants it, or the services have changed).
     *
     * @param nowNs the time
     */
    public void gather(long nowNs) {
        if (core.self != null && !core.left) {
            core.gather.enter(Cause.FORCED, nowNs);
        }
    }

    /** @return the sequence number up to which frames of the present ring have been delivered */
    public int deliveredSeq() {
        return core.delivered;
    }

    /** @return whether {@link #stableSeq} means something: all members of the ring are sure to be operational in it */
    public boolean isSettled() {
        return core.state == State.OPERATIONAL && core.settling == 0;
    }

    /** @return the sequence number up to which every member has all frames, delivered here; for a settled ring */
    public int stableSeq() {
        return core.regular.released();
    }

    /** @return the state */
    public State state() {
        return core.state;
    }

    /** @return the ring id, of the ring being formed from COMMIT on; null before the first interface is up */
    public RingId ringId() {
        return core.ring;
    }

    /** @return the members of the last ring that became operational, in ring order */
    public List<Processor> members() {
        return core.members;
    }

    /** @return node ids of the ring whose id was last given to {@link RingOutput#store}, which may still be forming */
    public int[] forming() {
        return RingConfiguration.ids(core.newMembers);
    }

    /** @return ourselves; null before the first interface is up */
    public Processor self() {
        return core.self;
    }

    /**
     * @param counter a counter
     * @return its value
     */
    public long counter(RingCounter counter) {
        return core.counters[counter.ordinal()];
    }

    /** Sets all counters to 0 ({@code stats.clear.totem}). */
    public void clearCounters() {
        Arrays.fill(core.counters, 0);
        core.statistics.clear();
    }

    /** @return mean milliseconds between the last tokens ({@code mtt_rx_token}) */
    public int meanTokenMs() {
        return core.statistics.meanTokenMs();
    }

    /**
     * The token that came last is dealt with and sent: what the ring itself cannot see, as it knows one time a call.
     *
     * @param nowNs the time
     */
    public void onTokenLeft(long nowNs) {
        core.statistics.onLeft(nowNs);
    }

    /** @return mean milliseconds that the last tokens were with us ({@code avg_token_workload}) */
    public int meanWorkMs() {
        return core.statistics.meanWorkMs();
    }

    /** @return mean of the last backlogs ({@code avg_backlog_calc}) */
    public int meanBacklog() {
        return core.statistics.meanBacklog();
    }

    /**
     * @param nowNs the time
     * @return nanoseconds since the last token came, 0 when none has
     */
    public long sinceTokenNs(long nowNs) {
        return nowNs - core.statistics.lastNs(nowNs);
    }
}
