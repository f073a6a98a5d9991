package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What a client asks of cmap. Keys are at most 255 bytes; values are the raw bytes of their type. */
public sealed interface CmapRequest extends IpcMessage {
    /** Track bit and event: deleted. */
    int TRACK_DELETE = 1;
    /** Track bit and event: value changed. */
    int TRACK_MODIFY = 2;
    /** Track bit and event: added. */
    int TRACK_ADD = 4;
    /** Track bit: all keys that begin with the name. */
    int TRACK_PREFIX = 8;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static CmapRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case Set.ID -> Set.decode(message);
            case Delete.ID -> Delete.decode(message);
            case Get.ID -> Get.decode(message);
            case AdjustInt.ID -> AdjustInt.decode(message);
            case IterInit.ID -> IterInit.decode(message);
            case IterNext.ID -> IterNext.decode(message);
            case IterFinalize.ID -> IterFinalize.decode(message);
            case TrackAdd.ID -> TrackAdd.decode(message);
            case TrackDelete.ID -> TrackDelete.decode(message);
            case SetCurrentMap.ID -> SetCurrentMap.decode(message);
            default -> null;
        };
    }

    /**
     * Sets a key.
     *
     * @param key the key
     * @param type the type's code
     * @param value the value; a string comes with or without its NUL
     */
    record Set(String key, int type, byte[] value) implements CmapRequest {

        /** Request id. */
        public static final int ID = 0;
        private static final int FIXED = 296;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + value.length;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, key);
            m.putLong(280, value.length);
            m.put(288, (byte) type);
            m.put(FIXED, value);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Set decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, FIXED);
            if (m == null) {
                return null;
            }
            String key = Fields.requestName(m, 16);
            long length = m.getLong(280);
            if (key == null || length < 0 || length > m.limit() - FIXED) {
                return null;
            }
            return new Set(key, m.get(288) & 0xFF, Fields.bytes(m, FIXED, (int) length));
        }
    }

    /**
     * Deletes a key.
     *
     * @param key the key
     */
    record Delete(String key) implements CmapRequest {
        /** Request id. */
        public static final int ID = 1;
        private static final int SIZE = 280;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, key);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Delete decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            String key = m == null ? null : Fields.requestName(m, 16);
            return key == null ? null : new Delete(key);
        }
    }

    /**
     * Gets a value.
     *
     * @param key the key
     * @param room the length of the client's buffer, and so of the value part of the reply; 0 asks for type and length
     */
    record Get(String key, int room) implements CmapRequest {
        /** Request id. */
        public static final int ID = 2;
        private static final int SIZE = 288;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, key);
            m.putLong(280, room);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed or the reply would not fit into a message
         */
        public static Get decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            if (m == null) {
                return null;
            }
            String key = Fields.requestName(m, 16);
            long room = m.getLong(280);
            boolean ok = key != null && room >= 0 && room <= MAX_SIZE - CmapReply.Get.FIXED;
            return ok ? new Get(key, (int) room) : null;
        }
    }

    /**
     * Adds to an integer.
     *
     * @param key the key
     * @param step what to add
     */
    record AdjustInt(String key, int step) implements CmapRequest {
        /** Request id. */
        public static final int ID = 3;
        private static final int SIZE = 288;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, key);
            m.putInt(280, step);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static AdjustInt decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            String key = m == null ? null : Fields.requestName(m, 16);
            return key == null ? null : new AdjustInt(key, m.getInt(280));
        }
    }

    /**
     * Begins to list keys.
     *
     * @param prefix what they begin with; empty for all
     */
    record IterInit(String prefix) implements CmapRequest {
        /** Request id. */
        public static final int ID = 4;
        private static final int SIZE = 280;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, prefix);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static IterInit decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            String prefix = m == null ? null : Fields.requestName(m, 16);
            return prefix == null ? null : new IterInit(prefix);
        }
    }

    /**
     * Asks for the next key.
     *
     * @param handle of the iteration
     */
    record IterNext(long handle) implements CmapRequest {
        /** Request id. */
        public static final int ID = 5;
        private static final int SIZE = 24;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, handle);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static IterNext decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new IterNext(m.getLong(16));
        }
    }

    /**
     * Ends an iteration.
     *
     * @param handle of the iteration
     */
    record IterFinalize(long handle) implements CmapRequest {
        /** Request id. */
        public static final int ID = 6;
        private static final int SIZE = 24;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, handle);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static IterFinalize decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new IterFinalize(m.getLong(16));
        }
    }

    /**
     * Begins to tell of changes.
     *
     * @param key the key, or with {@link #TRACK_PREFIX} what keys begin with; empty for all
     * @param trackType track bits
     * @param cookie the client's number for it, which comes back in events
     */
    record TrackAdd(String key, int trackType, long cookie) implements CmapRequest {

        /** Request id. */
        public static final int ID = 7;
        private static final int SIZE = 296;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.name(m, 16, key);
            m.putInt(280, trackType);
            m.putLong(288, cookie);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackAdd decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            String key = m == null ? null : Fields.requestName(m, 16);
            return key == null ? null : new TrackAdd(key, m.getInt(280), m.getLong(288));
        }
    }

    /**
     * Ends a tracking.
     *
     * @param handle the server's handle of it
     */
    record TrackDelete(long handle) implements CmapRequest {
        /** Request id. */
        public static final int ID = 8;
        private static final int SIZE = 24;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, handle);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackDelete decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TrackDelete(m.getLong(16));
        }
    }

    /**
     * Chooses the map.
     *
     * @param map 0 the configuration, 1 the statistics
     */
    record SetCurrentMap(int map) implements CmapRequest {
        /** Request id. */
        public static final int ID = 9;
        private static final int SIZE = 24;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(16, map);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static SetCurrentMap decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new SetCurrentMap(m.getInt(16));
        }
    }
}
