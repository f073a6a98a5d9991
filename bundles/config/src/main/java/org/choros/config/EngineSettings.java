package org.choros.config;

import java.math.BigInteger;

import org.choros.spi.config.ConfigurationException;

/**
 * How much patience a node has with service engines that run on threads of their own.
 *
 * @param slowMs {@code choros.engine_slow_ms}: a call, or a turn in a synchronisation, that takes longer is reported
 * @param limitMs {@code choros.engine_limit_ms}: one that takes longer ends the engine; not below {@code slowMs}
 */
public record EngineSettings(long slowMs, long limitMs) {
    /** What holds where nothing is said. */
    public static final EngineSettings DEFAULT = new EngineSettings(5_000, 15_000);

    private static final String SLOW = "choros.engine_slow_ms";
    private static final String LIMIT = "choros.engine_limit_ms";
    private static final long MIN_MS = 10;
    private static final long MAX_MS = 3_600_000;

    static EngineSettings of(Keys keys) throws ConfigurationException {
        long slow = ms(keys, SLOW, DEFAULT.slowMs);
        long limit = ms(keys, LIMIT, Math.max(DEFAULT.limitMs, slow));
        if (limit < slow) {
            throw Faults.bare("Invalid " + LIMIT + ". Should not be below " + SLOW);
        }
        return new EngineSettings(slow, limit);
    }

    private static long ms(Keys keys, String key, long missing) throws ConfigurationException {
        String text = keys.text(key);
        if (text == null) {
            return missing;
        }
        BigInteger value = Integers.decimal(text);
        if (value == null || value.compareTo(BigInteger.valueOf(MIN_MS)) < 0
                || value.compareTo(BigInteger.valueOf(MAX_MS)) > 0) {
            throw Faults.bare("Invalid " + key + ". Should be " + MIN_MS + " to " + MAX_MS + " milliseconds");
        }
        return value.longValue();
    }
}
