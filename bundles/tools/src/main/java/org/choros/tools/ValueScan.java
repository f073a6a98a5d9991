package org.choros.tools;

import java.math.BigInteger;

import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Reads values as scanf(3) does: white space, then as much as makes a number; what follows does not matter. */
final class ValueScan {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger UNSIGNED_MAX = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private ValueScan() {
    }

    /** A value could not be read; the message is for the user. */
    static final class BadValueException extends Exception {
        private static final long serialVersionUID = 1L;

        BadValueException(String message) {
            super(message);
        }
    }

    /**
     * @param type an integer type, float, double or string
     * @param text the text
     */
    static CMapValue scan(ValueType type, String text) throws BadValueException {
        if (type == ValueType.STRING) {
            return CMapValue.str(text);
        }
        if (!type.isInteger()) {
            String number = floatPrefix(text.stripLeading());
            if (number.isEmpty()) {
                throw new BadValueException(text + " is not valid " + type.tag() + " type value");
            }
            return type == ValueType.FLOAT ? CMapValue.flt(toFloat(number)) : CMapValue.dbl(toDouble(number));
        }
        String digits = integerPrefix(text.stripLeading());
        if (digits.isEmpty()) {
            throw new BadValueException(text + " is not valid " + type.tag() + " type value");
        }
        BigInteger number = new BigInteger(digits);
        if (type == ValueType.UINT64) {
            return CMapValue.u64(number.abs().compareTo(UNSIGNED_MAX) > 0 ? -1 : number.longValue());
        }
        long value = number.max(LONG_MIN).min(LONG_MAX).longValue();
        CMapValue result = CMapValue.integer(type, value);
        if (result.asLong() != value) {
            throw new BadValueException(text + " is not valid " + type.tag() + " integer");
        }
        return result;
    }

    private static String integerPrefix(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int end = digits(text, start, false);
        return end == start ? "" : text.substring(text.startsWith("+") ? 1 : 0, end);
    }

    private static int digits(String text, int from, boolean hex) {
        int at = from;
        while (at < text.length() && Character.digit(text.charAt(at), hex ? 16 : 10) >= 0 && text.charAt(at) < 128) {
            at++;
        }
        return at;
    }

    /** As much as strtod(3) takes. */
    static String floatPrefix(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        String rest = text.substring(start).toLowerCase(java.util.Locale.ROOT);
        for (String word : new String[]{"infinity", "inf", "nan"}) {
            if (rest.startsWith(word)) {
                return text.substring(0, start + word.length());
            }
        }
        boolean hex = rest.startsWith("0x") && mantissaEnd(text, start + 2, true) > start + 2;
        int from = hex ? start + 2 : start;
        int end = mantissaEnd(text, from, hex);
        if (end == from) {
            return "";
        }
        if (end < text.length() && Character.toLowerCase(text.charAt(end)) == (hex ? 'p' : 'e')) {
            int sign = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0 ? 1 : 0;
            int exponentEnd = digits(text, end + 1 + sign, false);
            if (exponentEnd > end + 1 + sign) {
                return text.substring(0, exponentEnd);
            }
        }
        return text.substring(0, end);
    }

    private static int mantissaEnd(String text, int from, boolean hex) {
        int end = digits(text, from, hex);
        int count = end - from;
        if (end < text.length() && text.charAt(end) == '.') {
            int fraction = digits(text, end + 1, hex);
            count += fraction - end - 1;
            end = fraction;
        }
        return count == 0 ? from : end;
    }

    private static double toDouble(String number) {
        String java = javaForm(number);
        return java.isEmpty() ? special(number) : Double.parseDouble(java);
    }

    private static float toFloat(String number) {
        String java = javaForm(number);
        return java.isEmpty() ? (float) special(number) : Float.parseFloat(java);
    }

    private static double special(String number) {
        boolean negative = number.startsWith("-");
        if (number.toLowerCase(java.util.Locale.ROOT).endsWith("nan")) {
            return Double.longBitsToDouble(negative ? 0xFFF8_0000_0000_0000L : 0x7FF8_0000_0000_0000L);
        }
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** What Java's parser understands, or nothing for infinities and no numbers. */
    private static String javaForm(String number) {
        String lower = number.toLowerCase(java.util.Locale.ROOT);
        if (lower.indexOf('x') >= 0) {
            return lower.indexOf('p') >= 0 ? lower : lower + "p0";
        }
        return lower.indexOf('n') >= 0 ? "" : lower;
    }
}
