package org.choros.configadmin.core;

import org.choros.map.MapVersion;

/** What a {@link Replicator} has done here and in the map. */
public interface ReplicatorOutput {
    /** What operators want to count and read of. */
    enum Event {
        /** A change made here goes to all. */
        PUBLISHED,
        /** A change of others was made here. */
        APPLIED,
        /** A change made here has lost against one of others. */
        CONFLICT,
        /** ConfigAdmin has refused a change of others: it is tried again when something is new. */
        REFUSED,
        /** What the map has is no configuration. */
        NOT_UNDERSTOOD
    }

    /**
     * Makes or changes the configuration here.
     *
     * @param key its name
     * @param content what it is to say
     * @return whether it was done
     */
    boolean change(String key, Content content);

    /**
     * Deletes the configuration here.
     *
     * @param key its name
     * @return whether it was done
     */
    boolean delete(String key);

    /**
     * Sets the value in the map if it has this version; {@link Replicator#written} or {@link Replicator#failed} follow.
     *
     * @param key its name
     * @param expected the version that it has to have
     * @param record the value
     * @return whether this was begun; not when the map cannot be written now
     */
    boolean write(String key, MapVersion expected, byte[] record);

    /**
     * Takes it out of the map if it is a deletion there: there are too many.
     *
     * @param key its name
     */
    void forget(String key);

    /**
     * @param event what has happened
     * @param key to which configuration
     */
    void event(Event event, String key);
}
