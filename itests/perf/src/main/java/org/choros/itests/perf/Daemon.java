package org.choros.itests.perf;

import org.choros.itests.lab.Host.Kind;

/** Which daemons a cluster has. */
enum Daemon {
    /** None. */
    NONE(null),
    /** None, but the configuration of one, for programs that have it in them. */
    EMBEDDED(null),
    /** Debian's corosync. */
    C(Kind.C),
    /** Choros as it was built. */
    CHOROS(Kind.CHOROS),
    /** Choros from another distribution, to compare with. */
    BEFORE(Kind.CHOROS);

    private final Kind kind;

    Daemon(Kind kind) {
        this.kind = kind;
    }

    /** @return what a host of the lab starts, null for nothing */
    Kind kind() {
        return kind;
    }
}
