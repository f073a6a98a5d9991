package org.choros.itests.checkers;

/** What stays of a node when it ends: the highest ring id that its storage has to remember. */
final class Machine {
    final int node;
    long highestSeq;
    /** The last that it has stored, also for rings that were not formed. */
    long storedSeq;
    /** How often its storage has been lost or set back. */
    int epoch;
    Life life;

    Machine(int node) {
        this.node = node;
    }
}
