package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What cfg answers and tells. Requests that return nothing are answered by a {@link BareReply} with the id here.
 */
public sealed interface CfgReply extends IpcReply {
    /** Reply id of ring_reenable. */
    int RING_REENABLE = 1;
    /** Reply id of trackstart. */
    int TRACKSTART = 2;
    /** Reply id of trackstop. */
    int TRACKSTOP = 3;
    /** Reply id of kill_node. */
    int KILL_NODE = 8;
    /** Reply id of try_shutdown. */
    int TRY_SHUTDOWN = 9;
    /** Reply id of reply_to_shutdown. */
    int REPLY_TO_SHUTDOWN = 13;
    /** Reply id of reload_config. */
    int RELOAD_CONFIG = 14;
    /** Reply id of reopen_log_files. */
    int REOPEN_LOG_FILES = 15;

    /**
     * The state of our links.
     *
     * @param error the result
     * @param interfaces at most 16 links
     */
    record RingStatus(int error, List<Interface> interfaces) implements CfgReply {

        /** Reply id. */
        public static final int ID = 0;
        private static final int SIZE = 10_272;
        private static final int MAX = 16;
        private static final int NAMES = 32;
        private static final int NAME_MAX = 128;
        private static final int STATES = NAMES + MAX * NAME_MAX;
        private static final int STATE_MAX = 512;

        /**
         * One link.
         *
         * @param name its number and address: {@code 0 10.0.0.1}; 2.4 has the address alone
         * @param status its state in words or digits
         */
        public record Interface(String name, String status) {
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
            int count = Math.min(interfaces.size(), MAX);
            m.putInt(24, count);
            for (int i = 0; i < count; i++) {
                Fields.text(m, NAMES + NAME_MAX * i, NAME_MAX, interfaces.get(i).name());
                Fields.text(m, STATES + STATE_MAX * i, STATE_MAX, interfaces.get(i).status());
            }
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static RingStatus decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, SIZE);
            int count = m == null ? -1 : Fields.count(m, 24, MAX, 1);
            if (count < 0) {
                return null;
            }
            List<Interface> interfaces = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                interfaces.add(new Interface(Fields.text(m, NAMES + NAME_MAX * i, NAME_MAX),
                        Fields.text(m, STATES + STATE_MAX * i, STATE_MAX)));
            }
            return new RingStatus(m.getInt(Fields.ERROR), interfaces);
        }
    }

    /**
     * A node's addresses, all of one family.
     *
     * @param error the result
     * @param family {@link #INET} or {@link #INET6}, 0 without addresses
     * @param addresses one a link, 4 or 16 bytes each
     */
    record NodeAddrs(int error, int family, List<byte[]> addresses) implements CfgReply {

        /** Reply id. */
        public static final int ID = 11;
        /** Address family IPv4. */
        public static final int INET = 2;
        /** Address family IPv6. */
        public static final int INET6 = 10;
        private static final int FIXED = 32;
        private static final int STRIDE = 16;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return FIXED + STRIDE * addresses.size();
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(24, family);
            m.putInt(28, addresses.size());
            for (int i = 0; i < addresses.size(); i++) {
                m.put(FIXED + STRIDE * i, addresses.get(i));
            }
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static NodeAddrs decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, FIXED);
            if (m == null) {
                return null;
            }
            int error = m.getInt(Fields.ERROR);
            if (error != IpcError.OK) {
                return new NodeAddrs(error, 0, List.of());
            }
            int family = m.getInt(24);
            int count = Fields.count(m, 28, m.limit() - FIXED, STRIDE);
            if (count < 0 || family != INET && family != INET6) {
                return null;
            }
            List<byte[]> addresses = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                addresses.add(Fields.bytes(m, FIXED + STRIDE * i, family == INET ? 4 : STRIDE));
            }
            return new NodeAddrs(error, family, addresses);
        }
    }

    /**
     * Our node id.
     *
     * @param error the result
     * @param nodeId our node id
     */
    record LocalGet(int error, int nodeId) implements CfgReply {
        /** Reply id. */
        public static final int ID = 12;
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
     * How a node is reached.
     *
     * @param error the result
     * @param nodeId the node
     * @param reachable whether it is in the ring
     * @param remote whether it is a remote node
     * @param external whether it is an external node
     * @param onwireMin lowest version of the link protocol that it can speak
     * @param onwireMax highest version
     * @param onwireVersion the version in use
     * @param links at most 8, by link number; those that are missing at the end are all zero
     */
    record NodeStatus(int error, int nodeId, boolean reachable, boolean remote, boolean external, int onwireMin,
            int onwireMax, int onwireVersion, List<Link> links) implements CfgReply {

        /** Reply id. */
        public static final int ID = 16;
        /** Number of links in the message. */
        public static final int MAX_LINKS = 8;
        private static final int SIZE = 4200;
        private static final int FAILED_SIZE = 32;
        private static final int LINKS = 40;
        private static final int LINK_SIZE = 520;
        private static final int ADDRESS_MAX = 256;

        /**
         * One link towards a node.
         *
         * @param enabled whether it is configured
         * @param connected whether it is up
         * @param dynconnected whether it was made on the fly
         * @param mtu its data MTU in bytes
         * @param source our address
         * @param destination its address
         */
        public record Link(boolean enabled, boolean connected, boolean dynconnected, int mtu, String source,
                String destination) {
        }

        /**
         * @param error what went wrong
         * @return the answer, which has only 32 bytes
         */
        public static NodeStatus failed(int error) {
            return new NodeStatus(error, 0, false, false, false, 0, 0, 0, List.of());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int size() {
            return error == IpcError.OK ? SIZE : FAILED_SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            if (error != IpcError.OK) {
                return;
            }
            m.putInt(24, CfgRequest.NODE_STATUS_VERSION);
            m.putInt(28, nodeId);
            m.put(32, bit(reachable));
            m.put(33, bit(remote));
            m.put(34, bit(external));
            m.put(35, (byte) onwireMin);
            m.put(36, (byte) onwireMax);
            m.put(37, (byte) onwireVersion);
            for (int i = 0; i < Math.min(links.size(), MAX_LINKS); i++) {
                Link link = links.get(i);
                int at = LINKS + LINK_SIZE * i;
                m.put(at, bit(link.enabled()));
                m.put(at + 1, bit(link.connected()));
                m.put(at + 2, bit(link.dynconnected()));
                m.putInt(at + 4, link.mtu());
                Fields.text(m, at + 8, ADDRESS_MAX, link.source());
                Fields.text(m, at + 8 + ADDRESS_MAX, ADDRESS_MAX, link.destination());
            }
        }

        private static byte bit(boolean value) {
            return (byte) (value ? 1 : 0);
        }

        /**
         * @param message a reply, position to limit
         * @return it with all its links, or null when it is malformed
         */
        public static NodeStatus decode(ByteBuffer message) {
            ByteBuffer m = Fields.reply(message, FAILED_SIZE);
            if (m == null) {
                return null;
            }
            if (m.getInt(Fields.ERROR) != IpcError.OK) {
                return failed(m.getInt(Fields.ERROR));
            }
            if (m.limit() < SIZE) {
                return null;
            }
            List<Link> links = new ArrayList<>(MAX_LINKS);
            for (int i = 0; i < MAX_LINKS; i++) {
                int at = LINKS + LINK_SIZE * i;
                links.add(new Link(m.get(at) != 0, m.get(at + 1) != 0, m.get(at + 2) != 0, m.getInt(at + 4),
                        Fields.text(m, at + 8, ADDRESS_MAX), Fields.text(m, at + 8 + ADDRESS_MAX, ADDRESS_MAX)));
            }
            return new NodeStatus(m.getInt(Fields.ERROR), m.getInt(28), m.get(32) != 0, m.get(33) != 0,
                    m.get(34) != 0, m.get(35) & 0xFF, m.get(36) & 0xFF, m.get(37) & 0xFF, links);
        }
    }

    /**
     * Event: may the node stop? With error {@link IpcError#TIMEOUT}: the decision has fallen without us.
     *
     * @param error the result
     * @param flags the shutdown flags of the request
     */
    record TestShutdown(int error, int flags) implements CfgReply {
        /** Event id. */
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
            m.putInt(24, flags);
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed
         */
        public static TestShutdown decode(ByteBuffer message) {
            ByteBuffer m = Fields.event(message, ID, SIZE);
            return m == null ? null : new TestShutdown(m.getInt(Fields.ERROR), m.getInt(24));
        }
    }
}
