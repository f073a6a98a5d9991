package org.choros.itests.checkers;

/** Why a process is in a joined or left list; the ordinal is the number that clients see. */
public enum Reason {
    /** None: an entry of a member list. */
    NONE,
    /** The process has joined the group. */
    JOIN,
    /** The process has left the group. */
    LEAVE,
    /** The node has gone with the process. */
    NODEDOWN,
    /** The node has come with the process. */
    NODEUP,
    /** The process has ended or lost its connection without a leave. */
    PROCDOWN
}
