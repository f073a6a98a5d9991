package org.choros.map;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A map that all who have opened it in the cluster have alike. Reads look at the replica here and may be behind; in a
 * partition that is not quorate they show the last that was known. Each write is one message in the order that all
 * have. For all threads.
 * <p>
 * <b>Writes.</b> A future completes when all members have applied the write, so that no further change of the
 * membership can undo it; the replica here shows it somewhat earlier. Writes of one caller are done in the order
 * of the calls. A future fails with a {@link ChorosException}:
 * <ul>
 * <li>BAD_OPERATION: the partition is not quorate; the write was not done
 * <li>NO_SPACE: the map is full; not done
 * <li>QUEUE_FULL: {@link #PENDING_MAX} writes or {@link #PENDING_BYTES_MAX} bytes of them are under way; not done
 * <li>INVALID_PARAM, NAME_TOO_LONG, TOO_BIG: the key is empty or no text; it or the value is too long; not done
 * <li>LIBRARY, BAD_HANDLE: our membership was lost, or the map closed, before the write was sent; not done
 * <li>INTERRUPT: partition, merge, loss or close came while it was under way, nobody knows whether it was done
 * </ul>
 * Futures are completed by threads of the implementation: what depends on them must not block.
 */
@ProviderType
public interface ReplicatedMap extends AutoCloseable {
    /** Longest key, in bytes of UTF-8. */
    int KEY_MAX = 1024;
    /** Longest value in bytes. */
    int VALUE_MAX = 1 << 20;
    /** Most entries of a map: then new keys are refused. */
    int ENTRIES_MAX = 1 << 17;
    /** Most bytes of keys and values of a map: then what makes it larger is refused. */
    long BYTES_MAX = 256L << 20;
    /** Most deletions that are remembered for a merge: then the oldest are forgotten. */
    int TOMBSTONES_MAX = 1 << 16;
    /** Most writes of ours that are under way at a time. */
    int PENDING_MAX = 1024;
    /** Most bytes of such writes; one always fits. */
    long PENDING_BYTES_MAX = 16L << 20;

    /** @return its name */
    String name();

    /** @return its policy */
    QuorumPolicy policy();

    /** @return whether it can be read: it was synchronised with the others, and is not lost */
    boolean ready();

    /** @return whether a write would be taken now */
    boolean writable();

    /**
     * @return completes when it is {@link #ready()}, at once if it is; fails when the map is closed
     */
    CompletableFuture<Void> whenReady();

    /**
     * @param key a key
     * @return its entry
     * @throws ChorosException TRY_AGAIN when the map is not ready
     */
    Optional<MapEntry> get(String key) throws ChorosException;

    /**
     * @param key a key
     * @return whether it is there
     * @throws ChorosException TRY_AGAIN when the map is not ready
     */
    boolean containsKey(String key) throws ChorosException;

    /**
     * @return the number of entries
     * @throws ChorosException TRY_AGAIN when the map is not ready
     */
    int size() throws ChorosException;

    /**
     * @return all entries at one moment, by key; it belongs to the caller
     * @throws ChorosException TRY_AGAIN when the map is not ready
     */
    Map<String, MapEntry> snapshot() throws ChorosException;

    /**
     * Sets a value.
     *
     * @param key the key
     * @param value the value, copied
     * @return what it has come to
     */
    CompletableFuture<WriteResult> put(String key, byte[] value);

    /**
     * Sets a value if the key is not there.
     *
     * @param key the key
     * @param value the value, copied
     * @return what it has come to; not done when the key is there, its entry is the previous one
     */
    CompletableFuture<WriteResult> putIfAbsent(String key, byte[] value);

    /**
     * Sets a value if the entry has a version.
     *
     * @param key the key
     * @param expected the version; {@link MapVersion#NONE} for a key that is not there
     * @param value the value, copied
     * @return what it has come to; not done when the version is another, the entry is the previous one
     */
    CompletableFuture<WriteResult> replace(String key, MapVersion expected, byte[] value);

    /**
     * Removes an entry.
     *
     * @param key the key
     * @return what it has come to; not done when there was none
     */
    CompletableFuture<WriteResult> remove(String key);

    /**
     * Removes an entry if it has a version.
     *
     * @param key the key
     * @param expected the version
     * @return what it has come to; not done when the version is another or there was none
     */
    CompletableFuture<WriteResult> remove(String key, MapVersion expected);

    /**
     * Removes all entries.
     *
     * @return what it has come to
     */
    CompletableFuture<WriteResult> clear();

    /**
     * Hears of the map: first of all entries that are there as added, and that the map is synchronised if it is;
     * then of what happens.
     *
     * @param listener who hears of it
     * @return ends it
     */
    Tracking listen(MapListener listener);

    /** @return numbers for operators */
    MapStatistics statistics();

    /** Leaves. Writes under way fail. Closing twice is no error. */
    @Override
    void close();
}
