package org.choros.itests.checkers;

/**
 * What is checked how.
 *
 * @param slackNs how far apart the clocks of two observers may be, and how late an event may be written down
 * @param convergenceNs within this time after healing there has to be one ring
 * @param oneQuorum whether V7 is demanded: not with two_node, auto_tie_breaker or last_man_standing, which are known to
 *            let both halves go on
 * @param keepOrder whether the order of all deliveries is kept and compared at the end (for histories without frames;
 *            takes 8 bytes a delivery)
 */
public record CheckOptions(long slackNs, long convergenceNs, boolean oneQuorum, boolean keepOrder) {
    /**
     * For an observer that sees everything the moment it happens.
     *
     * @param convergenceNs the bound of V8
     * @param oneQuorum whether V7 is demanded
     * @return the options
     */
    public static CheckOptions online(long convergenceNs, boolean oneQuorum) {
        return new CheckOptions(0, convergenceNs, oneQuorum, false);
    }

    /**
     * For logs that processes of one host have written.
     *
     * @param slackNs how late an event may be written down
     * @param convergenceNs the bound of V8
     * @param oneQuorum whether V7 is demanded
     * @return the options
     */
    public static CheckOptions offline(long slackNs, long convergenceNs, boolean oneQuorum) {
        return new CheckOptions(slackNs, convergenceNs, oneQuorum, true);
    }
}
