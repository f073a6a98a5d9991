package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cfg: everybody reads his configuration again.
 *
 * @param source who asked
 */
public record CfgReload(Source source) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 1;
    /** Function number. */
    public static final int FUNCTION = 3;
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
    public static CfgReload decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        return m == null ? null : new CfgReload(Source.read(m, HEADER));
    }
}
