package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What cmap answers and tells. Requests that return nothing are answered by a {@link BareReply} with the id here. */
public sealed interface CmapReply extends IpcReply {
    /** Reply id of set. */
    int SET = 0;
    /** Reply id of delete. */
    int DELETE = 1;
    /** Reply id of adjust_int. */
    int ADJUST_INT = 3;
    /** Reply id of iter_finalize. */
    int ITER_FINALIZE = 6;
    /** Reply id of set_current_map. */
    int SET_CURRENT_MAP = 10;

    /**
     * A value, or with no room only its type and length.
     *
     * @param error the result
     * @param length the value's real length
     * @param type its type's code
     * @param value the value, cut to the room; empty on errors
     * @param room what the request asked for: the message is 40 bytes and this; 0 on errors
     */
    record Get(int error, long length, int type, byte[] value, int room) implements CmapReply {

        /** Reply id. */
        public static final int ID = 2;
        static final int FIXED = 40;

        /**
         * @param error what went wrong
         * @return the answer, which has no room
         */
        public static Get failed(int error) {
            return new Get(error, 0, 0, new byte[0], 0);
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + room;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, length);
            m.put(32, (byte) type);
            m.put(FIXED, value, 0, Math.min(value.length, room));
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Get decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, FIXED);
            if (m == null) {
                return null;
            }
            int room = m.limit() - FIXED;
            long length = m.getLong(24);
            byte[] value = Fields.bytes(m, FIXED, length < 0 || length > room ? 0 : (int) length);
            return new Get(m.getInt(Fields.ERROR), length, m.get(32) & 0xFF, value, room);
        }
    }

    /**
     * An iteration has begun.
     *
     * @param error the result
     * @param handle of the iteration
     */
    record IterInit(int error, long handle) implements CmapReply {
        /** Reply id. */
        public static final int ID = 4;
        private static final int SIZE = 32;

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
            m.putLong(24, handle);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static IterInit decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new IterInit(m.getInt(Fields.ERROR), m.getLong(24));
        }
    }

    /**
     * The next key.
     *
     * @param error the result, {@link IpcError#NO_SECTIONS} after the last one
     * @param key the key
     * @param length its value's length
     * @param type its type's code
     */
    record IterNext(int error, String key, long length, int type) implements CmapReply {

        /** Reply id. */
        public static final int ID = 5;
        private static final int SIZE = 304;

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
            Fields.name(m, 24, key);
            m.putLong(288, length);
            m.put(296, (byte) type);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static IterNext decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            String key = m == null ? null : Fields.replyName(m, 24);
            if (key == null) {
                return null;
            }
            return new IterNext(m.getInt(Fields.ERROR), key, m.getLong(288), m.get(296) & 0xFF);
        }
    }

    /**
     * A tracking has begun.
     *
     * @param error the result
     * @param handle the server's handle, for its end
     */
    record TrackAdd(int error, long handle) implements CmapReply {
        /** Reply id. */
        public static final int ID = 7;
        private static final int SIZE = 32;

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
            m.putLong(24, handle);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackAdd decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new TrackAdd(m.getInt(Fields.ERROR), m.getLong(24));
        }
    }

    /**
     * A tracking has ended.
     *
     * @param error the result
     * @param cookie the client's number for it
     */
    record TrackDelete(int error, long cookie) implements CmapReply {
        /** Reply id. */
        public static final int ID = 8;
        private static final int SIZE = 32;

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
            m.putLong(24, cookie);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackDelete decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new TrackDelete(m.getInt(Fields.ERROR), m.getLong(24));
        }
    }

    /**
     * Event: a tracked key has changed. A value that is not there has type 0 and no bytes.
     *
     * @param error always success
     * @param cookie the client's number for the tracking
     * @param key the key
     * @param event one track bit
     * @param newType type code of the new value
     * @param newValue its bytes
     * @param oldType type code of the old value
     * @param oldValue its bytes
     */
    record Notify(int error, long cookie, String key, int event, int newType, byte[] newValue, int oldType,
            byte[] oldValue) implements CmapReply {

        /** Event id. */
        public static final int ID = 9;
        private static final int FIXED = 336;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + newValue.length + oldValue.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, cookie);
            Fields.name(m, 32, key);
            m.putInt(296, event);
            m.put(304, (byte) newType);
            m.put(312, (byte) oldType);
            m.putLong(320, newValue.length);
            m.putLong(328, oldValue.length);
            m.put(FIXED, newValue);
            m.put(FIXED + newValue.length, oldValue);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Notify decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            if (m == null) {
                return null;
            }
            String key = Fields.replyName(m, 32);
            long newLength = m.getLong(320);
            long oldLength = m.getLong(328);
            int room = m.limit() - FIXED;
            boolean ok = key != null && newLength >= 0 && oldLength >= 0 && newLength <= room
                    && oldLength <= room - newLength;
            if (!ok) {
                return null;
            }
            byte[] newValue = Fields.bytes(m, FIXED, (int) newLength);
            byte[] oldValue = Fields.bytes(m, FIXED + (int) newLength, (int) oldLength);
            return new Notify(m.getInt(Fields.ERROR), m.getLong(24), key, m.getInt(296), m.get(304) & 0xFF, newValue,
                    m.get(312) & 0xFF, oldValue);
        }
    }
}
