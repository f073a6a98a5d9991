package ${package}.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What clients and the engine say to each other, as bytes: see the table in README.md. */
public final class TallyProtocol {
    /** The name of the engine's socket. */
    public static final String IPC_NAME = "${serviceName}";
    /** As many requests as there are, from 0. */
    public static final int REQUESTS = 2;

    /** Request: add to a number. */
    public static final int ADD = 0;
    /** Its size. */
    public static final int ADD_SIZE = 88;
    /** Where its amount is. */
    public static final int AMOUNT_AT = 16;
    /** Where its name is. */
    public static final int ADD_NAME_AT = 24;

    /** Request: read a number. */
    public static final int GET = 1;
    /** Its size. */
    public static final int GET_SIZE = 80;
    /** Where its name is. */
    public static final int GET_NAME_AT = 16;

    /** The size of each reply. */
    public static final int REPLY_SIZE = 32;
    /** Where the number is. */
    public static final int NUMBER_AT = 24;

    /** Error: none. Errors are those of corosync, so that clients in C know them. */
    public static final int OK = 1;
    /** Error: not now. */
    public static final int TRY_AGAIN = 6;
    /** Error: malformed, or the number would overflow. */
    public static final int INVALID = 7;
    /** Error: there is no such name. */
    public static final int NOT_EXIST = 12;
    /** Error: too many names. */
    public static final int NO_SPACE = 15;

    /** Bytes of a name: 1 to 63 of printable ASCII, the rest zero. */
    public static final int NAME_LENGTH = 64;

    private static final int SIZE_AT = 8;
    private static final int ERROR_AT = 16;

    private TallyProtocol() {
    }

    /**
     * @param name any text
     * @return whether it can be a name
     */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.length() < NAME_LENGTH && name.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /**
     * @param message where to
     * @param at its place
     * @param name a name
     * @throws IllegalArgumentException when it cannot be one
     */
    public static void putName(ByteBuffer message, int at, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("name " + name);
        }
        message.put(at, name.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * @param message a message that is long enough
     * @param at the place of a name
     * @return the name, or null when there is none
     */
    public static String name(ByteBuffer message, int at) {
        byte[] bytes = new byte[NAME_LENGTH];
        message.get(at, bytes);
        String name = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("\0+\\z", "");
        return isName(name) ? name : null;
    }

    /**
     * @param request the request id
     * @param error what it came to
     * @param number the number
     * @return a reply
     */
    public static ByteBuffer reply(int request, int error, long number) {
        ByteBuffer m = ByteBuffer.allocate(REPLY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return m.putInt(0, request).putInt(SIZE_AT, REPLY_SIZE).putInt(ERROR_AT, error).putLong(NUMBER_AT, number);
    }
}
