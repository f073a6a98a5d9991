package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cfg, 2.4 only: mark every ring free of faults.
 *
 * @param source who asked
 */
public record CfgRingReenable(Source source) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 1;
    /** Function number. */
    public static final int FUNCTION = 0;
    /** Length in bytes. */
    public static final int SIZE = 32;

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
        source.write(m, HEADER);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CfgRingReenable decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        return m == null ? null : new CfgRingReenable(Source.read(m, HEADER));
    }
}
