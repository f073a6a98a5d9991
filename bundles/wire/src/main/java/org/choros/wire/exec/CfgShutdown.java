package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cfg: the sender shuts down.
 */
public record CfgShutdown() implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 1;
    /** Function number. */
    public static final int FUNCTION = 2;
    /** Length in bytes. */
    public static final int SIZE = 16;

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
        // all of it is header
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CfgShutdown decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        return m == null ? null : new CfgShutdown();
    }
}
