package org.choros.engine.lock.ipc;

import java.nio.ByteBuffer;

import org.choros.wire.ipc.IpcMessage;

/**
 * What a client asks of the lock service of Choros. Names are 1 to {@value #NAME_MAX} bytes, data up to
 * {@value #DATA_MAX}, both as Latin-1 text, so that every byte survives.
 */
public sealed interface LockRequest extends IpcMessage {
    /** The name of the service's IPC socket. */
    String SERVICE = "choros_lock";
    /** The number of request ids, from 0. */
    int COUNT = 8;
    /** The longest name in bytes. */
    int NAME_MAX = 255;
    /** The most data of a request in bytes. */
    int DATA_MAX = 255;

    /** Mode: nobody else holds it. */
    int EXCLUSIVE = 1;
    /** Mode: others may hold it shared, too. */
    int SHARED = 2;

    /** Flag of {@link Lock}: now or not at all. */
    int TRY = 1;
    /** Flag of {@link Check}: begin the time to live anew. */
    int RENEW = 1;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static LockRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case Lock.ID -> Lock.decode(message);
            case Unlock.ID -> Unlock.decode(message);
            case Check.ID -> Check.decode(message);
            case Watch.ID -> Watch.decode(message);
            case Unwatch.ID -> Unwatch.decode(message);
            case Query.ID -> Query.decode(message);
            case Next.ID -> Next.decode(message);
            case Status.ID -> Status.decode(message);
            default -> null;
        };
    }

    /**
     * Asks for a lock, or for a place in its queue. Answered at once with the request's number; an event tells what
     * becomes of it.
     *
     * @param name the lock
     * @param mode {@link #EXCLUSIVE} or {@link #SHARED}
     * @param flags {@link #TRY} or 0
     * @param timeoutMs how long to wait, unsigned milliseconds, 0 without limit
     * @param ttlMs how long it is held without being renewed, unsigned milliseconds, 0 without limit
     * @param data what observers see of the holder
     */
    record Lock(String name, int mode, int flags, int timeoutMs, int ttlMs, String data) implements LockRequest {

        /** Request id. */
        public static final int ID = 0;
        private static final int SIZE = 560;
        private static final int NAME = 16;
        private static final int MODE = 280;
        private static final int FLAGS = 284;
        private static final int TIMEOUT = 288;
        private static final int TTL = 292;
        private static final int DATA = 296;

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
            LockFields.bytes(m, NAME, name);
            m.putInt(MODE, mode).putInt(FLAGS, flags).putInt(TIMEOUT, timeoutMs).putInt(TTL, ttlMs);
            LockFields.bytes(m, DATA, data);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Lock decode(ByteBuffer message) {
            ByteBuffer m = LockFields.request(message, ID, SIZE);
            String name = m == null ? null : LockFields.name(m, NAME);
            String data = m == null ? null : LockFields.data(m, DATA);
            return name == null || data == null
                    ? null
                    : new Lock(name, m.getInt(MODE), m.getInt(FLAGS), m.getInt(TIMEOUT), m.getInt(TTL), data);
        }
    }

    /**
     * Gives a lock or a place in a queue back.
     *
     * @param request the number that {@link Lock} was answered with
     */
    record Unlock(long request) implements LockRequest {
        /** Request id. */
        public static final int ID = 1;
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
            m.putLong(16, request);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Unlock decode(ByteBuffer message) {
            ByteBuffer m = LockFields.request(message, ID, SIZE);
            return m == null ? null : new Unlock(m.getLong(16));
        }
    }

    /**
     * Asks whether a lock is held, and for how long that is promised.
     *
     * @param request the number that {@link Lock} was answered with
     * @param flags {@link #RENEW} or 0
     */
    record Check(long request, int flags) implements LockRequest {
        /** Request id. */
        public static final int ID = 2;
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
            m.putLong(16, request).putInt(24, flags);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Check decode(ByteBuffer message) {
            ByteBuffer m = LockFields.request(message, ID, SIZE);
            return m == null ? null : new Check(m.getLong(16), m.getInt(24));
        }
    }

    /**
     * Asks to be told of a lock's holder, now and whenever it changes.
     *
     * @param name the lock
     */
    record Watch(String name) implements LockRequest {
        /** Request id. */
        public static final int ID = 3;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return LockFields.NAME_REQUEST;
        }

        @Override
        public void body(ByteBuffer m) {
            LockFields.bytes(m, 16, name);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Watch decode(ByteBuffer message) {
            String name = LockFields.requestName(message, ID);
            return name == null ? null : new Watch(name);
        }
    }

    /**
     * Ends a {@link Watch}.
     *
     * @param name the lock
     */
    record Unwatch(String name) implements LockRequest {
        /** Request id. */
        public static final int ID = 4;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return LockFields.NAME_REQUEST;
        }

        @Override
        public void body(ByteBuffer m) {
            LockFields.bytes(m, 16, name);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Unwatch decode(ByteBuffer message) {
            String name = LockFields.requestName(message, ID);
            return name == null ? null : new Unwatch(name);
        }
    }

    /**
     * Asks who holds a lock and who waits.
     *
     * @param name the lock
     * @param from how many of them to skip, unsigned
     */
    record Query(String name, int from) implements LockRequest {
        /** Request id. */
        public static final int ID = 5;
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
            LockFields.bytes(m, 16, name);
            m.putInt(280, from);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Query decode(ByteBuffer message) {
            ByteBuffer m = LockFields.request(message, ID, SIZE);
            String name = m == null ? null : LockFields.name(m, 16);
            return name == null ? null : new Query(name, m.getInt(280));
        }
    }

    /**
     * Asks for the next lock that somebody holds or waits for, in the order of the names' bytes.
     *
     * @param after the name before it, empty for the first
     */
    record Next(String after) implements LockRequest {
        /** Request id. */
        public static final int ID = 6;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return LockFields.NAME_REQUEST;
        }

        @Override
        public void body(ByteBuffer m) {
            LockFields.bytes(m, 16, after);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Next decode(ByteBuffer message) {
            ByteBuffer m = LockFields.request(message, ID, LockFields.NAME_REQUEST);
            String after = m == null ? null : LockFields.data(m, 16);
            return after == null ? null : new Next(after);
        }
    }

    /** Asks how the service is on this node. */
    record Status() implements LockRequest {
        /** Request id. */
        public static final int ID = 7;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return REQUEST_HEADER;
        }

        @Override
        public void body(ByteBuffer m) {
            // all of it is header
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Status decode(ByteBuffer message) {
            return LockFields.request(message, ID, REQUEST_HEADER) == null ? null : new Status();
        }
    }
}
