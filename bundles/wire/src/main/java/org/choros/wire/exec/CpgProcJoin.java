package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cpg: a process of the sender joins a group.
 *
 * @param group the group, at most 128 Latin-1 characters
 * @param pid the process, as it named itself
 * @param reason always {@link #JOIN}
 */
public record CpgProcJoin(String group, int pid, int reason) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 0;
    /** Length in bytes. */
    public static final int SIZE = 168;
    /** The reason. */
    public static final int JOIN = 1;

    private static final int NAME = 16;
    private static final int PID = 152;
    private static final int REASON = 160;

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
        CpgName.write(m, NAME, group);
        m.putInt(PID, pid);
        m.putInt(REASON, reason);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgProcJoin decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        String group = m == null ? null : CpgName.read(m, NAME);
        return group == null ? null : new CpgProcJoin(group, m.getInt(PID), m.getInt(REASON));
    }
}
