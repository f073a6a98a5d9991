package org.choros.config;

/**
 * Redundant rings, dialect 2 only (totem.md 7). Times are milliseconds.
 *
 * @param mode {@code none}, {@code active} or {@code passive}
 * @param problemCountTimeoutMs after which a problem counter is counted down
 * @param problemCountThreshold problems that make a ring faulty
 * @param problemCountMcastThreshold the same for multicasts (passive)
 * @param tokenExpiredTimeoutMs how long to wait for the token of the other ring (active)
 * @param autorecoveryCheckTimeoutMs between tests of a faulty ring, 0 never
 */
public record RedundantRingSettings(String mode, long problemCountTimeoutMs, long problemCountThreshold,
        long problemCountMcastThreshold, long tokenExpiredTimeoutMs, long autorecoveryCheckTimeoutMs) {
}
