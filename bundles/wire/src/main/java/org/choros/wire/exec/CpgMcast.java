package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * cpg: a message of a process to a group. The offsets are for those who carry many and look at them in place.
 *
 * @param group the group, at most 128 Latin-1 characters
 * @param pid the sending process
 * @param source the sending client, of meaning to its node only
 * @param message what it sends
 */
public record CpgMcast(String group, int pid, Source source, byte[] message) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 3;
    /** Where the group's name stands. */
    public static final int NAME = 16;
    /** Where the length of the payload stands. */
    public static final int LENGTH = 152;
    /** Where the process stands. */
    public static final int PID = 160;
    /** Where the source stands. */
    public static final int SOURCE = 168;
    /** Where the payload begins. */
    public static final int PAYLOAD = 184;

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
        return PAYLOAD + message.length;
    }

    @Override
    public void body(ByteBuffer m) {
        CpgName.write(m, NAME, group);
        m.putInt(LENGTH, message.length);
        m.putInt(PID, pid);
        source.write(m, SOURCE);
        m.put(PAYLOAD, message);
    }

    /**
     * @param message a message of this function, position to limit, little-endian
     * @return whether its fields and its payload are all there
     */
    public static boolean isValid(ByteBuffer message) {
        int at = message.position();
        return message.remaining() >= PAYLOAD && CpgName.length(message, at + NAME) >= 0
                && (message.getInt(at + LENGTH) & 0xFFFF_FFFFL) <= message.remaining() - PAYLOAD;
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgMcast decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, PAYLOAD);
        if (m == null || !isValid(m)) {
            return null;
        }
        byte[] payload = new byte[m.getInt(LENGTH)];
        m.get(PAYLOAD, payload);
        return new CpgMcast(CpgName.read(m, NAME), m.getInt(PID), Source.read(m, SOURCE), payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpgMcast that && group.equals(that.group) && pid == that.pid
                && source.equals(that.source) && Arrays.equals(message, that.message);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + Arrays.hashCode(message);
    }

    @Override
    public String toString() {
        return "CpgMcast to " + group + " from process " + Integer.toUnsignedString(pid) + ", " + message.length
                + " bytes";
    }
}
