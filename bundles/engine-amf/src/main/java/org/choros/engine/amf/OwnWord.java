package org.choros.engine.amf;

import java.util.HashSet;
import java.util.Set;

import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.FenceRunner;
import org.choros.engine.amf.supervise.Order;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.log.LogLevel;

/**
 * What this node says of itself to the others: that it is quorate, that it is clean, what has come of its orders, that
 * it takes itself out, which of its units are repaired, its configuration, whom it has fenced. Said once on each ring,
 * and again when it was not heard.
 */
final class OwnWord {
    private final EngineContext context;
    private final Outbox outbox;
    private final Executor executor;
    private final LocalUnits local;
    private final Repairs repairs;
    private final int me;
    private boolean saidQuorate;
    private boolean sayingClean;
    /** Whether our configuration is to be everybody's, and whether that is said. */
    private boolean proposing;
    private boolean sayingModel;
    /** Whether this node has decided to take itself out, and whether it has said so. */
    private boolean wantsOut;
    private boolean sayingOut;
    /** Whether this node is about to leave, and whether it has said so. */
    private boolean leaves;
    private boolean sayingLeave;

    OwnWord(EngineContext context, Outbox outbox, Executor executor, LocalUnits local) {
        this.context = context;
        this.outbox = outbox;
        this.executor = executor;
        this.local = local;
        me = context.localNodeId();
        repairs = new Repairs(me);
    }

    /** Our configuration is to be everybody's. */
    void propose() {
        proposing = true;
    }

    /** This node is to be taken out. */
    void takeOut() {
        wantsOut = true;
    }

    /** This node is about to leave. */
    void leave() {
        leaves = true;
    }

    /**
     * Another ring: all is said anew.
     *
     * @param quorate what was said of our quorum in its synchronisation
     */
    void unsaid(boolean quorate) {
        saidQuorate = quorate;
        sayingClean = false;
        sayingModel = false;
        sayingOut = false;
        sayingLeave = false;
        local.unsaid();
    }

    // --- what we have heard ourselves say

    void heardClean() {
        sayingClean = false;
    }

    /** Our configuration has come; it may have been judged, or it is to be said again. */
    void heardModel(boolean judged) {
        sayingModel = false;
        proposing &= !judged;
    }

    void heardOut() {
        sayingOut = false;
        wantsOut = false;
    }

    // --- saying it

    /** Says what there is to say. */
    void say(Ledger ledger, Assembly assembly, boolean quorate, long nowNs) {
        if (saidQuorate != quorate && outbox.send(new AmfMessage.Quorate(assembly.ring(), quorate), nowNs)) {
            saidQuorate = quorate;
        }
        clean(ledger, assembly, nowNs);
        local.report(r -> outbox.send(new AmfMessage.Told(r), nowNs));
        if (wantsOut && !sayingOut) {
            sayingOut = outbox.send(new AmfMessage.NodeOut(), nowNs);
        }
        if (leaves && !sayingLeave && !ledger.isLeaving(me)) {
            sayingLeave = outbox.send(new AmfMessage.Leaving(), nowNs);
        }
        repairs.look(ledger, nowNs, u -> outbox.send(new AmfMessage.Repaired(u), nowNs));
    }

    private void clean(Ledger ledger, Assembly assembly, long nowNs) {
        if (sayingClean || !ledger.awaitsClean(me)) {
            return;
        }
        Set<Long> known = new HashSet<>();
        for (Order o : ledger.ordersOf(me)) {
            known.add(o.serial());
        }
        if (ledger.inDoubt(me) ? executor.isStopped() : executor.isClean(known)) {
            sayingClean = outbox.send(new AmfMessage.Clean(assembly.ring()), nowNs);
        }
    }

    /** Says what only changes while all members are quorate. */
    void sayQuorate(Ledger ledger, Assembly assembly, Model own, long nowNs) {
        boolean founding = !ledger.isConfigured() && assembly.winner() == me;
        if ((proposing || founding) && !sayingModel) {
            sayingModel = outbox.send(new AmfMessage.Propose(own.source()), nowNs);
        }
        fence(ledger, assembly, nowNs);
    }

    private void fence(Ledger ledger, Assembly assembly, long nowNs) {
        boolean ours = assembly.first() == me;
        executor.fencing().want(ours ? ledger.toFence() : 0, assembly.ring().seq(), ledger.model(), nowNs);
        String failure = executor.fencing().takeFailure();
        if (!failure.isEmpty()) {
            context.log(LogLevel.ERROR, AmfEngine.AMF,
                    "The fencing command has failed: " + failure + "; it is run again");
        }
        FenceRunner.Done done = executor.fencing().takeDone();
        if (done != null) {
            // only what it had when that was begun is over: it may have been here and gone again since
            outbox.send(new AmfMessage.Over(done.node(), done.ringSeq()), nowNs);
        }
    }

    /** When there is something to say again: a unit is repaired. */
    long deadlineNs() {
        return repairs.deadlineNs();
    }
}
