package org.choros.engine.quorum;

/** How votequorum decides: the outcome of reading the configuration, some of it changed while running. */
final class VoteSettings {
    /** Default of {@code quorum.last_man_standing_window}, milliseconds. */
    static final long WINDOW_MS = 10_000;
    /** Default of {@code quorum.device.timeout}, milliseconds. */
    static final long DEVICE_TIMEOUT_MS = 10_000;
    /** Default of {@code quorum.device.sync_timeout}, milliseconds. */
    static final long DEVICE_SYNC_TIMEOUT_MS = 30_000;

    boolean twoNode;
    boolean waitForAll;
    boolean waitForAllAuto;
    boolean lastManStanding;
    long windowMs = WINDOW_MS;
    boolean allowDownscale;
    boolean tracking;
    TieBreaker tieBreaker = TieBreaker.NONE;
    TieBreaker initialTieBreaker = TieBreaker.NONE;
    int[] tieBreakerList = {};
    boolean deviceCanOperate = true;
    boolean deviceMasterWins;
    long deviceTimeoutMs = DEVICE_TIMEOUT_MS;
    long deviceSyncTimeoutMs = DEVICE_SYNC_TIMEOUT_MS;
}
