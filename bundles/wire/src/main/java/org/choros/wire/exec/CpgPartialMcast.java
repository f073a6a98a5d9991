package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * cpg: a part of a process's message that is too long for one. The offsets are for those who carry many and look at
 * them in place.
 *
 * @param group the group, at most 128 Latin-1 characters
 * @param length the length of the whole message
 * @param pid the sending process
 * @param type which part it is: {@link #FIRST}, {@link #MIDDLE} or {@link #LAST}
 * @param source the sending client, of meaning to its node only
 * @param fragment the part
 */
public record CpgPartialMcast(String group, int length, int pid, int type, Source source, byte[] fragment)
        implements
            ExecMessage {

    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 6;
    /** The first part. */
    public static final int FIRST = 1;
    /** A part between. */
    public static final int MIDDLE = 2;
    /** The last part. */
    public static final int LAST = 3;
    /** Where the group's name stands. */
    public static final int NAME = 16;
    /** Where the length of the whole message stands. */
    public static final int LENGTH = 152;
    /** Where the length of this part stands. */
    public static final int FRAGMENT_LENGTH = 160;
    /** Where the process stands. */
    public static final int PID = 168;
    /** Where the kind of part stands. */
    public static final int TYPE = 176;
    /** Where the source stands. */
    public static final int SOURCE = 184;
    /** Where the part begins. */
    public static final int PAYLOAD = 200;

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
        return PAYLOAD + fragment.length;
    }

    @Override
    public void body(ByteBuffer m) {
        CpgName.write(m, NAME, group);
        m.putInt(LENGTH, length);
        m.putInt(FRAGMENT_LENGTH, fragment.length);
        m.putInt(PID, pid);
        m.putInt(TYPE, type);
        source.write(m, SOURCE);
        m.put(PAYLOAD, fragment);
    }

    /**
     * @param message a message of this function, position to limit, little-endian
     * @return whether its fields and its part are all there
     */
    public static boolean isValid(ByteBuffer message) {
        int at = message.position();
        return message.remaining() >= PAYLOAD && CpgName.length(message, at + NAME) >= 0
                && (message.getInt(at + FRAGMENT_LENGTH) & 0xFFFF_FFFFL) <= message.remaining() - PAYLOAD
                && message.getInt(at + TYPE) >= FIRST && message.getInt(at + TYPE) <= LAST;
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgPartialMcast decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, PAYLOAD);
        if (m == null || !isValid(m)) {
            return null;
        }
        byte[] part = new byte[m.getInt(FRAGMENT_LENGTH)];
        m.get(PAYLOAD, part);
        return new CpgPartialMcast(CpgName.read(m, NAME), m.getInt(LENGTH), m.getInt(PID), m.getInt(TYPE),
                Source.read(m, SOURCE), part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpgPartialMcast that && group.equals(that.group) && length == that.length
                && pid == that.pid && type == that.type && source.equals(that.source)
                && Arrays.equals(fragment, that.fragment);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + Arrays.hashCode(fragment);
    }

    @Override
    public String toString() {
        return "CpgPartialMcast to " + group + " from process " + Integer.toUnsignedString(pid) + ", part " + type
                + ", " + fragment.length + " of " + Integer.toUnsignedString(length) + " bytes";
    }
}
