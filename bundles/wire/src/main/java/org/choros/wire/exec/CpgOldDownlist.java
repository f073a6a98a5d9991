package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * cpg: the list of lost nodes of corosync 1; nobody sends it, everybody ignores it.
 *
 * @param left node ids, at most {@link CpgDownlist#NODES_MAX}
 */
public record CpgOldDownlist(int[] left) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 4;
    /** Length in bytes, however many nodes are named. */
    public static final int SIZE = 1560;

    private static final int COUNT = 16;
    private static final int LIST = 24;

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
        m.putInt(COUNT, left.length);
        for (int i = 0; i < left.length; i++) {
            m.putInt(LIST + Integer.BYTES * i, left[i]);
        }
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgOldDownlist decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        int count = m == null ? -1 : m.getInt(COUNT);
        if (count < 0 || count > CpgDownlist.NODES_MAX) {
            return null;
        }
        int[] left = new int[count];
        for (int i = 0; i < count; i++) {
            left[i] = m.getInt(LIST + Integer.BYTES * i);
        }
        return new CpgOldDownlist(left);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpgOldDownlist that && Arrays.equals(left, that.left);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(left);
    }

    @Override
    public String toString() {
        return "CpgOldDownlist " + Arrays.toString(left);
    }
}
