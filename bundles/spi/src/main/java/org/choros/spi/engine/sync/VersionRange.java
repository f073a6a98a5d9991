package org.choros.spi.engine.sync;

/**
 * The versions of its messages and of its state that an engine understands.
 *
 * @param min the lowest, 1 to 65535
 * @param max the highest, from {@code min} to 65535
 */
public record VersionRange(int min, int max) {
    /** No version: the members have none in common. */
    public static final int NONE = 0;

    private static final int LIMIT = 0xFFFF;

    /**
     * @throws IllegalArgumentException when it is not such a range
     */
    public VersionRange {
        if (!isValid(min, max)) {
            throw new IllegalArgumentException("versions " + min + " to " + max);
        }
    }

    static boolean isValid(int min, int max) {
        return min > NONE && max >= min && max <= LIMIT;
    }

    /**
     * The version that all speak: the highest that nobody lacks.
     *
     * @param ranges what each understands
     * @return the version, or {@link #NONE} when there is none in common, or nobody
     */
    public static int common(Iterable<VersionRange> ranges) {
        int lowest = NONE;
        int highest = LIMIT;
        boolean anybody = false;
        for (VersionRange r : ranges) {
            lowest = Math.max(lowest, r.min());
            highest = Math.min(highest, r.max());
            anybody = true;
        }
        return anybody && lowest <= highest ? highest : NONE;
    }
}
