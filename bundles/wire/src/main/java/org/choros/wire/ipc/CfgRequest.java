package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** What a client asks of cfg. */
public sealed interface CfgRequest extends IpcMessage {
    /** Shutdown flag: ask the trackers. */
    int SHUTDOWN_REQUEST = 0;
    /** Shutdown flag: tell the trackers, whatever they answer. */
    int SHUTDOWN_REGARDLESS = 1;
    /** Shutdown flag: ask nobody. */
    int SHUTDOWN_IMMEDIATE = 2;
    /** The only version of node status. */
    int NODE_STATUS_VERSION = 1;

    /**
     * @param message a request, position to limit
     * @return what it asks, or null when it is malformed or unknown
     */
    static CfgRequest decode(ByteBuffer message) {
        if (!IpcMessage.isRequest(message)) {
            return null;
        }
        return switch (IpcMessage.idOf(message)) {
            case RingStatusGet.ID -> RingStatusGet.decode(message);
            case RingReenable.ID -> RingReenable.decode(message);
            case KillNode.ID -> KillNode.decode(message);
            case TryShutdown.ID -> TryShutdown.decode(message);
            case ReplyToShutdown.ID -> ReplyToShutdown.decode(message);
            case GetNodeAddrs.ID -> GetNodeAddrs.decode(message);
            case LocalGet.ID -> LocalGet.decode(message);
            case ReloadConfig.ID -> ReloadConfig.decode(message);
            case ReopenLogFiles.ID -> ReopenLogFiles.decode(message);
            case NodeStatusGet.ID -> NodeStatusGet.decode(message);
            case TrackStart.ID -> TrackStart.decode(message);
            case TrackStop.ID -> TrackStop.decode(message);
            default -> null;
        };
    }

    /**
     * Asks for the state of our links.
     */
    record RingStatusGet() implements CfgRequest {
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
        public static RingStatusGet decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new RingStatusGet();
        }
    }

    /**
     * Marks all rings free of faults (2.4).
     */
    record RingReenable() implements CfgRequest {
        /** Request id. */
        public static final int ID = 1;
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
        public static RingReenable decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new RingReenable();
        }
    }

    /**
     * Ends a node at once.
     *
     * @param nodeId the node
     * @param reason why; on the wire it ends with a NUL that counts
     */
    record KillNode(int nodeId, String reason) implements CfgRequest {
        /** Request id. */
        public static final int ID = 2;
        private static final int SIZE = 288;
        private static final int REASON_MAX = 256;

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
            m.putShort(24, (short) (Fields.text(m, 26, REASON_MAX, reason) + 1));
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static KillNode decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            int length = m == null ? 0 : m.getShort(24) & 0xFFFF;
            if (m == null || length > REASON_MAX) {
                return null;
            }
            return new KillNode(m.getInt(16), Fields.text(m, 26, length));
        }
    }

    /**
     * Asks to stop the node.
     *
     * @param flags a shutdown flag
     */
    record TryShutdown(int flags) implements CfgRequest {
        /** Request id. */
        public static final int ID = 3;
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
        public static TryShutdown decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TryShutdown(m.getInt(16));
        }
    }

    /**
     * Answers the question whether the node may stop.
     *
     * @param yes whether it may
     */
    record ReplyToShutdown(boolean yes) implements CfgRequest {
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
            m.putInt(16, yes ? 1 : 0);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static ReplyToShutdown decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ReplyToShutdown(m.getInt(16) != 0);
        }
    }

    /**
     * Asks for a node's addresses.
     *
     * @param nodeId the node, 0 for the local one
     */
    record GetNodeAddrs(int nodeId) implements CfgRequest {
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
            m.putInt(16, nodeId);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static GetNodeAddrs decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new GetNodeAddrs(m.getInt(16));
        }
    }

    /**
     * Asks for our node id.
     */
    record LocalGet() implements CfgRequest {
        /** Request id. */
        public static final int ID = 6;
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
     * Has all nodes read their configuration again.
     */
    record ReloadConfig() implements CfgRequest {
        /** Request id. */
        public static final int ID = 7;
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
        public static ReloadConfig decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ReloadConfig();
        }
    }

    /**
     * Has the local node close and open its log files.
     */
    record ReopenLogFiles() implements CfgRequest {
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
        public static ReopenLogFiles decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new ReopenLogFiles();
        }
    }

    /**
     * Asks how a node is reached.
     *
     * @param nodeId the node
     * @param version {@link #NODE_STATUS_VERSION}
     */
    record NodeStatusGet(int nodeId, int version) implements CfgRequest {
        /** Request id. */
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
            m.putInt(16, nodeId);
            m.putInt(24, version);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static NodeStatusGet decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new NodeStatusGet(m.getInt(16), m.getInt(24));
        }
    }

    /**
     * Wants to be asked before the node stops.
     *
     * @param flags track flags, without meaning
     */
    record TrackStart(int flags) implements CfgRequest {
        /** Request id. */
        public static final int ID = 10;
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
            m.put(16, (byte) flags);
        }

        /**
         * @param message a request, position to limit
         * @return it, or null when it is malformed
         */
        public static TrackStart decode(ByteBuffer message) {
            ByteBuffer m = Fields.request(message, ID, SIZE);
            return m == null ? null : new TrackStart(m.get(16) & 0xFF);
        }
    }

    /**
     * No longer wants to be asked.
     */
    record TrackStop() implements CfgRequest {
        /** Request id. */
        public static final int ID = 11;
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
}
