package org.choros.engine.amf.supervise;

/** An instance, and for which order it is. */
final class Running {
    private final Instance instance;
    private Order order;
    private boolean givenUp;

    Running(Instance instance, Order order) {
        this.instance = instance;
        this.order = order;
    }

    Instance instance() {
        return instance;
    }

    Order order() {
        return order;
    }

    void order(Order next) {
        order = next;
    }

    boolean isFor(Order other) {
        return other != null && other.serial() == order.serial();
    }

    /** Whether it has failed for good: it stays to say so until the order is gone. */
    boolean isGivenUp() {
        return givenUp;
    }

    void giveUp() {
        givenUp = true;
    }

    boolean isDown() {
        return instance.state() == Instance.State.DOWN;
    }

    /** What there is to say of an order for it; null for nothing. */
    Report report(Order ledger) {
        Instance.State state = instance.state();
        if (state == Instance.State.STUCK) {
            return ledger.phase() == Order.Phase.STUCK ? null : new Report(Report.Kind.STUCK, ledger.serial());
        }
        if (givenUp) {
            return state == Instance.State.DOWN ? new Report(Report.Kind.FAILED, ledger.serial()) : null;
        }
        return ledger.phase() == Order.Phase.ADDING && state == Instance.State.UP
                ? new Report(Report.Kind.HELD, ledger.serial())
                : null;
    }
}
