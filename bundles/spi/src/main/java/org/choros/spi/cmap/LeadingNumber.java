package org.choros.spi.cmap;

import java.math.BigInteger;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in text values as corosync reads them: blanks before a number and whatever follows it do not count. Pure.
 */
public final class LeadingNumber {
    private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?\\d+)");
    private static final Pattern REAL = Pattern.compile("\\s*(?<sign>[+-]?)(?:(?<infinite>inf)|(?<nan>nan)"
            + "|0x(?<hex>[0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(?<power>p[+-]?\\d+)?"
            + "|(?<decimal>(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?))", Pattern.CASE_INSENSITIVE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int BITS = 64;

    private LeadingNumber() {
    }

    private static BigInteger parsed(String text) {
        Matcher m = INTEGER.matcher(text);
        return m.lookingAt() ? new BigInteger(m.group(1)) : null;
    }

    /**
     * @param text any text
     * @return the decimal integer that it begins with, at the nearest end of the range when it is outside; empty when
     *         it begins with none
     */
    public static OptionalLong integer(String text) {
        BigInteger n = parsed(text);
        return n == null ? OptionalLong.empty() : OptionalLong.of(n.max(MIN).min(MAX).longValue());
    }

    /**
     * @param text any text
     * @return the decimal integer that it begins with as 64 unsigned bits: of a negative one its two's complement, all
     *         ones when it is too great; empty when it begins with none
     */
    public static OptionalLong unsigned(String text) {
        BigInteger n = parsed(text);
        if (n == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(n.abs().bitLength() > BITS ? -1 : n.longValue());
    }

    /**
     * @param text any text
     * @return the real number that it begins with, decimal or hexadecimal, infinite or none at all; empty when it
     *         begins with nothing of the kind
     */
    public static OptionalDouble real(String text) {
        Matcher m = REAL.matcher(text);
        if (!m.lookingAt()) {
            return OptionalDouble.empty();
        }
        double value;
        if (m.group("infinite") != null) {
            value = Double.POSITIVE_INFINITY;
        } else if (m.group("nan") != null) {
            value = Double.NaN;
        } else if (m.group("hex") != null) {
            value = Double.parseDouble("0x" + m.group("hex") + (m.group("power") == null ? "p0" : m.group("power")));
        } else {
            value = Double.parseDouble(m.group("decimal"));
        }
        return OptionalDouble.of("-".equals(m.group("sign")) ? -value : value);
    }
}
