package org.choros.itests.checkers;

/** How a node ends. */
public enum Stop {
    /** The process ends between two events; what it did until then is known. */
    CRASH,
    /** It says goodbye to the ring. */
    LEAVE,
    /** The process is killed: its log may lack the last events. */
    KILL
}
