package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Seq;
import org.choros.wire.totem.TokenView;

/** One visit of the regular token, in the order of spec 4.8, which others can observe. */
final class TokenVisit {
    private final RingCore core;
    private final TokenView token;
    private ByteBuffer bytes = RingCore.little(TokenView.LENGTH_MAX);
    private int tokenSeen;
    /** The highest sequence number given when the token left us last. */
    private int seqSeen;
    private int lastSeq;
    private int lastAru;
    private int stuck;

    TokenVisit(RingCore core) {
        this.core = core;
        token = new TokenView(core.dialect);
    }

    /** Entering RECOVERY: the next token is the first of its ring. */
    void expectFirstToken() {
        tokenSeen = core.config.startSeq() - 1;
        seqSeen = core.config.startSeq();
    }

    void resetRing() {
        stuck = 0;
    }

    void forgetAru() {
        lastAru = core.config.startSeq();
    }

    void onToken(TokenView packet, long nowNs) {
        if (core.discard) {
            return;
        }
        noteProgress(packet.seq(), nowNs);
        int idleVisits = core.config.seqUnchangedVisits();
        core.held = core.representative ? core.unchanged > idleVisits : core.unchanged >= idleVisits;
        boolean operational = core.state == State.OPERATIONAL;
        if (!operational && core.state != State.RECOVERY || !packet.isOf(core.ring)) {
            restartHeartbeat(nowNs);
            return;
        }
        SortQueue store = operational ? core.regular : core.recovery;
        if (Integer.compareUnsigned(packet.seq() - store.released(), Packets.WINDOW) >= 0
                && !Seq.before(packet.seq(), store.released())) {
            // nobody can be that far ahead of us: a token that got this far was never sent by a member
            core.count(RingCounter.IMPOSSIBLE_TOKENS);
            return;
        }
        if (packet.aruNode() != 0 && !isMember(packet.aruNode())) {
            // nobody would ever raise that aru again
            core.count(RingCounter.IMPOSSIBLE_TOKENS);
            return;
        }
        if (Seq.beforeOrAt(packet.tokenSeq(), tokenSeen)) {
            return;
        }
        if (Seq.before(packet.seq(), seqSeen)) {
            // One of two tokens, of which one was forged. Both would go round for ever, each newer than the other, and
            // give the same numbers to different messages.
            core.count(RingCounter.IMPOSSIBLE_TOKENS);
            return;
        }
        if (operational) {
            // Not for a duplicate: its aru is the one we saw before, so that it would count as two visits and release
            // what somebody further on has just asked for.
            store.release(Seq.first(Seq.first(packet.aru(), lastAru), core.delivered), core.pool);
        }
        core.settling = Math.max(0, core.settling - 1);
        token.copy(packet, bytes);
        core.out.tokenReceived();
        handle(store, nowNs);
    }

    private boolean isMember(int nodeId) {
        for (int i = 0; i < core.newMembers.size(); i++) {
            if (core.newMembers.get(i).nodeId() == nodeId) {
                return true;
            }
        }
        return false;
    }

    /** Step 2: how long has there been nothing new? Duplicates count too. */
    private void noteProgress(int seq, long nowNs) {
        if (seq == lastSeq) {
            if (!core.timers.isRunning(Timer.MERGE_DETECT)) {
                core.timers.start(Timer.MERGE_DETECT, nowNs, core.config.mergeNs());
            }
            core.unchanged++;
        } else {
            core.timers.cancel(Timer.MERGE_DETECT);
            core.timers.cancel(Timer.HOLD_RETRANSMIT);
            core.unchanged = 0;
        }
        lastSeq = seq;
    }

    private void handle(SortQueue store, long nowNs) {
        core.statistics.onToken(nowNs, token.backlog());
        int ownTokenSeq = token.tokenSeq();
        int aruBefore = lastAru;
        lastAru = token.aru();
        if (core.unchanged >= core.config.seqUnchangedVisits() && !isAnythingLacking()) {
            // Everybody only adds to the sum what he takes out again: without news for so long it is our own part. A
            // wrong sum would stay for ever, and one as large as the window would keep everybody from sending.
            token.sent(core.flow.sentBefore());
        }
        FrameQueue queue = core.state == State.RECOVERY ? core.recoveryQueue : core.sendQueue();
        int allowed = core.flow.allowed(core.config, token.sent(), token.backlog(), queue.size());
        int retransmitted = retransmit(store, allowed);
        allowed -= retransmitted;
        request(store);
        if (core.config.cancelHoldOnRetransmit() && core.held && (token.retransmits() > 0 || retransmitted > 0)) {
            core.held = false;
        }
        boolean keep = core.representative && core.held;
        int ahead = Packets.WINDOW - allowed - core.config.windowFrames();
        boolean full = Integer.compareUnsigned(token.seq() - store.released(), ahead) > 0;
        if (full) {
            allowed = 0;
        }
        int sent = sendNew(store, queue, allowed);
        core.aru = store.contiguousFrom(core.aru);
        token.sent(token.sent() + core.flow.sentChange(retransmitted + sent));
        token.backlog(token.backlog() + core.flow.backlogChange());
        updateAru();
        if (hasFailedToReceive(aruBefore)) {
            core.out.trace(new RingEvent.FailedToReceive());
            core.failedToReceive = true;
            core.gather.makeRoomToGiveUp(1);
            core.failed.add(core.self);
            core.gather.enter(Cause.FAILED_TO_RECEIVE, nowNs);
            return;
        }
        if (core.state == State.RECOVERY && isRecoveryStuck(full)) {
            core.gather.enter(Cause.TOKEN_LOST_RECOVERY, nowNs);
            return;
        }
        tokenSeen = ownTokenSeq;
        seqSeen = token.seq();
        token.tokenSeq(ownTokenSeq + 1);
        if (core.state == State.RECOVERY) {
            core.recoveryPhase.onToken(token, nowNs);
        }
        passOn(keep, nowNs);
    }

    private boolean isRecoveryStuck(boolean full) {
        return core.recoveryPhase.isStuck(!isAnythingLacking(),
                full && token.aru() == token.seq() && token.retransmitFlag() == 1);
    }

    private void passOn(boolean keep, long nowNs) {
        token.nodeId(core.self.nodeId());
        ByteBuffer next = core.saved;
        if (next.capacity() < TokenView.LENGTH_MAX) {
            next = RingCore.little(TokenView.LENGTH_MAX);
        }
        core.saved = bytes;
        bytes = next;
        if (!keep) {
            core.out.unicast(core.saved);
        }
        if (core.state == State.OPERATIONAL) {
            core.deliver(core.high, false);
        }
        core.restartTokenTimers(nowNs);
        if (keep) {
            core.timers.cancel(Timer.HEARTBEAT);
            core.timers.start(Timer.HOLD_RETRANSMIT, nowNs, core.config.holdNs());
        } else {
            restartHeartbeat(nowNs);
        }
        if (core.spaceWanted > 0 && core.offerQueue().free() >= core.spaceWanted) {
            core.spaceWanted = 0;
            core.out.space();
        }
        core.out.tokenSent(nowNs);
    }

    private void restartHeartbeat(long nowNs) {
        if (core.config.heartbeatNs() > 0) {
            core.timers.start(Timer.HEARTBEAT, nowNs, core.config.heartbeatNs());
        }
    }

    /** Step 9: answers how many were sent again. */
    private int retransmit(SortQueue store, int allowed) {
        if (token.retransmits() > 0) {
            List<Integer> wanted = new ArrayList<>();
            for (int i = 0; i < token.retransmits(); i++) {
                wanted.add(token.retransmitSeq(i));
            }
            core.out.trace(new RingEvent.RetransmitList(wanted));
        }
        int sent = 0;
        int i = 0;
        while (i < token.retransmits() && Integer.compareUnsigned(sent, allowed) < 0) {
            Frame frame = token.retransmitIsOf(i, core.ring) ? store.get(token.retransmitSeq(i)) : null;
            if (frame == null) {
                i++;
                continue;
            }
            core.count(RingCounter.MCAST_RETX);
            core.multicastFrame(frame);
            token.removeRetransmit(i);
            sent++;
        }
        return sent;
    }

    /** Step 10: the unicast token may overtake multicast frames, so a hole is only asked for after some visits. */
    private void request(SortQueue store) {
        int last = token.seq();
        for (int seq = core.aru + 1; seq - last <= 0 && token.retransmits() < TokenView.RETRANSMITS_MAX; seq++) {
            if (!store.inWindow(seq)) {
                return;
            }
            if (!store.has(seq) && store.missed(seq) >= core.config.missCountVisits() && !isRequested(seq)) {
                token.addRetransmit(core.ring, seq);
            }
        }
    }

    /** Whether the list has something that can be sent again; anything else in it stays, and nobody waits for it. */
    private boolean isAnythingLacking() {
        for (int i = 0; i < token.retransmits(); i++) {
            int seq = token.retransmitSeq(i);
            if (token.retransmitIsOf(i, core.ring) && Seq.before(token.aru(), seq)
                    && Seq.beforeOrAt(seq, token.seq())) {
                return true;
            }
        }
        return false;
    }

    private boolean isRequested(int seq) {
        for (int i = 0; i < token.retransmits(); i++) {
            if (token.retransmitSeq(i) == seq && token.retransmitIsOf(i, core.ring)) {
                return true;
            }
        }
        return false;
    }

    private int sendNew(SortQueue store, FrameQueue queue, int allowed) {
        boolean recovering = core.state == State.RECOVERY;
        int encapsulated = recovering ? FrameView.CARRIER : FrameView.ORDINARY;
        int sent = 0;
        if (recovering) {
            core.recoveryPhase.skipSentAgain();
        }
        while (Integer.compareUnsigned(sent, allowed) < 0 && !queue.isEmpty()) {
            int seq = token.seq() + 1;
            if (!store.inWindow(seq)) {
                break;
            }
            Frame frame = queue.poll();
            Frame forged = store.get(seq);
            if (forged != null) {
                core.pool.give(forged); // only the holder of the token gives numbers, and that is us
            }
            token.seq(seq);
            core.sendFrame(frame, seq, encapsulated);
            store.put(seq, frame);
            core.high = Seq.last(core.high, seq);
            sent++;
            if (recovering) {
                core.recoveryPhase.skipSentAgain();
            }
        }
        return sent;
    }

    /** Step 15: we lower the aru when we lack something, and raise it again when it was we who had lowered it. */
    private void updateAru() {
        int self = core.self.nodeId();
        if (Seq.before(core.aru, token.aru()) || token.aruNode() == self || token.aruNode() == 0) {
            token.aru(core.aru);
            token.aruNode(core.aru == token.seq() ? 0 : self);
        }
    }

    /** Step 16. */
    private boolean hasFailedToReceive(int aruBefore) {
        stuck = token.aru() == aruBefore && token.aruNode() != 0 ? stuck + 1 : 0;
        return stuck > core.config.failToReceiveVisits() && token.aruNode() == core.self.nodeId();
    }
}
