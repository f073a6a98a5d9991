package org.choros.config;

import java.math.BigInteger;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** Integers as strtoll and strtoull read them, with the ranges of the map's types. */
final class Integers {
    private static final BigInteger U64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Integers() {
    }

    /**
     * @param type an integer type
     * @param name what to call the key in an error
     * @param text the value
     * @return the value
     */
    static MapValue parse(ValueType type, String name, String text) throws DirectiveFault {
        BigInteger value = decimal(text);
        BigInteger min = min(type);
        BigInteger max = max(type);
        if (value != null && type == ValueType.UINT64 && value.signum() < 0 && value.negate().compareTo(max) <= 0) {
            value = value.add(U64_MAX).add(BigInteger.ONE);
        }
        if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new DirectiveFault("Value of key \"" + name + "\" is expected to be integer in range (" + min + ".."
                    + max + "), but \"" + text + "\" was given");
        }
        return MapValue.integer(type, value.longValue());
    }

    /** @return the number, or null when the text is none */
    static BigInteger decimal(String text) {
        int i = 0;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) >= '\t' && text.charAt(i) <= '\r')) {
            i++;
        }
        int digits = i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-') ? i + 1 : i;
        if (digits == text.length()) {
            return null;
        }
        for (int j = digits; j < text.length(); j++) {
            if (text.charAt(j) < '0' || text.charAt(j) > '9') {
                return null;
            }
        }
        BigInteger magnitude = new BigInteger(text.substring(digits));
        return text.charAt(i) == '-' ? magnitude.negate() : magnitude;
    }

    private static BigInteger min(ValueType type) {
        return type == ValueType.INT32 ? BigInteger.valueOf(Integer.MIN_VALUE) : BigInteger.ZERO;
    }

    private static BigInteger max(ValueType type) {
        return switch (type) {
            case INT32 -> BigInteger.valueOf(Integer.MAX_VALUE);
            case UINT64 -> U64_MAX;
            default -> BigInteger.ONE.shiftLeft(8 * type.size()).subtract(BigInteger.ONE);
        };
    }
}
