package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.Seq;
import org.choros.wire.totem.TokenView;

/** Exchanging what is left of the old rings, then becoming operational: spec 4.7 and 4.10. */
final class RecoveryPhase {
    /** Token visits without anything to send before the last sequence number of recovery is fixed. */
    private static final int QUIET_VISITS = 2;
    /** Others become operational up to a rotation after us, or two when somebody lacked a frame until then. */
    private static final int SETTLING_VISITS = 2;
    /** Idle token visits after which the recovery begins anew; a healthy one needs less than ten. */
    private static final int IDLE_VISITS_MAX = 50;
    /** The same when the window is full and somebody still has something to send. */
    private static final int FULL_VISITS_MAX = 5;

    private final RingCore core;
    private final TokenView token;
    private final FrameView inner;
    /** Which messages of our old ring have been sent again on the new one, by their number in the window. */
    private final BitSet sentAgain = new BitSet(Packets.WINDOW);
    private boolean firstSent;
    private int commitSeq;
    private boolean flagSet;
    private int quiet;
    private int rotation;
    private int installSeq;
    private int idleVisits;

    RecoveryPhase(RingCore core) {
        this.core = core;
        token = new TokenView(core.dialect);
        inner = new FrameView(core.dialect);
    }

    void forgetFirstToken() {
        firstSent = false;
    }

    /** Enters with the complete commit token, which is in the saved bytes already. */
    void enter(CommitTokenView commit, long nowNs) {
        int start = core.config.startSeq();
        core.discard = false;
        core.recovery.clear(start, core.pool);
        core.recoveryQueue.clear(core.pool);
        sentAgain.clear();
        commitSeq = commit.tokenSeq() + 1;
        commit.tokenSeq(commitSeq);
        commit.nodeId(core.self.nodeId());
        core.visit.expectFirstToken();
        List<Processor> along = new ArrayList<>();
        boolean lacking = false;
        int low = core.oldHigh;
        for (int i = 0; i < commit.members(); i++) {
            Processor p = commit.member(i);
            if (core.members.contains(p) && commit.entryRing(i).equals(core.oldRing)) {
                along.add(p);
                lacking |= commit.entryReceivedFlag(i) == 0;
                low = Seq.first(low, commit.entryAru(i));
            }
        }
        List<Processor> inOrder = new ArrayList<>(core.members);
        inOrder.retainAll(along);
        core.transitional = List.copyOf(inOrder);
        if (lacking) {
            core.deliverable = core.transitional;
            originateAgain(low);
        }
        core.aru = start;
        core.high = start;
        core.unchanged = 0;
        core.visit.resetRing();
        installSeq = start;
        quiet = 0;
        rotation = 0;
        idleVisits = 0;
        flagSet = false;
        core.enter(State.RECOVERY, Cause.COMMIT_TOKEN);
        core.restartTokenTimers(nowNs);
        core.count(RingCounter.MEMB_COMMIT_TOKEN_TX);
        core.out.unicast(core.saved);
    }

    /** Every message of the old ring that somebody may lack goes into one of the new ring, whole. */
    private void originateAgain(int low) {
        int fixed = FrameView.fixedLength(core.dialect);
        // a commit token can say any aru, but what is not in the window is not in the store
        int first = core.regular.inWindow(low + 1) ? low + 1 : core.regular.released() + 1;
        for (int seq = first; seq - core.oldHigh <= 0; seq++) {
            Frame old = core.regular.get(seq);
            if (old != null) {
                Frame carrier = core.pool.take(fixed + old.length());
                carrier.bytes.clear().order(ByteOrder.LITTLE_ENDIAN).limit(fixed + old.length());
                carrier.bytes.put(fixed, old.bytes, 0, old.length());
                core.recoveryQueue.offer(carrier);
            }
        }
    }

    /**
     * A commit token comes twice from its first way round when the last processor repeats it or has two links. Taken
     * for the end of the second way, it would make us replace the saved commit token by a regular one while the others
     * still wait for the commit token, and should that be lost, nobody would send it again.
     */
    boolean hasGoneRoundTwice(CommitTokenView packet) {
        int hops = packet.tokenSeq() - commitSeq;
        return packet.members() == 1 ? hops >= 0 : hops > 0;
    }

    /**
     * A message of an old ring was sent again, by whom ever: all will have it, so we need not send it, too. All that
     * have it would otherwise send it, and nothing is released before the ring is operational: with several thousand
     * messages to recover the window would be full for ever.
     *
     * @param carrier the frame of the new ring that carries it
     */
    void noteSentAgain(Frame carrier) {
        int seq = oldSeq(carrier);
        if (seq >= 0) {
            sentAgain.set(seq);
        }
    }

    /** Takes out of the queue what needs not be sent any more, up to the first that needs. */
    void skipSentAgain() {
        while (!core.recoveryQueue.isEmpty()) {
            int seq = oldSeq(core.recoveryQueue.peek());
            if (seq < 0 || !sentAgain.get(seq)) {
                return;
            }
            core.pool.give(core.recoveryQueue.poll());
        }
    }

    /** Place in the window of the message of our old ring that a frame carries, -1 for anything else. */
    private int oldSeq(Frame carrier) {
        int fixed = FrameView.fixedLength(core.dialect);
        if (carrier.length() <= fixed) {
            return -1;
        }
        ByteBuffer old = carrier.bytes.duplicate().position(fixed);
        return isOfOldRing(old) && core.regular.inWindow(inner.seq()) ? inner.seq() & Packets.WINDOW - 1 : -1;
    }

    /** The commit token has come round twice: the representative makes the first regular token of it. */
    void sendFirstToken(long nowNs) {
        if (firstSent) {
            return;
        }
        firstSent = true;
        flagSet = !core.recoveryQueue.isEmpty();
        int start = core.config.startSeq();
        core.saved.clear();
        token.wrap(core.saved);
        token.header(PacketType.TOKEN, 0, core.self.nodeId());
        token.seq(start);
        token.tokenSeq(start);
        token.aru(start - 1);
        token.aruNode(core.self.nodeId());
        token.ringId(core.ring);
        token.backlog(0);
        token.sent(0);
        token.retransmitFlag(flagSet ? 1 : 0);
        token.retransmits(0);
        core.saved.limit(token.packetLength());
        core.count(RingCounter.ORF_TOKEN_TX);
        core.restartTokenTimers(nowNs);
        core.out.unicast(core.saved);
    }

    /**
     * Counts visits at which nobody sends, nobody lacks anything and nothing is ours to send: a few of them end the
     * recovery. When they do not, somebody's flag or the number that all wait for was never true, and no later token
     * would make it so. Or the window is full, which nothing leaves before the ring is operational.
     *
     * @param full whether the window has no room for what somebody has to send
     */
    boolean isStuck(boolean allHaveAll, boolean full) {
        boolean idle = core.unchanged > 0 && allHaveAll && (full || core.recoveryQueue.isEmpty());
        idleVisits = idle ? idleVisits + 1 : 0;
        return idleVisits > (full ? FULL_VISITS_MAX : IDLE_VISITS_MAX);
    }

    /**
     * The recovery is broken off. When it has come far, the messages of our old ring that it has brought stay, as if
     * they had come on that ring: what did not find room in the window, the next attempt has room for.
     */
    void keepWhatCame() {
        if (core.aru - core.config.startSeq() > Packets.WINDOW / 2) {
            unwrap();
            core.oldAru = core.regular.contiguousFrom(core.oldAru);
        }
    }

    /** Step 18 of a token visit; answers whether we have become operational. */
    boolean onToken(TokenView visiting, long nowNs) {
        if (!core.recoveryQueue.isEmpty()) {
            if (visiting.retransmitFlag() == 0) {
                visiting.retransmitFlag(1);
                flagSet = true;
            }
        } else if (visiting.retransmitFlag() == 1 && flagSet) {
            visiting.retransmitFlag(0);
            flagSet = false;
        }
        quiet = visiting.retransmitFlag() == 0 ? quiet + 1 : 0;
        if (quiet == QUIET_VISITS) {
            installSeq = visiting.seq();
        }
        if (quiet >= QUIET_VISITS && !core.received && Seq.beforeOrAt(installSeq, core.aru)) {
            core.received = true;
            core.deliverable = core.transitional;
        }
        rotation = quiet > QUIET_VISITS && Seq.beforeOrAt(installSeq, visiting.aru()) ? rotation + 1 : 0;
        if (rotation < 2) {
            return false;
        }
        enterOperational(nowNs);
        return true;
    }

    private void enterOperational(long nowNs) {
        firstSent = false;
        core.gather.clearConsensus();
        core.oldSaved = false;
        unwrap();
        core.deliver(core.oldHigh, false);
        List<Processor> left = new ArrayList<>(core.members);
        left.removeAll(core.transitional);
        List<Processor> joined = new ArrayList<>(core.newMembers);
        joined.removeAll(core.transitional);
        // what was begun goes where its beginning went
        core.out.tokenReceived();
        core.waiting = true;
        core.syncSent = false;
        core.out.configuration(
                new RingConfiguration(false, core.ring, core.transitional, List.of(), left, core.transitional));
        // the others of our old ring stop at the same holes: nobody who comes along has what is missing here
        core.deliver(core.oldHigh, true);
        core.members = core.newMembers;
        core.out.reassembly(true);
        swapStores();
        core.proc.clear();
        core.proc.addAll(core.newMembers);
        core.failed.clear();
        core.oldRing = core.ring;
        core.received = true;
        core.settling = SETTLING_VISITS;
        core.enter(State.OPERATIONAL, Cause.RECOVERED);
        core.pauseStampNs = nowNs;
        core.timers.start(Timer.PAUSE, nowNs, core.config.tokenNs() / 5);
        List<Processor> silent = new ArrayList<>(left);
        silent.removeAll(core.leaving);
        core.leaving.clear();
        // the services' own lines come first, as in corosync's log
        core.out.configuration(
                new RingConfiguration(true, core.ring, core.members, joined, List.of(), core.transitional));
        core.out.trace(new RingEvent.MembershipFormed(core.ring, core.members, joined, left, silent));
    }

    /** Puts the messages of our old ring that others sent again where they belong. */
    private void unwrap() {
        int fixed = FrameView.fixedLength(core.dialect);
        for (int seq = core.config.startSeq() + 1; seq - core.aru <= 0; seq++) {
            Frame carrier = core.recovery.get(seq);
            if (carrier == null || carrier.length() <= fixed) {
                continue;
            }
            Frame old = core.pool.take(carrier.length() - fixed).copy(carrier.bytes, fixed, carrier.length() - fixed);
            if (!isOfOldRing(old.bytes) || !core.regular.inWindow(inner.seq()) || core.regular.has(inner.seq())) {
                core.pool.give(old);
                continue;
            }
            core.regular.put(inner.seq(), old);
            if (Seq.before(core.oldHigh, inner.seq())) {
                core.oldHigh = inner.seq();
            }
        }
    }

    private boolean isOfOldRing(ByteBuffer bytes) {
        if (Packets.check(core.dialect, bytes) != Malformed.NO
                || Packets.type(core.dialect, bytes) != PacketType.FRAME) {
            return false;
        }
        inner.wrap(bytes);
        return inner.encapsulated() != FrameView.CARRIER && inner.isOf(core.oldRing);
    }

    /** What was sent during recovery counts as delivered; the first message of the ring has the next number. */
    private void swapStores() {
        SortQueue old = core.regular;
        core.regular = core.recovery;
        core.recovery = old;
        int last = Seq.last(core.regular.highest(), core.aru);
        core.recovery.clear(core.config.startSeq(), core.pool);
        core.regular.clear(last, core.pool);
        core.aru = last;
        core.high = last;
        core.delivered = last;
        core.visit.forgetAru();
        flagSet = false;
    }
}
