package org.choros.engine.amf;

/** What an administrator can ask for. */
public enum Operation {
    /** Of a unit, group or node: it is not used; what it has is taken away. */
    LOCK,
    /** The opposite; a node that was taken out, or is in maintenance, is used again. */
    UNLOCK,
    /** As lock, and it is shown as shutting down until nothing is left. */
    SHUTDOWN,
    /** Of a unit, group or node: what it runs is stopped and started there again. */
    RESTART,
    /** Of a unit, group or node: units that have failed are used again. */
    REPAIR,
    /** Of a node: what runs stays and is not recovered, nothing new comes. */
    MAINTENANCE,
    /** Of a workload: it is to be in a unit, named by the argument; without one there is no wish any more. */
    MOVE,
    /** Of a node that is away: somebody vouches that nothing runs there. */
    FENCED;

    private static final Operation[] ALL = values();

    /** The operation of a code, or null. */
    static Operation of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : null;
    }
}
