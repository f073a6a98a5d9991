package org.choros.engine.amf;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

import org.choros.engine.amf.assign.Planner;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.Order;
import org.choros.spi.engine.ServiceEngine;

/** An availability manager as those see it who have made it: who runs its jobs, and who simulates it. On its thread. */
public final class AmfAccess {
    private final AmfEngine engine;

    private AmfAccess(AmfEngine engine) {
        this.engine = engine;
    }

    /**
     * @param engine what an {@link AmfFactory} has made
     * @return the way into it
     */
    public static AmfAccess of(ServiceEngine engine) {
        return new AmfAccess((AmfEngine) engine);
    }

    /** @return what is told what comes of jobs; then {@link #look} is called */
    public Executor executor() {
        return engine.executor();
    }

    /**
     * Does what follows from what has been told.
     *
     * @param nowNs the time
     */
    public void look(long nowNs) {
        engine.look(nowNs);
    }

    /** @return whether there is a ledger here */
    public boolean exists() {
        return engine.exists();
    }

    /** @return a number that ledgers which are the same have in common; 0 where there is none */
    public long digest() {
        return engine.digest();
    }

    /** @return the model in use; the empty one where there is no ledger */
    public Model model() {
        return engine.ledger() == null ? Model.EMPTY : engine.ledger().model();
    }

    /** @return what the ledger has, by slot */
    public Collection<Order> orders() {
        return engine.ledger() == null ? List.of() : engine.ledger().orders();
    }

    /** @return whether all that can be done has been done, and nobody is waited for */
    public boolean isSettled() {
        Ledger ledger = engine.ledger();
        return ledger != null && ledger.oldestDoubt() == 0 && ledger.toFence() == 0
                && ledger.orders().stream().allMatch(o -> o.phase() == Order.Phase.HELD || isLeft(ledger, o))
                && Planner.plan(ledger.model(), ledger).isEmpty();
    }

    /** What goes on without quorum stays until its node is back, or fenced: others do not wait for it. */
    private static boolean isLeft(Ledger ledger, Order o) {
        Group g = ledger.model().groupOf(o.slot().workload());
        return o.phase() == Order.Phase.REMOVING && g != null && !g.quorumNeeded() && !ledger.present(o.node());
    }

    /**
     * Asks for an operation.
     *
     * @param operation what
     * @param target what it is about
     * @param argument more of it; empty for nothing
     * @param nowNs the time
     * @return null when it is on its way; else why it cannot be done
     */
    public String operate(Operation operation, Target target, String argument, long nowNs) {
        return engine.operate(operation, target, argument, nowNs);
    }

    /**
     * Asks for a group beside the configuration's.
     *
     * @param name its name
     * @param keys its keys, as in the configuration's section of a group
     * @param nowNs the time
     * @return null when it is on its way; else why it cannot be
     */
    public String declare(String name, SortedMap<String, String> keys, long nowNs) {
        return engine.declaring().declare(name, keys, 0, nowNs);
    }

    /**
     * Asks for the end of a group that was declared.
     *
     * @param name its name
     * @param nowNs the time
     * @return null when it is on its way; else why it cannot be
     */
    public String withdraw(String name, long nowNs) {
        return engine.declaring().withdraw(name, 0, nowNs);
    }

    /** @return what there is to know of the ledger, for people */
    @Override
    public String toString() {
        Ledger ledger = engine.ledger();
        if (ledger == null) {
            return "no ledger";
        }
        Ledger.State s = ledger.state();
        return engine + " doubts " + s.doubts() + " grace " + s.grace() + " cleared " + s.cleared() + " failed "
                + s.failedUnits() + " administered " + s.administered() + " wishes " + s.wishes() + " target "
                + Planner.target(ledger.model(), ledger) + " steps " + Planner.plan(ledger.model(), ledger);
    }
}