package org.choros.map;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what happens to a map, one event after the other, in the order of the writes, on a thread of the map's own. It
 * may write, and wait for that. What it throws is logged and counted, and nobody else notices. When state is taken
 * over from others the differences are told as events, in the order of the keys.
 */
@ConsumerType
public interface MapListener {
    /**
     * An entry has come.
     *
     * @param now the entry
     */
    default void added(MapEntry now) {
    }

    /**
     * An entry has another value or version.
     *
     * @param before what it was
     * @param now what it is
     */
    default void updated(MapEntry before, MapEntry now) {
    }

    /**
     * An entry is gone.
     *
     * @param before what it was
     */
    default void removed(MapEntry before) {
    }

    /** The map is as the others have it, and can be read; after what has come with it was told as events. */
    default void synchronised() {
    }

    /** Our membership is over: nothing is heard of the others, and the map cannot be read until it is synchronised. */
    default void lost() {
    }

    /**
     * Writes are possible now, or are not any more; with {@link QuorumPolicy#QUORATE} as quorum comes and goes.
     *
     * @param possible whether they are
     */
    default void writable(boolean possible) {
    }

    /**
     * So many events have waited that further ones were left out here: look at {@link ReplicatedMap#snapshot()}.
     *
     * @param events how many
     */
    default void missed(long events) {
    }
}
