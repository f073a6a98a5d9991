package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.Seq;

/** The commit token on its first way round: spec 4.6. */
final class CommitPhase {
    private final RingCore core;
    private final CommitTokenView token;

    CommitPhase(RingCore core) {
        this.core = core;
        token = new CommitTokenView(core.dialect);
    }

    /** We are the lowest of those who agreed: make the commit token and begin. */
    void create(List<Processor> members, long nowNs) {
        ByteBuffer bytes = core.savedFor(members.size());
        bytes.clear().limit(CommitTokenView.length(core.dialect, members.size()));
        token.wrap(bytes);
        token.header(PacketType.COMMIT_TOKEN, 0, core.self.nodeId());
        token.tokenSeq(0);
        token.ringId(RingId.of(core.self, core.ringSeqMax + 4));
        token.retransmitFlag(0);
        token.index(0);
        token.members(members.size());
        RingId none = RingId.none(core.dialect);
        for (int i = 0; i < members.size(); i++) {
            token.member(i, members.get(i));
            token.entry(i, none, 0, 0, 0);
        }
        enter(Cause.AGREED, nowNs);
    }

    void onCommitToken(CommitTokenView packet, long nowNs) {
        switch (core.state) {
            case GATHER -> {
                if (isWanted(packet)) {
                    token.copy(packet, core.savedFor(packet.members()));
                    enter(Cause.COMMIT_TOKEN, nowNs);
                }
            }
            case COMMIT -> {
                if (packet.ringId().equals(core.ring) && packet.index() == packet.members() && core.storing == null) {
                    token.copy(packet, core.savedFor(packet.members()));
                    core.recoveryPhase.enter(token, nowNs);
                }
            }
            case RECOVERY -> {
                if (core.representative && packet.ringId().equals(core.ring) && packet.index() == packet.members()
                        && core.recoveryPhase.hasGoneRoundTwice(packet)) {
                    core.recoveryPhase.sendFirstToken(nowNs);
                }
            }
            default -> {
            }
        }
    }

    private boolean isWanted(CommitTokenView packet) {
        int index = packet.index();
        if (index >= packet.members() || !packet.member(index).equals(core.self)
                || Long.compareUnsigned(packet.ringId().seq(), core.ring.seq()) <= 0
                || !core.isPlausible(packet.ringId().seq())) {
            return false;
        }
        return new HashSet<>(members(packet)).equals(new HashSet<>(core.gather.agreed()));
    }

    private static List<Processor> members(CommitTokenView packet) {
        List<Processor> all = new ArrayList<>();
        for (int i = 0; i < packet.members(); i++) {
            all.add(packet.member(i));
        }
        return List.copyOf(all);
    }

    private void enter(Cause cause, long nowNs) {
        if (!core.oldSaved) {
            // once until operational again: a failed attempt must not overwrite what we had of our old ring
            core.oldSaved = true;
            core.oldRing = core.ring;
            core.oldAru = core.aru;
            core.oldHigh = core.high;
        }
        core.newMembers = members(token);
        core.representative = core.newMembers.get(0).equals(core.self);
        fillEntry(token.index());
        int next = (token.index() + 1) % token.members();
        token.index(token.index() + 1);
        token.nodeId(core.self.nodeId());
        // all of them before anything is sent, so that no copy goes to whom we had before
        for (int link = 0; link < core.config.links(); link++) {
            core.out.target(link, core.newMembers.get(next));
        }
        core.gather.stop();
        core.ring = token.ringId();
        core.ringSeqMax = core.ring.seq();
        core.flow.reset();
        core.enter(State.COMMIT, cause);
        core.restartTokenTimers(nowNs);
        core.storing = core.ring;
        core.out.store(core.ring);
    }

    /** The ring id is on stable storage: the commit token may go on. */
    void onStored(RingId stored, long nowNs) {
        if (core.state == State.COMMIT && stored.equals(core.storing)) {
            core.storing = null;
            core.timers.start(Timer.TOKEN_RETRANSMIT, nowNs, core.config.tokenRetransmitNs());
            for (int link = 0; link < core.config.links(); link++) {
                token.tokenSeq(token.tokenSeq() + 1);
                core.count(RingCounter.MEMB_COMMIT_TOKEN_TX);
                core.out.unicast(core.saved);
            }
        }
    }

    /** Our entry; and among those of our old ring whoever has less than the most lacks something. */
    private void fillEntry(int index) {
        core.received = core.oldAru == core.oldHigh;
        token.entry(index, core.oldRing, core.oldAru, core.delivered, core.received ? 1 : 0);
        int highest = core.oldAru;
        for (int i = 0; i < index; i++) {
            if (token.entryRing(i).equals(core.oldRing)) {
                highest = Seq.last(highest, token.entryAru(i));
            }
        }
        for (int i = 0; i <= index; i++) {
            if (token.entryRing(i).equals(core.oldRing) && Seq.before(token.entryAru(i), highest)) {
                token.entryReceivedFlag(i, 0);
                if (i == index) {
                    core.received = false;
                }
            }
        }
    }
}
