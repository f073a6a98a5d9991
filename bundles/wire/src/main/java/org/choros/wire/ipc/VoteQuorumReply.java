package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What votequorum answers and tells. All other requests are answered by a {@link BareReply} with id 0. */
public sealed interface VoteQuorumReply extends IpcReply {
    /** Node state: member. */
    int MEMBER = 1;
    /** Node state: dead. */
    int DEAD = 2;
    /** Node state: leaving. */
    int LEAVING = 3;
    /** Flag: two-node mode. */
    int FLAG_TWO_NODE = 1;
    /** Flag: quorate. */
    int FLAG_QUORATE = 2;
    /** Flag: waits for all nodes at start. */
    int FLAG_WAIT_FOR_ALL = 4;
    /** Flag: last man standing. */
    int FLAG_LAST_MAN_STANDING = 8;
    /** Flag: auto tie breaker. */
    int FLAG_AUTO_TIE_BREAKER = 16;
    /** Flag: downscale allowed. */
    int FLAG_ALLOW_DOWNSCALE = 32;
    /** Flag: the quorum device is registered. */
    int FLAG_DEVICE_REGISTERED = 64;
    /** Flag: the quorum device is alive. */
    int FLAG_DEVICE_ALIVE = 128;
    /** Flag: the quorum device votes. */
    int FLAG_DEVICE_CAST_VOTE = 256;
    /** Flag: the master wins. */
    int FLAG_DEVICE_MASTER_WINS = 512;
    /** Reply id of all requests but getinfo. */
    int DONE = 0;

    /**
     * A node and the counts of the cluster.
     *
     * @param error the result
     * @param nodeId the node
     * @param state {@link #MEMBER}, {@link #DEAD} or {@link #LEAVING}
     * @param votes its votes
     * @param expectedVotes the votes that it expects
     * @param highestExpected the highest number that any member expects
     * @param totalVotes the votes of all members
     * @param quorum the votes that are needed
     * @param flags flag bits
     * @param deviceVotes the votes of the quorum device
     * @param deviceName its name, or empty
     */
    record Info(int error, int nodeId, int state, int votes, int expectedVotes, int highestExpected, int totalVotes,
            int quorum, int flags, int deviceVotes, String deviceName) implements VoteQuorumReply {

        /** Reply id. */
        public static final int ID = 1;
        private static final int SIZE = 320;

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
            m.putInt(28, state);
            m.putInt(32, votes);
            m.putInt(36, expectedVotes);
            m.putInt(40, highestExpected);
            m.putInt(44, totalVotes);
            m.putInt(48, quorum);
            m.putInt(52, flags);
            m.putInt(56, deviceVotes);
            Fields.text(m, 60, VoteQuorumRequest.DEVICE_NAME_MAX, deviceName);
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Info decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            return m == null
                    ? null
                    : new Info(m.getInt(Fields.ERROR), m.getInt(24), m.getInt(28), m.getInt(32), m.getInt(36),
                            m.getInt(40), m.getInt(44), m.getInt(48), m.getInt(52), m.getInt(56),
                            Fields.text(m, 60, VoteQuorumRequest.DEVICE_NAME_MAX));
        }
    }

    /**
     * Event: quorum, and every node that was ever seen.
     *
     * @param error the result
     * @param quorate whether we are quorate
     * @param context the client's number for the tracking
     * @param nodes the nodes; id 0 is the quorum device
     */
    record QuorumNotification(int error, boolean quorate, long context, List<Node> nodes) implements VoteQuorumReply {

        /** Event id. */
        public static final int ID = 3;
        private static final int FIXED = 48;
        private static final int STRIDE = 8;

        /**
         * One node.
         *
         * @param nodeId its id
         * @param state its state
         */
        public record Node(int nodeId, int state) {
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + STRIDE * nodes.size();
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, quorate ? 1 : 0);
            m.putLong(32, context);
            m.putInt(40, nodes.size());
            for (int i = 0; i < nodes.size(); i++) {
                m.putInt(FIXED + STRIDE * i, nodes.get(i).nodeId());
                m.putInt(FIXED + STRIDE * i + 4, nodes.get(i).state());
            }
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static QuorumNotification decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int count = m == null ? -1 : Fields.count(m, 40, m.limit() - FIXED, STRIDE);
            if (count < 0) {
                return null;
            }
            List<Node> nodes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                nodes.add(new Node(m.getInt(FIXED + STRIDE * i), m.getInt(FIXED + STRIDE * i + 4)));
            }
            return new QuorumNotification(m.getInt(Fields.ERROR), m.getInt(24) != 0, m.getLong(32), nodes);
        }
    }

    /**
     * Event: the expected votes have changed.
     *
     * @param error the result
     * @param context the client's number for the tracking
     * @param expectedVotes the new number
     */
    record ExpectedVotesNotification(int error, long context, int expectedVotes) implements VoteQuorumReply {

        /** Event id. */
        public static final int ID = 4;
        private static final int SIZE = 40;

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
            m.putLong(24, context);
            m.putInt(32, expectedVotes);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static ExpectedVotesNotification decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, SIZE);
            return m == null
                    ? null
                    : new ExpectedVotesNotification(m.getInt(Fields.ERROR), m.getLong(24), m.getInt(32));
        }
    }

    /**
     * Event: the members of a new ring, before the decision about quorum.
     *
     * @param error the result
     * @param context the client's number for the tracking
     * @param ringId the ring
     * @param nodes its members
     */
    record NodeListNotification(int error, long context, IpcRingId ringId, int[] nodes) implements VoteQuorumReply {

        /** Event id. */
        public static final int ID = 5;
        private static final int FIXED = 56;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + 4 * nodes.length;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(24, context);
            ringId.put(m, 32);
            m.putInt(48, nodes.length);
            Fields.ints(m, FIXED, nodes);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static NodeListNotification decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, FIXED);
            int count = m == null ? -1 : Fields.count(m, 48, m.limit() - FIXED, 4);
            return count < 0
                    ? null
                    : new NodeListNotification(m.getInt(Fields.ERROR), m.getLong(24), IpcRingId.at(m, 32),
                            Fields.ints(m, FIXED, count));
        }
    }
}
