package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * votequorum: a quorum device has got another name.
 *
 * @param oldName its name before
 * @param newName its name from now on
 */
public record VoteDeviceRename(String oldName, String newName) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 5;
    /** Function number. */
    public static final int FUNCTION = 3;
    /** Length in bytes. */
    public static final int SIZE = 528;

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
        DeviceName.write(m, 16, oldName);
        DeviceName.write(m, 16 + DeviceName.SIZE, newName);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static VoteDeviceRename decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        String oldName = m == null ? null : DeviceName.read(m, 16);
        String newName = m == null ? null : DeviceName.read(m, 16 + DeviceName.SIZE);
        return oldName == null || newName == null ? null : new VoteDeviceRename(oldName, newName);
    }
}
