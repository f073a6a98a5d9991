package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What cpg answers and tells. Requests that return nothing are answered by a {@link BareReply} with the id here.
 */
public sealed interface CpgReply extends IpcReply {
    /** Reply id of join. */
    int JOIN = 0;
    /** Reply id of leave. */
    int LEAVE = 1;
    /** Reply id of zc_alloc. */
    int ZC_ALLOC = 0;
    /** Reply id of zc_free. */
    int ZC_FREE = 0;
    /** Reply id of zc_execute. */
    int ZC_EXECUTE = 2;
    /** Reply id of iteration_finalize. */
    int ITERATION_FINALIZE = 11;
    /** Reply id of finalize. */
    int FINALIZE = 12;
    /** Reply id of partial_mcast. */
    int PARTIAL_MCAST = 18;
    /** Reason: none, in lists of members. */
    int REASON_UNDEFINED = 0;
    /** Reason: it joined. */
    int REASON_JOIN = 1;
    /** Reason: it left. */
    int REASON_LEAVE = 2;
    /** Reason: its node went. */
    int REASON_NODE_DOWN = 3;
    /** Reason: its node came. */
    int REASON_NODE_UP = 4;
    /** Reason: its process went. */
    int REASON_PROCESS_DOWN = 5;

    /**
     * The members of a group.
     *
     * @param error the result
     * @param members at most 384
     */
    record Membership(int error, List<Member> members) implements CpgReply {

        /** Reply id. */
        public static final int ID = 3;
        private static final int MAX = 384;
        private static final int LIST = 32;
        private static final int SIZE = LIST + MAX * Address.SIZE;

        /**
         * One member.
         *
         * @param nodeId its node
         * @param pid its process
         */
        public record Member(int nodeId, int pid) {
        }

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
            int count = Math.min(members.size(), MAX);
            m.putInt(24, count);
            for (int i = 0; i < count; i++) {
                m.putInt(LIST + Address.SIZE * i, members.get(i).nodeId());
                m.putInt(LIST + Address.SIZE * i + 8, members.get(i).pid());
            }
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Membership decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            int count = m == null ? -1 : Fields.count(m, 24, MAX, 1);
            if (count < 0) {
                return null;
            }
            List<Member> members = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                members.add(new Member(m.getInt(LIST + Address.SIZE * i), m.getInt(LIST + Address.SIZE * i + 8)));
            }
            return new Membership(m.getInt(Fields.ERROR), members);
        }
    }

    /**
     * Our node id.
     *
     * @param error the result
     * @param nodeId our node id
     */
    record LocalGet(int error, int nodeId) implements CpgReply {
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
            m.putInt(24, nodeId);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static LocalGet decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new LocalGet(m.getInt(Fields.ERROR), m.getInt(24));
        }
    }

    /**
     * An iteration has begun.
     *
     * @param error the result
     * @param handle of the iteration
     */
    record IterationInitialize(int error, long handle) implements CpgReply {
        /** Reply id. */
        public static final int ID = 9;
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
        public static IterationInitialize decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null ? null : new IterationInitialize(m.getInt(Fields.ERROR), m.getLong(24));
        }
    }

    /**
     * The next group or member.
     *
     * @param error the result
     * @param group the group
     * @param nodeId its node, 0 for names only
     * @param pid its process, 0 for names only
     */
    record IterationNext(int error, String group, int nodeId, int pid) implements CpgReply {

        /** Reply id. */
        public static final int ID = 10;
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
            Fields.groupName(m, 24, group);
            m.putInt(160, nodeId);
            m.putInt(164, pid);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static IterationNext decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null
                    ? null
                    : new IterationNext(m.getInt(Fields.ERROR), Fields.groupName(m, 24), m.getInt(160), m.getInt(164));
        }
    }

    /**
     * One process of a membership event.
     *
     * @param nodeId its node
     * @param pid its process
     * @param reason why it came or went, 0 for members
     */
    record Address(int nodeId, int pid, int reason) {

        static final int SIZE = 24;

        static List<Address> list(ByteBuffer m, int offset, int count) {
            List<Address> list = new ArrayList<>(count);
            for (int at = offset; at < offset + SIZE * count; at += SIZE) {
                list.add(new Address(m.getInt(at), m.getInt(at + 8), m.getInt(at + 16)));
            }
            return list;
        }

        static int put(ByteBuffer m, int offset, List<Address> list) {
            int at = offset;
            for (Address a : list) {
                m.putInt(at, a.nodeId());
                m.putInt(at + 8, a.pid());
                m.putInt(at + 16, a.reason());
                at += SIZE;
            }
            return at;
        }
    }

    /**
     * Event: processes have joined or left a group. Clients take at most 128 of each list.
     *
     * @param error the result
     * @param group the group
     * @param members all members
     * @param left those that went
     * @param joined those that came
     */
    record Confchg(int error, String group, List<Address> members, List<Address> left, List<Address> joined)
            implements
                CpgReply {

        /** Event id. */
        public static final int ID = 4;
        private static final int FIXED = 184;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + Address.SIZE * (members.size() + left.size() + joined.size());
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.groupName(m, 24, group);
            m.putInt(160, members.size());
            m.putInt(168, joined.size());
            m.putInt(176, left.size());
            // the counts say members, joined, left; the lists follow as members, left, joined
            Address.put(m, Address.put(m, Address.put(m, FIXED, members), left), joined);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Confchg decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            if (m == null) {
                return null;
            }
            int room = m.limit() - FIXED;
            int members = Fields.count(m, 160, room, Address.SIZE);
            int joined = Fields.count(m, 168, room, Address.SIZE);
            int left = Fields.count(m, 176, room, Address.SIZE);
            boolean fits = members >= 0 && joined >= 0 && left >= 0
                    && (long) Address.SIZE * ((long) members + joined + left) <= room;
            if (!fits) {
                return null;
            }
            int leftAt = FIXED + Address.SIZE * members;
            int joinedAt = leftAt + Address.SIZE * left;
            return new Confchg(m.getInt(Fields.ERROR), Fields.groupName(m, 24), Address.list(m, FIXED, members),
                    Address.list(m, leftAt, left), Address.list(m, joinedAt, joined));
        }
    }

    /**
     * Event: a message.
     *
     * @param error the result
     * @param group the group
     * @param nodeId the sender's node
     * @param pid the sender's process
     * @param message what it sent
     */
    record Deliver(int error, String group, int nodeId, int pid, byte[] message) implements CpgReply {

        /** Event id. */
        public static final int ID = 5;
        private static final int FIXED = 184;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + message.length;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.groupName(m, 24, group);
            m.putInt(160, message.length);
            m.putInt(168, nodeId);
            m.putInt(176, pid);
            m.put(FIXED, message);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static Deliver decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int length = m == null ? -1 : Fields.count(m, 160, m.limit() - FIXED, 1);
            return length < 0
                    ? null
                    : new Deliver(m.getInt(Fields.ERROR), Fields.groupName(m, 24), m.getInt(168), m.getInt(176),
                            Fields.bytes(m, FIXED, length));
        }
    }

    /**
     * Event: a part of a message.
     *
     * @param error the result
     * @param group the group
     * @param length the length of the whole message
     * @param nodeId the sender's node
     * @param pid the sender's process
     * @param type which part, as in {@link CpgRequest}
     * @param fragment the part
     */
    record PartialDeliver(int error, String group, int length, int nodeId, int pid, int type, byte[] fragment)
            implements
                CpgReply {

        /** Event id. */
        public static final int ID = 17;
        private static final int FIXED = 200;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + fragment.length;
        }

        @Override
        public void body(ByteBuffer m) {
            Fields.groupName(m, 24, group);
            m.putInt(160, length);
            m.putInt(168, fragment.length);
            m.putInt(176, nodeId);
            m.putInt(184, pid);
            m.putInt(192, type);
            m.put(FIXED, fragment);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static PartialDeliver decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int length = m == null ? -1 : Fields.count(m, 168, m.limit() - FIXED, 1);
            return length < 0
                    ? null
                    : new PartialDeliver(m.getInt(Fields.ERROR), Fields.groupName(m, 24), m.getInt(160),
                            m.getInt(176), m.getInt(184), m.getInt(192), Fields.bytes(m, FIXED, length));
        }
    }

    /**
     * Event: the ring has changed.
     *
     * @param error the result
     * @param ringId the ring
     * @param members its nodes
     */
    record TotemConfchg(int error, IpcRingId ringId, int[] members) implements CpgReply {

        /** Event id. */
        public static final int ID = 13;
        private static final int FIXED = 48;
        private static final int LIST = 44;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + 4 * members.length;
        }

        @Override
        public void body(ByteBuffer m) {
            ringId.put(m, 24);
            m.putInt(40, members.length);
            Fields.ints(m, LIST, members);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static TotemConfchg decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int count = m == null ? -1 : Fields.count(m, 40, m.limit() - FIXED, 4);
            return count < 0
                    ? null
                    : new TotemConfchg(m.getInt(Fields.ERROR), IpcRingId.at(m, 24), Fields.ints(m, LIST, count));
        }
    }
}
