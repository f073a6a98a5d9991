package org.choros.engine.amf.ipc;

import java.nio.ByteBuffer;

import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcReply;

/** What the availability manager answers and tells. */
public sealed interface AmfReply extends IpcReply {
    /** Reply id of unwatch, a {@link BareReply}. */
    int UNWATCH = 3;
    /** Reply id of taken, a {@link BareReply}. */
    int TAKEN = 4;
    /** Reply id of report, a {@link BareReply}. */
    int REPORT = 7;
    /** As many bytes of a status as one reply has. */
    int PART_MAX = 65_536;
    /** As many changes a watcher is told that it has not taken. */
    int UNTAKEN_MAX = 64;

    /** The fields. */
    byte[] fields();

    @Override
    default int size() {
        return REPLY_HEADER + fields().length;
    }

    @Override
    default void body(ByteBuffer message) {
        message.put(REPLY_HEADER, fields());
    }

    private static ByteBuffer fields(ByteBuffer message) {
        return message.slice(message.position() + REPLY_HEADER, message.remaining() - REPLY_HEADER);
    }

    private static boolean isEvent(ByteBuffer message, int id) {
        return IpcMessage.isReply(message) && IpcMessage.idOf(message) == id;
    }

    /**
     * A part of a status: u32 total, then the bytes.
     *
     * @param error the result
     * @param total the length of all of it
     * @param bytes those from where they were asked for, at most {@link #PART_MAX}
     */
    record Part(int error, int total, byte[] bytes) implements AmfReply {

        /** Reply id. */
        public static final int ID = 0;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            ByteBuffer m = ByteBuffer.wrap(new byte[Integer.BYTES + bytes.length]);
            return m.put(new FieldWriter().u32(total).bytes()).put(bytes).array();
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Part decode(ByteBuffer message) {
            if (!IpcMessage.isReply(message) || message.remaining() < REPLY_HEADER + Integer.BYTES) {
                return null;
            }
            ByteBuffer m = AmfReply.fields(message);
            Integer total = FieldReader.read(m.slice(0, Integer.BYTES), FieldReader::u32);
            byte[] bytes = new byte[m.remaining() - Integer.BYTES];
            m.get(Integer.BYTES, bytes);
            return new Part(IpcMessage.errorOf(message), total, bytes);
        }
    }

    /**
     * What has come of an operation, a declaration or a withdrawal: text why.
     *
     * @param id that of the request
     * @param error the result
     * @param why why it cannot be; empty when it is ordered
     */
    record Operated(int id, int error, String why) implements AmfReply {

        /**
         * Of an operation.
         *
         * @param error the result
         * @param why why it cannot be; empty when it is ordered
         */
        public Operated(int error, String why) {
            this(AmfRequest.Operate.ID, error, why);
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().text(why).bytes();
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed; a bare reply says nothing more than its error
         */
        public static Operated decode(ByteBuffer message) {
            if (!IpcMessage.isReply(message)) {
                return null;
            }
            ByteBuffer m = AmfReply.fields(message);
            String why = m.hasRemaining() ? FieldReader.read(m, FieldReader::text) : "";
            return why == null ? null : new Operated(IpcMessage.idOf(message), IpcMessage.errorOf(message), why);
        }
    }

    /**
     * A watch has begun: u64 number.
     *
     * @param error the result
     * @param number that of the last change before it
     */
    record Watching(int error, long number) implements AmfReply {
        /** Reply id. */
        public static final int ID = 2;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u64(number).bytes();
        }

        /**
         * @param message a reply, position to limit
         * @return it, or null when it is malformed
         */
        public static Watching decode(ByteBuffer message) {
            Long number = IpcMessage.isReply(message)
                    ? FieldReader.read(AmfReply.fields(message), FieldReader::u64)
                    : null;
            return number == null ? null : new Watching(IpcMessage.errorOf(message), number);
        }
    }

    /**
     * Event: something has changed: u64 number, u8 kind, u32 node, texts subject, state, before, cause.
     *
     * @param number its number; they follow each other on one node
     * @param kind 0 assignment, 1 unit, 2 component, 3 node, 4 cluster
     * @param node the node that it is of, 0 for none
     * @param subject what has changed: {@code GROUP/WORKLOAD in GROUP/UNIT}, {@code GROUP/UNIT}, a component's
     *            {@code GROUP/WORKLOAD in GROUP/UNIT: NAME}, a node's name, {@code cluster}
     * @param state how it is now
     * @param before how it was; empty for not at all
     * @param cause why
     */
    record Changed(long number, int kind, int node, String subject, String state, String before, String cause)
            implements
                AmfReply {

        /** Event id. */
        public static final int ID = 10;
        /** As many kinds. */
        public static final int KINDS = 5;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int error() {
            return IpcError.OK;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u64(number).u8(kind).u32(node).text(subject).text(state).text(before).text(cause)
                    .bytes();
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed or another one
         */
        public static Changed decode(ByteBuffer message) {
            return AmfReply.isEvent(message, ID)
                    ? FieldReader.read(AmfReply.fields(message), r -> new Changed(r.u64(), r.u8(KINDS), r.u32(),
                            r.text(), r.text(), r.text(), r.text()))
                    : null;
        }
    }

    /**
     * Event: changes were missed, and the status has to be read anew: u64 number.
     *
     * @param number that of the last one that was missed
     */
    record Missed(long number) implements AmfReply {
        /** Event id. */
        public static final int ID = 11;

        @Override
        public int id() {
            return ID;
        }

        @Override
        public int error() {
            return IpcError.OK;
        }

        @Override
        public byte[] fields() {
            return new FieldWriter().u64(number).bytes();
        }

        /**
         * @param message an event, position to limit
         * @return it, or null when it is malformed or another one
         */
        public static Missed decode(ByteBuffer message) {
            return AmfReply.isEvent(message, ID)
                    ? FieldReader.read(AmfReply.fields(message), r -> new Missed(r.u64()))
                    : null;
        }
    }
}
