package org.choros.posix;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The address of a UNIX socket, an abstract name or a file. An abstract name fills the whole 110 bytes of the structure
 * with zeros behind it, as libqb does; the kernel takes names of other lengths for other addresses.
 */
public final class UnixAddress {
    /** The longest abstract name in bytes; longer ones are cut there, as libqb does. */
    public static final int MAX_NAME = 106;
    private static final int AF_UNIX = 1;
    private static final int PATH = 2;
    private static final int LENGTH = 110;

    private final byte[] bytes;
    private final String text;

    private UnixAddress(byte[] bytes, String text) {
        this.bytes = bytes;
        this.text = text;
    }

    /**
     * @param name the name without the leading zero byte; cut after {@link #MAX_NAME} bytes
     * @return the abstract address
     */
    public static UnixAddress abstractName(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length == 0) {
            throw new IllegalArgumentException("an abstract socket name must not be empty");
        }
        byte[] bytes = family(LENGTH);
        System.arraycopy(utf8, 0, bytes, PATH + 1, Math.min(utf8.length, MAX_NAME));
        return new UnixAddress(bytes, "@" + name);
    }

    /**
     * @param path the socket file
     * @return its address
     */
    public static UnixAddress file(Path path) {
        byte[] utf8 = path.toString().getBytes(StandardCharsets.UTF_8);
        if (utf8.length == 0 || utf8.length >= LENGTH - PATH) {
            throw new IllegalArgumentException("a socket path has 1 to " + (LENGTH - PATH - 1) + " bytes, not "
                    + utf8.length + ": " + path);
        }
        byte[] bytes = family(PATH + utf8.length);
        System.arraycopy(utf8, 0, bytes, PATH, utf8.length);
        return new UnixAddress(bytes, path.toString());
    }

    private static byte[] family(int length) {
        byte[] bytes = new byte[length];
        bytes[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 1] = AF_UNIX;
        return bytes;
    }

    /** @return a copy of the structure as the kernel gets it */
    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] raw() {
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
