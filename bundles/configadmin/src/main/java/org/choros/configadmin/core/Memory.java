package org.choros.configadmin.core;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was agreed on last about each configuration. It outlives the container, so that one that was away knows what it
 * has changed itself, and what others have.
 */
public final class Memory {
    private static final byte FORMAT = 1;
    private static final int KNOWN = 1;
    private static final int PROPOSED = 2;
    private static final int DELETED = 4;
    private static final int BYTES_MAX = 256 << 20;

    private final Map<String, Entry> entries = new TreeMap<>();
    /** Those whose version is a deletion, the oldest first. */
    private final Set<String> graves = new LinkedHashSet<>();
    private long changes;

    /** Of one configuration. */
    static final class Entry {
        /** What all have agreed on and we have; null when nothing. */
        Version known;
        /** What we have asked for last; null when nothing. */
        Version proposed;
        /** It was deleted here, which nobody else may know yet. */
        boolean deleted;
    }

    /** An empty one. */
    public Memory() {
    }

    /**
     * @param bytes of {@link #encode}
     * @return the memory, null when they are none
     */
    public static Memory decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Memory memory = new Memory();
        try {
            if (in.get() != FORMAT) {
                return null;
            }
            while (in.hasRemaining()) {
                String key = Sink.readText(in);
                int flags = in.get();
                Entry entry = new Entry();
                entry.known = (flags & KNOWN) == 0 ? null : Sink.readVersion(in);
                entry.proposed = (flags & PROPOSED) == 0 ? null : Sink.readVersion(in);
                entry.deleted = (flags & DELETED) != 0;
                if (flags < 0 || flags > (KNOWN | PROPOSED | DELETED) || memory.entries.put(key, entry) != null) {
                    return null;
                }
                if (entry.known != null && entry.known.deletion()) {
                    memory.graves.add(key);
                }
            }
            return memory;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    /** @return its bytes; deletions in their order, so that the oldest is still that */
    public byte[] encode() {
        Sink out = new Sink(BYTES_MAX).small(FORMAT);
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.removeAll(graves);
        keys.addAll(graves);
        for (String key : keys) {
            Entry entry = entries.get(key);
            out.text(key).small((entry.known == null ? 0 : KNOWN) | (entry.proposed == null ? 0 : PROPOSED)
                    | (entry.deleted ? DELETED : 0));
            if (entry.known != null) {
                out.version(entry.known);
            }
            if (entry.proposed != null) {
                out.version(entry.proposed);
            }
        }
        return out.bytes();
    }

    /** @return the names of all that is known, at this moment and in their order */
    public Set<String> keys() {
        return new TreeSet<>(entries.keySet());
    }

    /** @return how many are known */
    public int size() {
        return entries.size();
    }

    /** @return how many of them are deletions */
    public int deletions() {
        return graves.size();
    }

    /** @return grows with each change: whether there is something to be saved */
    public long changes() {
        return changes;
    }

    /** What is known of one; null when nothing. */
    Entry get(String key) {
        return entries.get(key);
    }

    private Entry make(String key) {
        changes++;
        return entries.computeIfAbsent(key, k -> new Entry());
    }

    /** We have what all have agreed on. */
    void known(String key, Version version) {
        Entry entry = make(key);
        entry.known = version;
        entry.proposed = null;
        graves.remove(key);
        if (version.deletion()) {
            entry.deleted = false;
            graves.add(key);
        }
    }

    void proposed(String key, Version version) {
        make(key).proposed = version;
    }

    void deleted(String key, boolean deleted) {
        Entry entry = entries.get(key);
        if (entry != null && entry.deleted != deleted) {
            entry.deleted = deleted;
            changes++;
        }
    }

    void forget(String key) {
        graves.remove(key);
        if (entries.remove(key) != null) {
            changes++;
        }
    }

    /** The oldest deletion. */
    String oldestGrave() {
        return graves.iterator().next();
    }
}
