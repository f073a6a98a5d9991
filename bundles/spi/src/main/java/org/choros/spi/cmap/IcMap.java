package org.choros.spi.cmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMapException.Reason;

/**
 * The in-memory configuration map (corosync's icmap): typed values under flat names, in byte order of the names, with
 * change notification. Pure, for one thread. Read-only marks bind clients only: the node itself may always write.
 */
public final class IcMap {
    /** Event and track bit: a key was deleted. */
    public static final int DELETE = 1;
    /** Event and track bit: a key's value or type was changed. */
    public static final int MODIFY = 2;
    /** Event and track bit: a key was added. */
    public static final int ADD = 4;
    /** Track bit: all keys that begin with the text. */
    public static final int PREFIX = 8;

    /** Shortest key. */
    public static final int KEY_MIN = 3;
    /** Longest key. */
    public static final int KEY_MAX = 255;
    /** Longest value in bytes. */
    public static final int VALUE_MAX = 16_384;

    // Keys are ASCII, so String order is byte order.
    private final NavigableMap<String, MapValue> values = new TreeMap<>();
    private final NavigableSet<String> readOnlyKeys = new TreeSet<>();
    private final NavigableSet<String> readOnlyPrefixes = new TreeSet<>();
    private final List<Tracking> trackings = new ArrayList<>();

    /**
     * @param key any text
     * @return whether it can be a key: 3 to 255 of {@code a-z A-Z 0-9 . _ - / :}
     */
    public static boolean validKey(String key) {
        int length = key.length();
        if (length < KEY_MIN || length > KEY_MAX) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = key.charAt(i);
            boolean ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_'
                    || c == '-' || c == '/' || c == ':';
            if (!ok) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param key the key
     * @return its value, or null
     */
    public MapValue get(String key) {
        return values.get(key);
    }

    /**
     * @param key the key
     * @param missing what to return when it is not there or no integer
     * @return the value of an integer key
     */
    public long getLong(String key, long missing) {
        MapValue v = values.get(key);
        return v != null && v.type().isInteger() ? v.asLong() : missing;
    }

    /**
     * Reads an integer of one exact type: for corosync, a key of the wrong type counts as absent.
     *
     * @param key the key
     * @param type the type it has to have
     * @param missing what to return otherwise
     * @return the value
     */
    public long getExact(String key, ValueType type, long missing) {
        MapValue v = values.get(key);
        return v != null && v.type() == type ? v.asLong() : missing;
    }

    /**
     * @param key the key
     * @param missing what to return when it is not there or no string
     * @return the value of a string key
     */
    public String getString(String key, String missing) {
        MapValue v = values.get(key);
        return v != null && v.type() == ValueType.STRING ? v.asString() : missing;
    }

    /**
     * Sets a key, whatever its type was. The same type and value is no change and tells nobody.
     *
     * @param key the key
     * @param value the value
     * @throws IcMapException when the key cannot be one or the value is longer than {@value #VALUE_MAX} bytes
     */
    public void set(String key, MapValue value) throws IcMapException {
        // the NUL at the end of a string does not count
        if (value.length() > (value.type() == ValueType.STRING ? VALUE_MAX + 1 : VALUE_MAX)) {
            throw new IcMapException(Reason.INVALID_PARAM, key);
        }
        MapValue old = values.get(key);
        if (old == null && !validKey(key)) {
            throw new IcMapException(Reason.NAME_TOO_LONG, key);
        }
        if (value.equals(old)) {
            return;
        }
        values.put(key, value);
        tell(old == null ? ADD : MODIFY, key, value, old);
    }

    /**
     * Sets a key that the node itself makes, which therefore is valid.
     *
     * @param key the key
     * @param value the value
     */
    public void put(String key, MapValue value) {
        try {
            set(key, value);
        } catch (IcMapException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * Counts a u64 up in place; as in corosync, listeners see no old value.
     *
     * @param key the key
     * @param step what to add
     */
    public void count(String key, long step) {
        MapValue old = values.get(key);
        long before = old == null || !old.type().isInteger() ? 0 : old.asLong();
        MapValue value = MapValue.u64(before + step);
        values.put(key, value);
        tell(old == null ? ADD : MODIFY, key, value, null);
    }

    /**
     * Adds to an integer, wrapping round in its width.
     *
     * @param key the key
     * @param step what to add
     * @throws IcMapException when the key is missing or no integer
     */
    public void adjust(String key, int step) throws IcMapException {
        MapValue old = values.get(key);
        if (old == null) {
            throw new IcMapException(Reason.NOT_EXIST, key);
        }
        if (!old.type().isInteger()) {
            throw new IcMapException(Reason.INVALID_PARAM, key);
        }
        set(key, MapValue.integer(old.type(), old.asLong() + step));
    }

    /**
     * @param key the key to delete
     * @throws IcMapException when it is not there
     */
    public void delete(String key) throws IcMapException {
        MapValue old = values.remove(key);
        if (old == null) {
            throw new IcMapException(Reason.NOT_EXIST, key);
        }
        tell(DELETE, key, null, old);
    }

    /**
     * Deletes a key if it is there.
     *
     * @param key the key
     */
    public void remove(String key) {
        MapValue old = values.remove(key);
        if (old != null) {
            tell(DELETE, key, null, old);
        }
    }

    /**
     * @param prefix a text, possibly empty
     * @return the keys that begin with it and their values, ascending: a copy
     */
    public NavigableMap<String, MapValue> withPrefix(String prefix) {
        NavigableMap<String, MapValue> found = new TreeMap<>();
        for (Map.Entry<String, MapValue> e : values.tailMap(prefix, true).entrySet()) {
            if (!e.getKey().startsWith(prefix)) {
                break;
            }
            found.put(e.getKey(), e.getValue());
        }
        return found;
    }

    /**
     * @param prefix a text, possibly empty
     * @param after the key to go on behind, or null to begin
     * @return the next key that begins with the text, or null
     */
    public String next(String prefix, String after) {
        String key = after == null ? values.ceilingKey(prefix) : values.higherKey(after);
        return key != null && key.startsWith(prefix) ? key : null;
    }

    /** @return the number of keys */
    public int size() {
        return values.size();
    }

    /**
     * Forbids clients to change a key or all keys of a prefix.
     *
     * @param text the key, or the prefix
     * @param prefix whether it is a prefix
     */
    public void protect(String text, boolean prefix) {
        (prefix ? readOnlyPrefixes : readOnlyKeys).add(text);
    }

    /**
     * @param text the key or prefix that was protected
     * @param prefix whether it is a prefix
     */
    public void release(String text, boolean prefix) {
        (prefix ? readOnlyPrefixes : readOnlyKeys).remove(text);
    }

    /**
     * @param key a key
     * @return whether clients must not change it
     */
    public boolean isReadOnly(String key) {
        if (readOnlyKeys.contains(key)) {
            return true;
        }
        for (String prefix : readOnlyPrefixes) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Watches keys. Of several watches on one key that with the longest text is told first, of equal ones the newest.
     *
     * @param key the exact key (which need not exist), or with {@link #PREFIX} the beginning of keys
     * @param types {@link #ADD}, {@link #MODIFY}, {@link #DELETE} and {@link #PREFIX}, or-ed
     * @param listener whom to tell
     * @return the watch, to be closed
     */
    public Tracking track(String key, int types, MapListener listener) {
        Tracking t = new Tracking(key, types, listener);
        int at = 0;
        while (at < trackings.size() && trackings.get(at).key.length() > key.length()) {
            at++;
        }
        trackings.add(at, t);
        return t;
    }

    private void tell(int event, String key, MapValue value, MapValue old) {
        if (trackings.isEmpty()) {
            return;
        }
        // a copy, because a listener may close its watch or change the map
        for (Tracking t : trackings.toArray(new Tracking[0])) {
            if (t.open && t.wants(event, key)) {
                t.listener.changed(event, key, value, old);
            }
        }
    }

    /** A watch on keys. */
    public final class Tracking implements AutoCloseable {
        private final String key;
        private final int types;
        private final MapListener listener;
        private boolean open = true;

        private Tracking(String key, int types, MapListener listener) {
            this.key = key;
            this.types = types;
            this.listener = listener;
        }

        private boolean wants(int event, String changed) {
            return (types & event) != 0 && ((types & PREFIX) != 0 ? changed.startsWith(key) : changed.equals(key));
        }

        @Override
        public void close() {
            open = false;
            trackings.remove(this);
        }
    }
}
