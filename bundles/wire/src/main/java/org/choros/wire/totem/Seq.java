package org.choros.wire.totem;

/**
 * Arithmetic of 32-bit sequence numbers, which wrap. The protocol's comparison is not ordinary serial-number
 * arithmetic: near the top both values are moved down by 0x10000 and then compared as unsigned numbers.
 */
public final class Seq {
    /** What "last seen" and the aru of a first token begin with: just before 0. */
    public static final int BEFORE_ZERO = 0xffff_ffff;
    private static final int HIGH = 0x8000_0000;
    private static final int SHIFT = 0x1_0000;

    private Seq() {
    }

    /**
     * @param a a sequence number
     * @param b another
     * @return whether a comes before b
     */
    public static boolean before(int a, int b) {
        if (Integer.compareUnsigned(a, HIGH) > 0 || Integer.compareUnsigned(b, HIGH) > 0) {
            return Integer.compareUnsigned(a - SHIFT, b - SHIFT) < 0;
        }
        return Integer.compareUnsigned(a, b) < 0;
    }

    /**
     * @param a a sequence number
     * @param b another
     * @return whether a comes before b or is b
     */
    public static boolean beforeOrAt(int a, int b) {
        return a == b || before(a, b);
    }

    /**
     * @param a a sequence number
     * @param b another
     * @return the one that comes first
     */
    public static int first(int a, int b) {
        return before(b, a) ? b : a;
    }

    /**
     * @param a a sequence number
     * @param b another
     * @return the one that comes last
     */
    public static int last(int a, int b) {
        return before(a, b) ? b : a;
    }
}
