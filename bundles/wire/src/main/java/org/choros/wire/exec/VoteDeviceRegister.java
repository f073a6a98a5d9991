package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * votequorum: a quorum device comes or goes.
 *
 * @param register true: it comes
 * @param name its name, at most 254 bytes
 */
public record VoteDeviceRegister(boolean register, String name) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 5;
    /** Function number. */
    public static final int FUNCTION = 2;
    /** Length in bytes. */
    public static final int SIZE = 280;

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
        m.putInt(16, register ? 1 : 0);
        DeviceName.write(m, 20, name);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static VoteDeviceRegister decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        String name = m == null ? null : DeviceName.read(m, 20);
        int operation = m == null ? -1 : m.getInt(16);
        return name == null || operation < 0 || operation > 1 ? null : new VoteDeviceRegister(operation == 1, name);
    }
}
