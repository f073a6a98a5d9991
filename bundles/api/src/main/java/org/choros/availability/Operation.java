package org.choros.availability;

/** What an operator can ask for. */
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
    /** Of a workload: it is to be in a unit; without one there is no wish any more. */
    MOVE,
    /** Of a node that is away: somebody vouches that nothing runs there. */
    FENCED
}
