package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * cpg: a process of the sender is no longer in a group.
 *
 * @param group the group, at most 128 Latin-1 characters
 * @param pid the process, as it named itself
 * @param reason {@link #LEAVE} or {@link #PROCESS_DOWN}
 */
public record CpgProcLeave(String group, int pid, int reason) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 1;
    /** Length in bytes. */
    public static final int SIZE = 168;
    /** Reason: it leaves. */
    public static final int LEAVE = 2;
    /** Reason: its connection is gone. */
    public static final int PROCESS_DOWN = 5;

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
    public static CpgProcLeave decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        String group = m == null ? null : CpgName.read(m, NAME);
        return group == null ? null : new CpgProcLeave(group, m.getInt(PID), m.getInt(REASON));
    }
}
