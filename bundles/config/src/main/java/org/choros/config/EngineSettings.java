package org.choros.config;

import java.math.BigInteger;

import org.choros.spi.config.ConfigurationException;

/**
 * How much patience a node has with its service engines.
 *
 * @param slowMs {@code choros.engine_slow_ms}: a call, or a turn in a synchronisation, that takes longer is reported;
 *            of engines that run on threads of their own
 * @param limitMs {@code choros.engine_limit_ms}: one that takes longer ends the engine; not below {@code slowMs}
 * @param leaveMs {@code choros.leave_limit_ms}: how long engines may take to bring their things to an end before the
 *            node leaves in order
 */
public record EngineSettings(long slowMs, long limitMs, long leaveMs) {

    /** What holds where nothing is said. */
    public static final EngineSettings DEFAULT = new EngineSettings(5_000, 15_000, 60_000);

    private static final String SLOW = "choros.engine_slow_ms";
    private static final String LIMIT = "choros.engine_limit_ms";
    private static final String LEAVE = "choros.leave_limit_ms";
    private static final long MIN_MS = 10;
    private static final long MAX_MS = 3_600_000;

    static EngineSettings of(Keys keys) throws ConfigurationException {
        long slow = ms(keys, SLOW, DEFAULT.slowMs);
        long limit = ms(keys, LIMIT, Math.max(DEFAULT.limitMs, slow));
        if (limit < slow) {
            throw Faults.bare("Invalid " + LIMIT + ". Should not be below " + SLOW);
        }
        return new EngineSettings(slow, limit, ms(keys, LEAVE, DEFAULT.leaveMs));
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
