package org.choros.totem.rrp;

/**
 * The settings of redundant rings.
 *
 * @param mode how packets are spread
 * @param links how many links there are, 1 or 2
 * @param problemCountTimeoutNs after which problem counters go down by one (active)
 * @param problemCountThreshold problems that make a link faulty; passive: tokens that it may be behind
 * @param mcastThreshold other packets that a link may be behind (passive)
 * @param tokenExpiredNs how long a token waits for its copies on the other links (active)
 * @param autorecoveryNs between two tests of a faulty link; 0: never
 */
public record RedundancyConfig(RedundancyMode mode, int links, long problemCountTimeoutNs, int problemCountThreshold,
        int mcastThreshold, long tokenExpiredNs, long autorecoveryNs) {

    /** Links, at most: an address on the wire has that many slots. */
    public static final int LINKS_MAX = 2;
    /** One link, as every node of dialect 3 has it. */
    public static final RedundancyConfig NONE = new RedundancyConfig(RedundancyMode.NONE, 1, 0, 0, 0, 0, 0);

    /** Checks the number of links. */
    public RedundancyConfig {
        if (links < 1 || links > (mode == RedundancyMode.NONE ? 1 : LINKS_MAX)) {
            throw new IllegalArgumentException(links + " links with mode " + mode);
        }
    }

    /** These settings with the times and thresholds of the other: what may change while a ring runs. */
    RedundancyConfig retuned(RedundancyConfig changed) {
        return new RedundancyConfig(mode, links, changed.problemCountTimeoutNs, changed.problemCountThreshold,
                changed.mcastThreshold, changed.tokenExpiredNs, changed.autorecoveryNs);
    }
}
