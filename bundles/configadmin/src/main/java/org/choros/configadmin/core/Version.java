package org.choros.configadmin.core;

import java.util.Comparator;

/**
 * The version of a configuration. Of two with one revision, made where nobody knew of the other, what says something
 * is later than a deletion, and of two that say something the one with the higher digest; all decide alike. Equal
 * versions say the same.
 *
 * @param revision counts its changes, from 1
 * @param digest of what it says, {@link Digest#NONE} of a deletion
 */
public record Version(long revision, Digest digest) implements Comparable<Version> {
    // a deletion has the lowest digest
    private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::revision)
            .thenComparing(Version::digest);

    /** @return whether it is a deletion */
    public boolean deletion() {
        return digest.equals(Digest.NONE);
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** @return whether this is later than the other, which may be null: nothing */
    boolean after(Version other) {
        return other == null || compareTo(other) > 0;
    }
}
