package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.choros.wire.exec.CpgName;

/**
 * The name of a group, up to 128 bytes of any kind. One that is made empty can be read from message after message, to
 * look something up by it without making an object each time.
 */
final class GroupName implements Comparable<GroupName> {
    private final byte[] bytes;
    private int length;
    private int hash;

    /** To be read into. */
    GroupName() {
        bytes = new byte[CpgName.MAX];
    }

    /**
     * @param latin1 the name, each character a byte
     */
    GroupName(String latin1) {
        bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        length = bytes.length;
        rehash();
    }

    /**
     * Becomes the name of a message that was found valid.
     *
     * @param message the message
     * @param at where its name begins
     * @return this
     */
    GroupName read(ByteBuffer message, int at) {
        length = message.getInt(at);
        message.get(at + CpgName.BYTES, bytes, 0, length);
        rehash();
        return this;
    }

    private void rehash() {
        int h = length;
        for (int i = 0; i < length; i++) {
            h = 31 * h + bytes[i];
        }
        hash = h;
    }

    /** Writes the field, of which the bytes behind the name stay as they are. */
    void write(ByteBuffer message, int at) {
        message.putInt(at, length);
        message.put(at + CpgName.BYTES, bytes, 0, length);
    }

    String latin1() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(GroupName that) {
        return Arrays.compareUnsigned(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupName that && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For the log, as corosync prints it: what is not printable as hexadecimal, a backslash doubled. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int c = bytes[i] & 0xFF;
            if (c == '\\') {
                text.append("\\\\");
            } else if (c >= ' ' && c < 0x7F) {
                text.append((char) c);
            } else {
                text.append(String.format("\\x%02X", c));
            }
        }
        return text.toString();
    }
}
