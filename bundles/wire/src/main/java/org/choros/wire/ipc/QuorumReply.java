package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What quorum answers and tells. */
public sealed interface QuorumReply extends IpcReply {
    /** Reply id of trackstart, a {@link BareReply}. */
    int TRACKSTART = 1;
    /** Reply id of trackstop, a {@link BareReply}. */
    int TRACKSTOP = 2;

    /**
     * Whether we are quorate.
     *
     * @param error the result
     * @param quorate whether we are
     */
    record Quorate(int error, boolean quorate) implements QuorumReply {
        /** Reply id. */
        public static final int ID = 0;
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
            m.putInt(24, quorate ? 1 : 0);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Quorate decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new Quorate(m.getInt(Fields.ERROR), m.getInt(24) != 0);
        }
    }

    /**
     * Whether there is a provider, in answer to {@link QuorumRequest.GetType}.
     *
     * @param error the result
     * @param provider whether there is one
     */
    record Type(int error, boolean provider) implements QuorumReply {
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
            m.putInt(24, provider ? 1 : 0);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Type decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new Type(m.getInt(Fields.ERROR), m.getInt(24) != 0);
        }
    }

    /**
     * Whether there is a provider, in answer to {@link QuorumRequest.ModelGetType}.
     *
     * @param error the result
     * @param provider whether there is one
     */
    record ModelType(int error, boolean provider) implements QuorumReply {
        /** Reply id. */
        public static final int ID = 5;
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
            m.putInt(24, provider ? 1 : 0);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static ModelType decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new ModelType(m.getInt(Fields.ERROR), m.getInt(24) != 0);
        }
    }

    /**
     * Event of model 0: quorum.
     *
     * @param error the result
     * @param quorate whether we are quorate
     * @param ringSeq the ring's sequence
     * @param view the members
     */
    record V0Notification(int error, boolean quorate, long ringSeq, int[] view) implements QuorumReply {

        /** Event id. */
        public static final int ID = 3;
        private static final int FIXED = 48;
        private static final int VIEW = 44;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + 4 * view.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, quorate ? 1 : 0);
            m.putLong(32, ringSeq);
            m.putInt(40, view.length);
            Fields.ints(m, VIEW, view);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static V0Notification decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int count = m == null ? -1 : Fields.count(m, 40, m.limit() - FIXED, 4);
            return count < 0
                    ? null
                    : new V0Notification(m.getInt(Fields.ERROR), m.getInt(24) != 0, m.getLong(32),
                            Fields.ints(m, VIEW, count));
        }
    }

    /**
     * Event of model 1: quorum.
     *
     * @param error the result
     * @param quorate whether we are quorate
     * @param ringId the ring
     * @param view the members
     */
    record V1Quorum(int error, boolean quorate, IpcRingId ringId, int[] view) implements QuorumReply {

        /** Event id. */
        public static final int ID = 6;
        private static final int FIXED = 56;
        private static final int VIEW = 52;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + 4 * view.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, quorate ? 1 : 0);
            ringId.put(m, 32);
            m.putInt(48, view.length);
            Fields.ints(m, VIEW, view);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static V1Quorum decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int count = m == null ? -1 : Fields.count(m, 48, m.limit() - FIXED, 4);
            return count < 0
                    ? null
                    : new V1Quorum(m.getInt(Fields.ERROR), m.getInt(24) != 0, IpcRingId.at(m, 32),
                            Fields.ints(m, VIEW, count));
        }
    }

    /**
     * Event of model 1: the nodes of the ring.
     *
     * @param error the result
     * @param ringId the ring
     * @param members its nodes
     * @param joined those that came
     * @param left those that went
     */
    record V1NodeList(int error, IpcRingId ringId, int[] members, int[] joined, int[] left) implements QuorumReply {

        /** Event id. */
        public static final int ID = 7;
        private static final int FIXED = 64;
        private static final int LISTS = 60;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + 4 * (members.length + joined.length + left.length);
        }

        @Override
        public void body(ByteBuffer m) {
            ringId.put(m, 24);
            m.putInt(40, members.length);
            m.putInt(48, joined.length);
            m.putInt(56, left.length);
            Fields.ints(m, Fields.ints(m, Fields.ints(m, LISTS, members), joined), left);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static V1NodeList decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            if (m == null) {
                return null;
            }
            int room = m.limit() - FIXED;
            int members = Fields.count(m, 40, room, 4);
            int joined = Fields.count(m, 48, room, 4);
            int left = Fields.count(m, 56, room, 4);
            if (members < 0 || joined < 0 || left < 0 || 4L * members + 4L * joined + 4L * left > room) {
                return null;
            }
            int joinedAt = LISTS + 4 * members;
            return new V1NodeList(m.getInt(Fields.ERROR), IpcRingId.at(m, 24), Fields.ints(m, LISTS, members),
                    Fields.ints(m, joinedAt, joined), Fields.ints(m, joinedAt + 4 * joined, left));
        }
    }
}
