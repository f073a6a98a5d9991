package org.choros.engine.lock;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.ValueType;

/** The configuration of the lock service: {@code choros { lock_lease: MILLISECONDS }}. */
final class LockSettings {
    /** The key of the time of a lease. */
    static final String LEASE = "choros.lock_lease";
    /** The shortest lease, milliseconds. */
    static final int LEASE_MIN_MS = 100;
    /** The longest lease, milliseconds. */
    static final int LEASE_MAX_MS = 3_600_000;

    private static final String TOKEN = "runtime.config.totem.token";
    private static final String CONSENSUS = "runtime.config.totem.consensus";
    private static final int DEFAULT_MS = 5_000;

    private LockSettings() {
    }

    /**
     * How long a lease of this node's is to be: as configured, or else as long as it takes to notice that a member is
     * gone and to go on without it, twice: then the death of one member does not cost the others their locks.
     */
    static int leaseMs(IcMap map) {
        int configured = configured(map);
        if (configured != 0) {
            return configured;
        }
        long token = map.getExact(TOKEN, ValueType.UINT32, 0);
        long consensus = map.getExact(CONSENSUS, ValueType.UINT32, 0);
        return token == 0 ? DEFAULT_MS : (int) Math.min(LEASE_MAX_MS, Math.max(LEASE_MIN_MS, 2 * (token + consensus)));
    }

    /** Whether what is configured is not a time that a lease can have. */
    static boolean isWrong(IcMap map) {
        return map.getString(LEASE, null) != null && configured(map) == 0;
    }

    private static int configured(IcMap map) {
        try {
            int ms = Integer.parseInt(map.getString(LEASE, "").strip());
            return ms >= LEASE_MIN_MS && ms <= LEASE_MAX_MS ? ms : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
