package org.choros.cmap;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A map of a node: typed values under flat names of 3 to 255 characters {@code a-z A-Z 0-9 . _ - / :}. For several
 * threads.
 */
@ProviderType
public interface CMap extends AutoCloseable {
    /** Longest value in bytes. */
    int VALUE_MAX = 16_384;

    /**
     * @param key the key
     * @return its value
     * @throws ChorosException NOT_EXIST when there is none
     */
    CMapValue get(String key) throws ChorosException;

    /**
     * @param key the key
     * @return its value, empty when there is none
     * @throws ChorosException when the node cannot be asked
     */
    Optional<CMapValue> find(String key) throws ChorosException;

    /**
     * Sets a key, whatever its type was. The same type and value is no change and tells nobody.
     *
     * @param key the key
     * @param value the value
     * @throws ChorosException ACCESS when it is read-only, NAME_TOO_LONG when it cannot be a key, INVALID_PARAM when
     *             the value is too long
     */
    void set(String key, CMapValue value) throws ChorosException;

    /**
     * @param key the key
     * @throws ChorosException ACCESS when it is read-only, NOT_EXIST when there is none
     */
    void delete(String key) throws ChorosException;

    /**
     * Adds to an integer, with wrap-around.
     *
     * @param key the key
     * @param step what to add
     * @throws ChorosException ACCESS when it is read-only, NOT_EXIST when there is none, INVALID_PARAM when it is no
     *             integer
     */
    void adjust(String key, int step) throws ChorosException;

    /**
     * @param prefix what the keys begin with; empty for all
     * @return the keys in byte order
     * @throws ChorosException when the node cannot be asked
     */
    List<CMapKey> keys(String prefix) throws ChorosException;

    /**
     * Hears of the changes of one key, which need not exist yet.
     *
     * @param key the key
     * @param changes which changes
     * @param listener who hears of them
     * @return the tracking
     * @throws ChorosException when the node refuses
     */
    Tracking track(String key, Set<CMapEvent.Change> changes, CMapListener listener) throws ChorosException;

    /**
     * Hears of the changes of all keys that begin alike.
     *
     * @param prefix what they begin with; empty for all
     * @param changes which changes; of statistics only ADD and DELETE together
     * @param listener who hears of them
     * @return the tracking
     * @throws ChorosException when the node refuses
     */
    Tracking trackPrefix(String prefix, Set<CMapEvent.Change> changes, CMapListener listener) throws ChorosException;

    /** Ends the use of the map and its trackings. */
    @Override
    void close();
}
