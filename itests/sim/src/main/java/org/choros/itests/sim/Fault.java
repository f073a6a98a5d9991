package org.choros.itests.sim;

/**
 * Something that goes wrong, or is changed by an operator; drawn from the seed before the run begins.
 *
 * @param atNs when
 * @param kind what
 * @param a the machine
 * @param b another machine, or -1
 * @param value how long, how much or which; by kind
 */
record Fault(long atNs, Kind kind, int a, int b, long value) {
    /** What can go wrong. */
    enum Kind {
        /** The process dies; its disk stays. */
        CRASH,
        /** A dead one starts. */
        BOOT,
        /** An orderly shutdown. */
        LEAVE,
        /** The process stands still: value ns. */
        PAUSE,
        /** Machines are put on two sides: value's bits. */
        PARTITION,
        /** One direction of a link is cut. */
        ONE_WAY,
        /** Links are cut at random, whoever reaches whom then: value is a seed. */
        OVERLAP,
        /** One machine is cut off. */
        ISOLATE,
        /** All links are whole again. */
        MEND,
        /** A link holds everything for value ns, then lets go. */
        CLOG,
        /** All that goes to and comes from a machine is held for value ns. */
        CLOG_MACHINE,
        /** All packets of a type are lost for 2 token timeouts: value is the type. */
        TYPE_LOSS,
        /** Each packet costs the machine value ns. */
        SLOW,
        /** The machine's clock jumps forward by value ns. */
        JUMP,
        /** When the machine enters a state (value modulo 6), another one is killed, started or stopped (value / 6). */
        TRIGGER,
        /** Value old packets come again. */
        REPLAY,
        /** A client sets the machine's votes. */
        VOTES,
        /** A client sets the expected votes. */
        EXPECTED,
        /** The configuration is changed on all machines, and a client has it reloaded: value is a seed. */
        RELOAD,
        /** Like CRASH, and the disk forgets: value 0 all, else the last value writes. */
        DISK,
        /** Redundant rings: one link (value's bit 0) is dead, for all (bit 1) or for one machine. */
        LINK_DEAD,
        /** Redundant rings: one link (value's bit 0) is whole again. */
        LINK_MEND
    }

    @Override
    public String toString() {
        return kind + " n" + (a + 1) + (b < 0 ? "" : " n" + (b + 1)) + " " + value;
    }
}
