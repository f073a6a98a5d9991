package org.choros.itests.perf;

import java.util.Locale;

/** What is measured. */
public enum Mode {
    /** Every host sends as fast as flow control lets it. */
    THROUGHPUT,
    /** Every host has one message under way: sends it, waits until it is delivered to itself, sends the next. */
    CLOSED,
    /** Every host sends at a fixed rate; latency counts from the time at which a message was due. */
    PACED;

    /** @return its name on command lines and in tables */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
