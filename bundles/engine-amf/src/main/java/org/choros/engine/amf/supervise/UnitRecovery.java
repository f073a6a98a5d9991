package org.choros.engine.amf.supervise;

import org.choros.engine.amf.model.Recovery;

/** A unit of this node that fails: it is restarted, or given up. */
final class UnitRecovery {
    private final FailureWindow restarts;
    private boolean restarting;

    UnitRecovery(Recovery recovery) {
        restarts = new FailureWindow(recovery.unitRestartMax(), recovery.unitProbationNs());
    }

    /** An instance in it has failed; true when all of it is to be restarted, false when it is given up. */
    boolean failed(long nowNs) {
        restarting = restarting || restarts.add(nowNs);
        return restarting;
    }

    /** Whether all of it is being stopped, to be started again. */
    boolean isRestarting() {
        return restarting;
    }

    void restarted() {
        restarting = false;
    }
}
