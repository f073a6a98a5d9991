package org.choros.wire.totem;

import java.nio.ByteBuffer;

/** The header of a complete totempg message: the groups it is sent to. */
public final class GroupHeader {
    private GroupHeader() {
    }

    /**
     * Finds the payload.
     *
     * @param message the message, position to limit, in its originator's byte order
     * @return bytes of the header, -1 when it does not fit into the message
     */
    public static int length(ByteBuffer message) {
        int length = message.remaining();
        if (length < 2) {
            return -1;
        }
        int at = message.position();
        int groups = message.getShort(at) & 0xffff;
        long total = 2 + 2L * groups;
        if (total > length) {
            return -1;
        }
        for (int i = 0; i < groups; i++) {
            total += message.getShort(at + 2 + 2 * i) & 0xffff;
        }
        return total > length ? -1 : (int) total;
    }

    /**
     * @param message a message whose header fits
     * @param name a group's name
     * @return whether the message is sent to that group
     */
    public static boolean names(ByteBuffer message, byte[] name) {
        int at = message.position();
        int groups = message.getShort(at) & 0xffff;
        int nameAt = at + 2 + 2 * groups;
        for (int i = 0; i < groups; i++) {
            int length = message.getShort(at + 2 + 2 * i) & 0xffff;
            if (length == name.length && isAt(message, nameAt, name)) {
                return true;
            }
            nameAt += length;
        }
        return false;
    }

    private static boolean isAt(ByteBuffer message, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (message.get(at + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param name the group's name
     * @return bytes of the header of a message to one group
     */
    public static int length(byte[] name) {
        return 4 + name.length;
    }

    /**
     * Writes the header of a message to one group.
     *
     * @param to where to; its position moves behind the header
     * @param name the group's name
     */
    public static void write(ByteBuffer to, byte[] name) {
        to.putShort((short) 1);
        to.putShort((short) name.length);
        to.put(name);
    }
}
