package org.choros.totem.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;

/** Proposing memberships until all agree: spec 4.3 to 4.5. */
final class GatherPhase {
    private final RingCore core;
    /** Who proposed exactly what we propose. */
    private final Set<Processor> consensus = new LinkedHashSet<>();
    /** The highest ring sequence in the joins of each, since we were last operational. */
    private final Map<Processor, Long> heard = new HashMap<>();

    GatherPhase(RingCore core) {
        this.core = core;
    }

    void enter(Cause cause, long nowNs) {
        if (core.state == State.RECOVERY) {
            // what was received of the new ring is forgotten; the ring id is not restored, or a stale commit token
            // of the failed attempt would be accepted
            core.recoveryPhase.keepWhatCame();
            core.aru = core.oldAru;
            core.high = core.oldHigh;
        }
        core.discard = true;
        core.recoveryPhase.forgetFirstToken();
        core.storing = null;
        core.held = false;
        core.proc.add(core.self);
        core.cancelTokenTimers();
        consensus.clear();
        consensus.add(core.self);
        core.enter(State.GATHER, cause);
        announce(nowNs);
        core.timers.start(Timer.JOIN, nowNs, core.config.joinNs());
        core.timers.start(Timer.CONSENSUS, nowNs, core.config.consensusNs());
    }

    /** Sends the join, after the random delay that is configured for large rings. */
    private void announce(long nowNs) {
        long delay = core.config.sendJoinNs();
        if (delay == 0) {
            core.sendJoin(false);
        } else if (!core.timers.isRunning(Timer.SEND_JOIN)) {
            core.timers.start(Timer.SEND_JOIN, nowNs, (long) (core.random.nextDouble() * delay));
        }
    }

    void onJoinTimer(long nowNs) {
        announce(nowNs);
        core.timers.start(Timer.JOIN, nowNs, core.config.joinNs());
    }

    void onSendJoinTimer() {
        if (core.state == State.GATHER) {
            core.sendJoin(false);
        }
    }

    /** Leaves the phase: a commit token has been accepted or made. */
    void stop() {
        core.timers.cancel(Timer.JOIN);
        core.timers.cancel(Timer.SEND_JOIN);
        core.timers.cancel(Timer.CONSENSUS);
    }

    void clearConsensus() {
        consensus.clear();
        heard.clear();
    }

    List<Processor> agreed() {
        List<Processor> wanted = new ArrayList<>(core.proc);
        wanted.removeAll(core.failed);
        return wanted;
    }

    private boolean isAgreed() {
        return consensus.containsAll(agreed());
    }

    void onConsensusTimer(long nowNs) {
        core.count(RingCounter.CONSENSUS_TIMEOUTS);
        if (!applyConsensusRule(nowNs)) {
            enter(Cause.CONSENSUS_TIMEOUT, nowNs);
        }
    }

    /** Answers whether all had agreed, and only the commit token is missing. */
    private boolean applyConsensusRule(long nowNs) {
        if (isAgreed()) {
            consensus.clear();
            consensus.add(core.self);
            core.timers.start(Timer.TOKEN_LOSS, nowNs, core.config.tokenNs());
            return true;
        }
        makeRoomToGiveUp(core.proc.size());
        for (Processor p : core.proc) {
            if (!consensus.contains(p)) {
                core.failed.add(p);
            }
        }
        return false;
    }

    /**
     * A join with a longer list would be refused by everybody, us included, and we would gather for ever. Whoever is
     * in our failed list and not in the other one is there because others said so, and nobody waits for him.
     */
    void makeRoomToGiveUp(int more) {
        if (core.failed.size() + more > Packets.PROCESSORS_MAX) {
            core.failed.retainAll(core.proc);
        }
    }

    void onTokenLoss(long nowNs) {
        applyConsensusRule(nowNs);
        enter(Cause.CONSENSUS_WITHOUT_COMMIT, nowNs);
    }

    /** Somebody of another ring was heard. */
    void onForeigner(Processor sender, Cause operational, Cause gathering, long nowNs) {
        switch (core.state) {
            case OPERATIONAL -> {
                if (!hasToWait(sender) && (core.proc.contains(sender) || core.proc.size() < Packets.PROCESSORS_MAX)) {
                    core.proc.add(sender);
                    enter(operational, nowNs);
                }
            }
            case GATHER -> {
                if (!core.proc.contains(sender) && core.proc.size() < Packets.PROCESSORS_MAX) {
                    core.proc.add(sender);
                    enter(gathering, nowNs);
                }
            }
            default -> {
            }
        }
    }

    /**
     * A stranger is not heard while others of our ring may still be in recovery: our join would end that for them, and
     * they would take up again whom they had given up. Strangers repeat themselves. Where a rotation takes as long as
     * the time between two of them, no ring would ever be formed.
     */
    private boolean hasToWait(Processor sender) {
        return core.settling > 0 && !core.members.contains(sender);
    }

    void onJoin(JoinView join, boolean flushing, long nowNs) {
        if (isPaused(nowNs)) {
            return;
        }
        if (!core.isPlausible(join.ringSeq())) {
            core.count(RingCounter.RX_MSG_DROPPED);
            return;
        }
        if (Long.compareUnsigned(join.ringSeq(), core.ringSeqMax) > 0) {
            core.ringSeqMax = join.ringSeq();
        }
        Processor from = join.from();
        if (join.isLeave()) {
            if (isStaleLeave(join, from)) {
                core.out.trace(new RingEvent.Mark("a leave that is older than the ring is ignored"));
                return;
            }
        } else if (heard.size() < Packets.PROCESSORS_MAX || heard.containsKey(from)) {
            heard.merge(from, join.ringSeq(), GatherPhase::higher);
        }
        switch (core.state) {
            case OPERATIONAL -> {
                boolean stale = core.members.contains(from)
                        && Long.compareUnsigned(join.ringSeq(), core.ring.seq()) < 0;
                boolean early = !join.isLeave() && hasToWait(from);
                if (!stale && !early && !failedList(join).contains(core.self)) {
                    process(join, from, flushing, nowNs);
                }
            }
            case GATHER -> process(join, from, flushing, nowNs);
            case COMMIT, RECOVERY -> {
                if (core.newMembers.contains(from) && Long.compareUnsigned(join.ringSeq(), core.ring.seq()) >= 0) {
                    Cause cause = core.state == State.COMMIT ? Cause.JOIN_COMMIT : Cause.JOIN_RECOVERY;
                    process(join, from, flushing, nowNs);
                    if (core.state != State.GATHER) {
                        enter(cause, nowNs);
                    }
                }
            }
            default -> throw new IllegalStateException("state " + core.state);
        }
    }

    /**
     * A leave may come late, when its sender has been started again: copies are delayed, and a guardian sends it for a
     * process that is gone. A process never goes back in its ring sequence, so one that was with us in a ring, or that
     * we have heard since, cannot have written an older one. In the operational state corosync has this rule for
     * members; in the gather state it would give up on the one that lives. Our own is always of an earlier life:
     * processed, it would put us among our own failed, and we would gather for ever.
     */
    private boolean isStaleLeave(JoinView join, Processor from) {
        if (from.equals(core.self)) {
            return true;
        }
        long known = higher(core.oldRing.seq(), heard.getOrDefault(from, 0L));
        return Long.compareUnsigned(join.ringSeq(), known) < 0;
    }

    private static long higher(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    /** A process that was not scheduled for long has stale joins in its sockets: they would break a new ring. */
    private boolean isPaused(long nowNs) {
        long pauseNs = nowNs - core.pauseStampNs;
        if (pauseNs <= core.config.tokenNs() / 2) {
            return false;
        }
        core.pauseStampNs = nowNs;
        core.out.trace(new RingEvent.Paused(pauseNs / RingConfig.MS));
        core.out.discardReceived();
        return true;
    }

    private static Set<Processor> wantedList(JoinView join) {
        Set<Processor> all = new LinkedHashSet<>();
        for (int i = 0; i < join.wanted(); i++) {
            all.add(join.wanted(i));
        }
        return all;
    }

    private static Set<Processor> failedList(JoinView join) {
        Set<Processor> all = new LinkedHashSet<>();
        for (int i = 0; i < join.failed(); i++) {
            all.add(join.failed(i));
        }
        return all;
    }

    private void process(JoinView join, Processor from, boolean flushing, long nowNs) {
        if (join.isLeave()) {
            if (core.members.contains(from)) {
                core.leaving.add(from);
            }
        }
        if (flushing) {
            return;
        }
        Set<Processor> wanted = wantedList(join);
        Set<Processor> failed = failedList(join);
        boolean gathered = false;
        if (wanted.equals(core.proc) && failed.equals(core.failed)) {
            agree(join, from, nowNs);
        } else if (!(core.proc.containsAll(wanted) && core.failed.containsAll(failed))
                && !core.failed.contains(from)) {
            gathered = adopt(from, wanted, failed, nowNs);
        }
        if (!gathered && core.state == State.OPERATIONAL) {
            enter(Cause.JOIN_OPERATIONAL, nowNs);
        }
    }

    private void agree(JoinView join, Processor from, long nowNs) {
        if (!join.isLeave() && core.proc.contains(from)) {
            consensus.add(from);
        }
        // a ring that is being formed is not replaced by another one: its members have to hear of it first
        boolean free = core.state == State.OPERATIONAL || core.state == State.GATHER;
        if (!free || !isAgreed()) {
            return;
        }
        if (core.failedToReceive) {
            core.failedToReceive = false;
            core.proc.clear();
            core.proc.add(core.self);
            core.failed.clear();
            core.commit.create(List.of(core.self), nowNs);
            return;
        }
        List<Processor> all = agreed();
        all.sort(null);
        if (!all.isEmpty() && all.get(0).equals(core.self)) {
            core.commit.create(all, nowNs);
        }
    }

    private boolean adopt(Processor from, Set<Processor> wanted, Set<Processor> failed, long nowNs) {
        if (from.equals(core.self)) {
            // Whatever we said once, we know better now. To learn from a copy that somebody sends again that we had
            // given ourselves up would be for ever: nobody forms a ring that he is not in.
            return false;
        }
        Set<Processor> newProc = new HashSet<>(core.proc);
        newProc.addAll(wanted);
        Set<Processor> newFailed = new HashSet<>(core.failed);
        newFailed.addAll(failed);
        newFailed.add(from);
        if (newProc.size() > Packets.PROCESSORS_MAX || newFailed.size() > Packets.PROCESSORS_MAX) {
            core.count(RingCounter.RX_MSG_DROPPED);
            return true;
        }
        boolean news = core.proc.addAll(wanted);
        if (failed.contains(core.self)) {
            news |= core.failed.add(from);
        } else if (core.members.contains(from)) {
            news |= core.failed.addAll(failed);
        }
        if (!news) {
            // The failed list of a stranger is all that differs, and that is not taken over. To gather again would
            // start the consensus timer anew and send a join, which makes the stranger do the same: for ever.
            core.out.trace(new RingEvent.Mark("a stranger's failed list is nothing new"));
            return false;
        }
        enter(Cause.MERGE_JOIN, nowNs);
        return true;
    }
}
