package org.choros.tools;

/** Whole numbers on the command line, as strtoll(3) takes them, with nothing behind them. */
final class Numbers {
    private static final int DIGITS_MAX = 18;

    private Numbers() {
    }

    /** The number when it is one between both bounds, else -1. */
    static long between(String text, long min, long max) {
        String number = text.stripLeading();
        int start = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
        int length = number.length() - start;
        if (length == 0 || length > DIGITS_MAX) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        value = number.startsWith("-") ? -value : value;
        return value < min || value > max ? -1 : value;
    }

    /** A node id, above 0, or -1. */
    static long nodeId(String text) {
        return between(text, 1, 0xFFFF_FFFFL);
    }
}
