package org.choros.engine.amf.supervise;

import java.util.HashMap;
import java.util.Map;

/** Jobs under way and whom they are for. As many as there are components and checks at most, a few each. */
final class Jobs {
    /** No job. */
    static final long NONE = 0;

    /** Whom jobs are for. */
    interface Owner {
        /** It runs. */
        void started(long job, long nowNs);

        /** What was run has ended; others of its group may be left. */
        void ended(long job, Outcome outcome, long nowNs);

        /** Nothing of it is left. */
        void gone(long job, long nowNs);
    }

    private final Actuator actuator;
    private final Map<Long, Owner> owners = new HashMap<>();
    private long last;

    Jobs(Actuator actuator) {
        this.actuator = actuator;
    }

    long run(Owner owner, JobSpec spec) {
        last++;
        owners.put(last, owner);
        actuator.run(last, spec);
        return last;
    }

    void kill(long job, boolean force) {
        if (job != NONE) {
            actuator.kill(job, force);
        }
    }

    /** Whose job it is; null when it is gone. */
    Owner owner(long job) {
        return owners.get(job);
    }

    void remove(long job) {
        owners.remove(job);
    }

    int running() {
        return owners.size();
    }
}
