package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What a client asks of votequorum. */
public sealed interface VoteQuorumRequest extends IpcMessage {
    /** Room for a quorum device's name, its NUL included. */
    int DEVICE_NAME_MAX = 255;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static VoteQuorumRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case GetInfo.ID -> GetInfo.decode(message);
            case SetExpected.ID -> SetExpected.decode(message);
            case SetVotes.ID -> SetVotes.decode(message);
            case TrackStart.ID -> TrackStart.decode(message);
            case TrackStop.ID -> TrackStop.decode(message);
            case DeviceRegister.ID -> DeviceRegister.decode(message);
            case DeviceUnregister.ID -> DeviceUnregister.decode(message);
            case DeviceUpdate.ID -> DeviceUpdate.decode(message);
            case DevicePoll.ID -> DevicePoll.decode(message);
            case DeviceMasterWins.ID -> DeviceMasterWins.decode(message);
            default -> null;
        };
    }

    /**
     * Asks for a node.
     *
     * @param nodeId the node, 0 for the local one
     */
    record GetInfo(int nodeId) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 0;
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
            m.putInt(16, nodeId);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static GetInfo decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new GetInfo(m.getInt(16));
        }
    }

    /**
     * Changes the expected votes.
     *
     * @param expectedVotes the new number
     */
    record SetExpected(int expectedVotes) implements VoteQuorumRequest {
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
            m.putInt(16, expectedVotes);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static SetExpected decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new SetExpected(m.getInt(16));
        }
    }

    /**
     * Changes a node's votes.
     *
     * @param votes the new number
     * @param nodeId the node, 0 for the quorum device
     */
    record SetVotes(int votes, int nodeId) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 2;
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
            m.putInt(16, votes);
            m.putInt(20, nodeId);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static SetVotes decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new SetVotes(m.getInt(16), m.getInt(20));
        }
    }

    /**
     * Begins to tell of quorum.
     *
     * @param context the client's number, which comes back in events
     * @param flags track flags as in {@link QuorumRequest}
     */
    record TrackStart(long context, int flags) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 3;
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
            m.putLong(16, context);
            m.putInt(24, flags);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackStart decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TrackStart(m.getLong(16), m.getInt(24));
        }
    }

    /**
     * Ends the tracking.
     */
    record TrackStop() implements VoteQuorumRequest {
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
        public static TrackStop decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TrackStop();
        }
    }

    /**
     * Registers a quorum device.
     *
     * @param name its name
     */
    record DeviceRegister(String name) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 5;
        private static final int SIZE = 272;

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
            Fields.text(m, 16, DEVICE_NAME_MAX, name);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static DeviceRegister decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new DeviceRegister(Fields.text(m, 16, DEVICE_NAME_MAX));
        }
    }

    /**
     * Takes a quorum device away.
     *
     * @param name its name
     */
    record DeviceUnregister(String name) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 6;
        private static final int SIZE = 272;

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
            Fields.text(m, 16, DEVICE_NAME_MAX, name);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static DeviceUnregister decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new DeviceUnregister(Fields.text(m, 16, DEVICE_NAME_MAX));
        }
    }

    /**
     * Gives a quorum device a new name.
     *
     * @param oldName its name
     * @param newName its new name
     */
    record DeviceUpdate(String oldName, String newName) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 7;
        private static final int SIZE = 528;

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
            Fields.text(m, 16, DEVICE_NAME_MAX, oldName);
            Fields.text(m, 271, DEVICE_NAME_MAX, newName);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static DeviceUpdate decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null
                    ? null
                    : new DeviceUpdate(Fields.text(m, 16, DEVICE_NAME_MAX), Fields.text(m, 271, DEVICE_NAME_MAX));
        }
    }

    /**
     * Says that the quorum device lives, and how it votes.
     *
     * @param name its name
     * @param castVote whether it votes for us
     * @param ringId the ring that it has judged
     */
    record DevicePoll(String name, boolean castVote, IpcRingId ringId) implements VoteQuorumRequest {

        /** Request id. */
        public static final int ID = 8;
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
            Fields.text(m, 16, DEVICE_NAME_MAX, name);
            m.putInt(272, castVote ? 1 : 0);
            ringId.put(m, 280);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static DevicePoll decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null
                    ? null
                    : new DevicePoll(Fields.text(m, 16, DEVICE_NAME_MAX), m.getInt(272) != 0, IpcRingId.at(m, 280));
        }
    }

    /**
     * Says whether the master wins.
     *
     * @param name its name
     * @param allow whether it does
     */
    record DeviceMasterWins(String name, boolean allow) implements VoteQuorumRequest {
        /** Request id. */
        public static final int ID = 9;
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
            Fields.text(m, 16, DEVICE_NAME_MAX, name);
            m.putInt(272, allow ? 1 : 0);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static DeviceMasterWins decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new DeviceMasterWins(Fields.text(m, 16, DEVICE_NAME_MAX), m.getInt(272) != 0);
        }
    }
}
