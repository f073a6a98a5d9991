package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * cmap: map items told to everybody; so far only ever {@code totem.config_version}.
 *
 * @param reason {@link #SYNC} or {@link #NEW_CONFIG_VERSION}
 * @param items what is told, at most 255
 */
public record CmapMcast(int reason, List<Item> items) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 0;
    /** Function number. */
    public static final int FUNCTION = 0;
    /** Reason: part of a synchronisation. */
    public static final int SYNC = 0;
    /** Reason: the value has changed. */
    public static final int NEW_CONFIG_VERSION = 1;
    /** Longest key in bytes. */
    public static final int KEY_MAX = 255;

    private static final int ITEMS = 48;
    private static final int COUNT_MAX = 255;
    private static final int ITEM_FIXED = 280;
    private static final int VALUE_MAX = 16_384;

    /**
     * One map item.
     *
     * @param key the key, ASCII
     * @param type the type code of cmap, 0 when the sender does not have the key
     * @param value the raw bytes, empty when the key is not there
     */
    public record Item(String key, int type, byte[] value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Item that && key.equals(that.key) && type == that.type
                    && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return key + " type " + type + " " + Arrays.toString(value);
        }

        private int paddedSize() {
            return ITEM_FIXED + (value.length + 7 & ~7);
        }
    }

    @Override
    public int service() {
        return SERVICE;
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int size() {
        int size = ITEMS;
        for (Item item : items) {
            size += item.paddedSize();
        }
        return size;
    }

    @Override
    public void body(ByteBuffer m) {
        m.put(16, (byte) reason);
        m.put(24, (byte) items.size());
        int at = ITEMS;
        for (Item item : items) {
            byte[] key = item.key().getBytes(StandardCharsets.ISO_8859_1);
            m.putShort(at, (short) key.length);
            m.put(at + 8, key);
            m.put(at + 264, (byte) item.type());
            m.putLong(at + 272, item.value().length);
            m.put(at + ITEM_FIXED, item.value());
            at += item.paddedSize();
        }
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CmapMcast decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, ITEMS);
        if (m == null) {
            return null;
        }
        int count = m.get(24) & COUNT_MAX;
        List<Item> items = new ArrayList<>(count);
        int at = ITEMS;
        for (int i = 0; i < count; i++) {
            Item item = item(m, at);
            if (item == null) {
                return null;
            }
            items.add(item);
            at += item.paddedSize();
        }
        return new CmapMcast(m.get(16) & 0xFF, items);
    }

    private static Item item(ByteBuffer m, int at) {
        if (m.limit() - at < ITEM_FIXED) {
            return null;
        }
        int keyLength = m.getShort(at) & 0xFFFF;
        long valueLength = m.getLong(at + 272);
        if (keyLength > KEY_MAX || valueLength < 0 || valueLength > VALUE_MAX
                || valueLength > m.limit() - at - ITEM_FIXED) {
            return null;
        }
        byte[] key = new byte[keyLength];
        m.get(at + 8, key);
        byte[] value = new byte[(int) valueLength];
        m.get(at + ITEM_FIXED, value);
        return new Item(new String(key, StandardCharsets.ISO_8859_1), m.get(at + 264) & 0xFF, value);
    }
}
