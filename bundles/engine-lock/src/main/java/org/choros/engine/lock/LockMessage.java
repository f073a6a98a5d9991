package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.exec.ExecMessage;

/**
 * What lock engines tell each other, version 1; integers little-endian, numbers unsigned. Function 0 is that of the
 * state's transfer.
 *
 * <pre>
 * 1 acquire  16 u64 request  24 u64 session  32 u32 pid  36 u8 mode  37 u8 flags  38 u16 length of the name
 *            40 u16 length of the data  48 name, data
 * 2 release  16 u64 request  24 u64 token, 0 when it was not held
 * 3 expire   16 u64 ring sequence
 * 4 quorate  16 u32 ring's node  20 u32 1 when it is  24 u64 ring's sequence
 * </pre>
 */
sealed interface LockMessage extends ExecMessage {
    /** The function of {@code StateTransfer}. */
    int TRANSFER = 0;
    /** The number of functions. */
    int FUNCTIONS = 5;
    /** The version of these messages and of the snapshot. */
    int VERSION = 1;

    @Override
    default int service() {
        return LockFactory.ID;
    }

    /**
     * A client of the sender wants a lock.
     *
     * @param request a number of the sender's own, never 0
     * @param session the client's session on its node
     * @param pid the client's process
     * @param mode exclusive or shared
     * @param flags {@link LockRequest#TRY} or 0
     * @param name the lock
     * @param data what observers see
     */
    record Acquire(long request, long session, int pid, int mode, int flags, String name, String data)
            implements
                LockMessage {

        static final int FUNCTION = 1;
        private static final int FIXED = 48;
        private static final int MASK = 0xFFFF;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int size() {
            return FIXED + name.length() + data.length();
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, request).putLong(24, session).putInt(32, pid).put(36, (byte) mode).put(37, (byte) flags);
            m.putShort(38, (short) name.length()).putShort(40, (short) data.length());
            m.put(FIXED, name.getBytes(StandardCharsets.ISO_8859_1));
            m.put(FIXED + name.length(), data.getBytes(StandardCharsets.ISO_8859_1));
        }

        static Acquire decode(ByteBuffer message) {
            ByteBuffer m = ExecMessage.view(message, LockFactory.ID, FUNCTION, FIXED);
            if (m == null) {
                return null;
            }
            int nameLength = m.getShort(38) & MASK;
            int dataLength = m.getShort(40) & MASK;
            int mode = m.get(36);
            if (nameLength == 0 || nameLength > LockRequest.NAME_MAX || dataLength > LockRequest.DATA_MAX
                    || m.limit() != FIXED + nameLength + dataLength || m.getLong(16) == 0
                    || mode != LockRequest.EXCLUSIVE && mode != LockRequest.SHARED) {
                return null;
            }
            return new Acquire(m.getLong(16), m.getLong(24), m.getInt(32), mode, m.get(37),
                    Bytes.text(m, FIXED, nameLength), Bytes.text(m, FIXED + nameLength, dataLength));
        }
    }

    /**
     * A client of the sender gives a lock back, or its place in the queue.
     *
     * @param request the number of its request
     * @param token the token that it had, 0 for none: names the lock when its node was taken for lost in between
     */
    record Release(long request, long token) implements LockMessage {
        static final int FUNCTION = 2;
        private static final int SIZE = 32;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, request).putLong(24, token);
        }

        static Release decode(ByteBuffer message) {
            ByteBuffer m = ExecMessage.view(message, LockFactory.ID, FUNCTION, SIZE);
            return m == null ? null : new Release(m.getLong(16), m.getLong(24));
        }
    }

    /**
     * The leases are over of all who were lost with this ring or before.
     *
     * @param ringSeq the ring's sequence
     */
    record Expire(long ringSeq) implements LockMessage {
        static final int FUNCTION = 3;
        private static final int SIZE = 24;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putLong(16, ringSeq);
        }

        static Expire decode(ByteBuffer message) {
            ByteBuffer m = ExecMessage.view(message, LockFactory.ID, FUNCTION, SIZE);
            return m == null ? null : new Expire(m.getLong(16));
        }
    }

    /**
     * The sender has another opinion of quorum than it had when the ring synchronised.
     *
     * @param ring the ring that this is about
     * @param quorate the opinion
     */
    record Quorate(RingIdentity ring, boolean quorate) implements LockMessage {
        static final int FUNCTION = 4;
        private static final int SIZE = 32;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(16, ring.nodeId()).putInt(20, quorate ? 1 : 0).putLong(24, ring.seq());
        }

        static Quorate decode(ByteBuffer message) {
            ByteBuffer m = ExecMessage.view(message, LockFactory.ID, FUNCTION, SIZE);
            return m == null
                    ? null
                    : new Quorate(new RingIdentity(m.getInt(16), m.getLong(24)), m.getInt(20) != 0);
        }
    }
}
