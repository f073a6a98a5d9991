package org.choros.node.core;

/**
 * Keeps what a hostile peer can cause at will from flooding the log: one line, then silence for ten seconds, then one
 * line that says how many were left out.
 */
public final class QuietLine {
    static final long QUIET_NS = 10_000_000_000L;

    private boolean quiet;
    private long quietUntilNs;
    private long unlogged;

    /**
     * @param nowNs the time
     * @return what to add to the line, empty or a count of those that were not written; null to write none now
     */
    public String pass(long nowNs) {
        if (quiet && nowNs - quietUntilNs < 0) {
            unlogged++;
            return null;
        }
        String more = unlogged == 0 ? "" : " (and " + unlogged + " more packets were rejected without a line)";
        quiet = true;
        quietUntilNs = nowNs + QUIET_NS;
        unlogged = 0;
        return more;
    }
}
