package org.choros.local;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.spi.engine.SharedMemory;
import org.choros.wire.ipc.CpgRequest;

/**
 * What cpg takes for memory that a client shares: the array of the message that is being sent, behind the few fields
 * before it. So every message is answered, and copied once. For the ring thread.
 */
final class LocalMemory implements SharedMemory {
    /** Its name. */
    static final String PATH = "this JVM";
    private static final int TOKEN = 8;
    private static final int LENGTH = 16 + CpgRequest.Mcast.LENGTH;
    private static final int MESSAGE = 16 + CpgRequest.Mcast.PAYLOAD;
    /** Its length, with the longest message that goes in one piece. */
    static final int SIZE = MESSAGE + Outgoing.PIECE_MAX;
    private static final byte[] NOTHING = {};

    private final byte[] fields = new byte[MESSAGE];
    private byte[] message = NOTHING;

    /** What is sent next. */
    void show(byte[] next) {
        message = next;
        for (int i = 0; i < Integer.BYTES; i++) {
            fields[LENGTH + i] = (byte) (next.length >>> Byte.SIZE * i);
        }
    }

    void showNothing() {
        message = NOTHING;
    }

    /** What cpg calls it, 0 as long as it does not. */
    long token() {
        long token = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            token = token << Byte.SIZE | fields[TOKEN + i] & 0xFF;
        }
        return token;
    }

    @Override
    public boolean read(long at, ByteBuffer into) {
        byte[] from = at < MESSAGE ? fields : message;
        long start = at < MESSAGE ? at : at - MESSAGE;
        if (start < 0 || start + into.remaining() > from.length) {
            return false;
        }
        into.put(from, (int) start, into.remaining());
        return true;
    }

    @Override
    public boolean write(long at, ByteBuffer from) {
        if (at < 0 || at + from.remaining() > MESSAGE) {
            return false;
        }
        from.get(fields, (int) at, from.remaining());
        return true;
    }

    @Override
    public void close() {
        Arrays.fill(fields, (byte) 0);
        message = NOTHING;
    }
}
