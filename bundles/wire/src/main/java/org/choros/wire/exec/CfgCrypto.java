package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cfg, 3.1 only: the phases of a change of keys.
 *
 * @param phase {@link #ACTIVATE} or {@link #CLEAN_UP}
 */
public record CfgCrypto(int phase) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 1;
    /** Function number. */
    public static final int FUNCTION = 4;
    /** Length in bytes. */
    public static final int SIZE = 24;
    /** Phase: use the new key for sending. */
    public static final int ACTIVATE = 1;
    /** Phase: forget the old key. */
    public static final int CLEAN_UP = 2;

    @Override
    public int service() {
        return SERVICE;
    }

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
        m.putInt(16, phase);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CfgCrypto decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        int phase = m == null ? 0 : m.getInt(16);
        return phase == ACTIVATE || phase == CLEAN_UP ? new CfgCrypto(phase) : null;
    }
}
