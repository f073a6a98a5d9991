package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/**
 * What a client asks of cpg. A group's name is 0 to 128 bytes of any kind, also NUL, as Latin-1; a longer one comes as
 * 129 characters.
 */
public sealed interface CpgRequest extends IpcMessage {
    /** Longest name of a group in bytes. */
    int GROUP_NAME_MAX = 128;
    /** Room for the path of a zero-copy file. */
    int PATH_MAX = 128;
    /** Join flag: tell the ring once after the join. */
    int FLAG_INITIAL_TOTEM_CONFCHG = 1;
    /** Iteration: names only. */
    int NAME_ONLY = 1;
    /** Iteration: the members of one group. */
    int ONE_GROUP = 2;
    /** Iteration: the members of all groups. */
    int ALL = 3;
    /** The first part of a message. */
    int FIRST = 1;
    /** A part between. */
    int MIDDLE = 2;
    /** The last part. */
    int LAST = 3;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static CpgRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case Join.ID -> Join.decode(message);
            case Leave.ID -> Leave.decode(message);
            case Mcast.ID -> Mcast.decode(message);
            case MembershipGet.ID -> MembershipGet.decode(message);
            case LocalGet.ID -> LocalGet.decode(message);
            case IterationInitialize.ID -> IterationInitialize.decode(message);
            case IterationNext.ID -> IterationNext.decode(message);
            case IterationFinalize.ID -> IterationFinalize.decode(message);
            case Finalize.ID -> Finalize.decode(message);
            case ZcAlloc.ID -> ZcAlloc.decode(message);
            case ZcFree.ID -> ZcFree.decode(message);
            case ZcExecute.ID -> ZcExecute.decode(message);
            case PartialMcast.ID -> PartialMcast.decode(message);
            default -> null;
        };
    }

    /**
     * Joins a group.
     *
     * @param group the group
     * @param pid the process as the client names itself
     * @param flags join flags
     */
    record Join(String group, int pid, int flags) implements CpgRequest {

        /** Request id. */
        public static final int ID = 0;
        private static final int SIZE = 168;

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
            Fields.groupName(m, 16, group);
            m.putInt(152, pid);
            m.putInt(160, flags);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Join decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new Join(Fields.groupName(m, 16), m.getInt(152), m.getInt(160));
        }
    }

    /**
     * Leaves a group.
     *
     * @param group the group
     * @param pid the process as the client names itself
     */
    record Leave(String group, int pid) implements CpgRequest {
        /** Request id. */
        public static final int ID = 1;
        private static final int SIZE = 160;

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
            Fields.groupName(m, 16, group);
            m.putInt(152, pid);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Leave decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new Leave(Fields.groupName(m, 16), m.getInt(152));
        }
    }

    /**
     * Sends a message to the members of the groups that this client has joined. Never answered.
     *
     * @param guarantee the wished order; all messages are in agreed order
     * @param message what to send
     */
    record Mcast(int guarantee, byte[] message) implements CpgRequest {
        /** Request id. */
        public static final int ID = 2;
        /** Where the length of the payload stands. */
        public static final int LENGTH = 32;
        /** Where the payload begins. */
        public static final int PAYLOAD = 40;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return PAYLOAD + message.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, guarantee);
            m.putInt(LENGTH, message.length);
            m.put(PAYLOAD, message);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Mcast decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, PAYLOAD);
            return m == null || !isValid(m)
                    ? null
                    : new Mcast(m.getInt(24), Fields.bytes(m, PAYLOAD, m.getInt(LENGTH)));
        }

        /**
         * @param message a request of this id, position to limit, little-endian
         * @return whether its fields and its payload are all there
         */
        public static boolean isValid(ByteBuffer message) {
            return message.remaining() >= PAYLOAD
                    && (message.getInt(message.position() + LENGTH) & 0xFFFF_FFFFL) <= message.remaining() - PAYLOAD;
        }
    }

    /**
     * Asks for the members of a group.
     *
     * @param group the group
     */
    record MembershipGet(String group) implements CpgRequest {
        /** Request id. */
        public static final int ID = 3;
        private static final int SIZE = 152;

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
            Fields.groupName(m, 16, group);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static MembershipGet decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new MembershipGet(Fields.groupName(m, 16));
        }
    }

    /**
     * Asks for our node id.
     */
    record LocalGet() implements CpgRequest {
        /** Request id. */
        public static final int ID = 4;
        private static final int SIZE = 16;

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
            // all of it is header
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static LocalGet decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new LocalGet();
        }
    }

    /**
     * Begins to list groups or members.
     *
     * @param group the group
     * @param type what to list
     */
    record IterationInitialize(String group, int type) implements CpgRequest {
        /** Request id. */
        public static final int ID = 5;
        private static final int SIZE = 160;

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
            Fields.groupName(m, 16, group);
            m.putInt(152, type);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static IterationInitialize decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new IterationInitialize(Fields.groupName(m, 16), m.getInt(152));
        }
    }

    /**
     * Asks for the next one.
     *
     * @param handle of the iteration
     */
    record IterationNext(long handle) implements CpgRequest {
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
        public static IterationNext decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new IterationNext(m.getLong(16));
        }
    }

    /**
     * Ends an iteration.
     *
     * @param handle of the iteration
     */
    record IterationFinalize(long handle) implements CpgRequest {
        /** Request id. */
        public static final int ID = 7;
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
        public static IterationFinalize decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new IterationFinalize(m.getLong(16));
        }
    }

    /**
     * Takes the connection off all lists.
     */
    record Finalize() implements CpgRequest {
        /** Request id. */
        public static final int ID = 8;
        private static final int SIZE = 16;

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
            // all of it is header
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static Finalize decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new Finalize();
        }
    }

    /**
     * Shares a zero-copy buffer.
     *
     * @param mapSize the length of the file
     * @param path the file
     */
    record ZcAlloc(long mapSize, String path) implements CpgRequest {
        /** Request id. */
        public static final int ID = 9;
        private static final int SIZE = 152;

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
            m.putLong(16, mapSize);
            Fields.text(m, 24, PATH_MAX, path);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static ZcAlloc decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ZcAlloc(m.getLong(16), Fields.text(m, 24, PATH_MAX));
        }
    }

    /**
     * Gives a zero-copy buffer back.
     *
     * @param mapSize the length of the file
     * @param token the server's token for it
     */
    record ZcFree(long mapSize, long token) implements CpgRequest {
        /** Request id. */
        public static final int ID = 10;
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
            m.putLong(16, mapSize);
            m.putLong(24, token);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static ZcFree decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ZcFree(m.getLong(16), m.getLong(24));
        }
    }

    /**
     * Sends what is in a zero-copy buffer.
     *
     * @param token the server's token for it
     */
    record ZcExecute(long token) implements CpgRequest {
        /** Request id. */
        public static final int ID = 11;
        private static final int SIZE = 24;
        private static final int TOKEN = 16;

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
            m.putLong(TOKEN, token);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static ZcExecute decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ZcExecute(m.getLong(TOKEN));
        }

        /**
         * @param message a request of this id, position to limit
         * @return whether its field is there
         */
        public static boolean isValid(ByteBuffer message) {
            return message.remaining() >= SIZE;
        }

        /**
         * @param message a valid request of this id, position to limit, little-endian
         * @return the token in it
         */
        public static long token(ByteBuffer message) {
            return message.getLong(message.position() + TOKEN);
        }
    }

    /**
     * Sends a part of a message that is too long for one request.
     *
     * @param guarantee the wished order; all messages are in agreed order
     * @param length the length of the whole message
     * @param type {@link #FIRST}, {@link #MIDDLE} or {@link #LAST}
     * @param fragment the part
     */
    record PartialMcast(int guarantee, int length, int type, byte[] fragment) implements CpgRequest {

        /** Request id. */
        public static final int ID = 12;
        /** Where the length of the whole message stands. */
        public static final int LENGTH = 32;
        /** Where the length of the part stands. */
        public static final int FRAGMENT_LENGTH = 40;
        /** Where the kind of part stands. */
        public static final int TYPE = 48;
        /** Where the part begins. */
        public static final int PAYLOAD = 56;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return PAYLOAD + fragment.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, guarantee);
            m.putInt(LENGTH, length);
            m.putInt(FRAGMENT_LENGTH, fragment.length);
            m.putInt(TYPE, type);
            m.put(PAYLOAD, fragment);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static PartialMcast decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, PAYLOAD);
            return m == null || !isValid(m)
                    ? null
                    : new PartialMcast(m.getInt(24), m.getInt(LENGTH), m.getInt(TYPE),
                            Fields.bytes(m, PAYLOAD, m.getInt(FRAGMENT_LENGTH)));
        }

        /**
         * @param message a request of this id, position to limit, little-endian
         * @return whether its fields and its part are all there
         */
        public static boolean isValid(ByteBuffer message) {
            return message.remaining() >= PAYLOAD && (message.getInt(message.position() + FRAGMENT_LENGTH)
                    & 0xFFFF_FFFFL) <= message.remaining() - PAYLOAD;
        }
    }
}
