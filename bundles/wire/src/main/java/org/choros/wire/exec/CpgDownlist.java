package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * cpg: which nodes the sender has lost since the last synchronisation. Every node acts on a list of its own; this one
 * is told because it always was.
 *
 * @param oldMembers how many members the last synchronisation had
 * @param left node ids, at most {@link #NODES_MAX}
 */
public record CpgDownlist(int oldMembers, int[] left) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 5;
    /** Most nodes that one list names. */
    public static final int NODES_MAX = 384;
    /** Length in bytes, however many nodes are named. */
    public static final int SIZE = 1568;

    private static final int OLD_MEMBERS = 16;
    private static final int COUNT = 24;
    private static final int LIST = 32;

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
        m.putInt(OLD_MEMBERS, oldMembers);
        m.putInt(COUNT, left.length);
        for (int i = 0; i < left.length; i++) {
            m.putInt(LIST + Integer.BYTES * i, left[i]);
        }
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgDownlist decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        int count = m == null ? -1 : m.getInt(COUNT);
        if (count < 0 || count > NODES_MAX) {
            return null;
        }
        int[] left = new int[count];
        for (int i = 0; i < count; i++) {
            left[i] = m.getInt(LIST + Integer.BYTES * i);
        }
        return new CpgDownlist(m.getInt(OLD_MEMBERS), left);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpgDownlist that && oldMembers == that.oldMembers && Arrays.equals(left, that.left);
    }

    @Override
    public int hashCode() {
        return 31 * oldMembers + Arrays.hashCode(left);
    }

    @Override
    public String toString() {
        return "CpgDownlist of " + oldMembers + " lost " + Arrays.toString(left);
    }
}
