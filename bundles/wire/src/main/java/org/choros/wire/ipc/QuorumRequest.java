package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What a client asks of quorum. */
public sealed interface QuorumRequest extends IpcMessage {
    /** Track flag: tell the present state now. */
    int TRACK_CURRENT = 1;
    /** Track flag: tell of changes. */
    int TRACK_CHANGES = 2;
    /** Track flag: tell of changes, and only what has changed. */
    int TRACK_CHANGES_ONLY = 4;

    /** The first model: one kind of event. */
    int MODEL_V0 = 0;
    /** The model with events for quorum and for nodes. */
    int MODEL_V1 = 1;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static QuorumRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case GetQuorate.ID -> GetQuorate.decode(message);
            case TrackStart.ID -> TrackStart.decode(message);
            case TrackStop.ID -> TrackStop.decode(message);
            case GetType.ID -> GetType.decode(message);
            case ModelGetType.ID -> ModelGetType.decode(message);
            default -> null;
        };
    }

    /**
     * Asks whether we are quorate.
     */
    record GetQuorate() implements QuorumRequest {
        /** Request id. */
        public static final int ID = 0;
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
        public static GetQuorate decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new GetQuorate();
        }
    }

    /**
     * Begins to tell of quorum.
     *
     * @param flags track flags
     */
    record TrackStart(int flags) implements QuorumRequest {
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
            m.putInt(16, flags);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackStart decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TrackStart(m.getInt(16));
        }
    }

    /**
     * Ends the tracking.
     */
    record TrackStop() implements QuorumRequest {
        /** Request id. */
        public static final int ID = 2;
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
     * Asks whether there is a quorum provider.
     */
    record GetType() implements QuorumRequest {
        /** Request id. */
        public static final int ID = 3;
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
        public static GetType decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new GetType();
        }
    }

    /**
     * Chooses the model, and asks whether there is a quorum provider.
     *
     * @param model a model
     */
    record ModelGetType(int model) implements QuorumRequest {
        /** Request id. */
        public static final int ID = 4;
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
            m.putInt(16, model);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static ModelGetType decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ModelGetType(m.getInt(16));
        }
    }
}
