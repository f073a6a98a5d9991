package org.choros.wire.qb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The server's answer on the set-up socket: a refusal, or the kind and the names of the channels. */
public final class SetupResponse {
    /** Bytes. */
    public static final int LENGTH = 12_328;
    /** Connection type: datagram sockets. */
    public static final int TYPE_SOCKET = 0;
    /** Connection type: shared memory rings. */
    public static final int TYPE_SHARED_MEMORY = 1;
    private static final int TYPE = 24;
    private static final int MAX_MESSAGE_SIZE = 28;
    private static final int COOKIE = 32;
    private static final int REQUEST = 40;
    private static final int NAME_LENGTH = 4096;
    private static final int RESPONSE = REQUEST + NAME_LENGTH;
    private static final int EVENT = RESPONSE + NAME_LENGTH;

    private SetupResponse() {
    }

    /**
     * @param message a little-endian buffer, position 0 to limit
     * @return whether it is a set-up response
     */
    public static boolean valid(ByteBuffer message) {
        return message.limit() == LENGTH && QbHeader.id(message, 0) == QbHeader.ID_AUTHENTICATE
                && terminated(message, REQUEST) && terminated(message, RESPONSE) && terminated(message, EVENT);
    }

    /**
     * Writes a refusal; position to limit are its bytes afterwards.
     *
     * @param message at least {@link #LENGTH} bytes
     * @param error a negative errno
     */
    public static void refuse(ByteBuffer message, int error) {
        accept(message, 0, 0, 0, "", "", "");
        QbHeader.response(message, 0, QbHeader.ID_AUTHENTICATE, LENGTH, error);
    }

    /**
     * Writes an acceptance; position to limit are its bytes afterwards.
     *
     * @param message at least {@link #LENGTH} bytes
     * @param type the connection type
     * @param maxMessageSize the negotiated size in bytes
     * @param cookie what the server calls the connection
     * @param request path of the control file, or base name of the request ring
     * @param response base name of the datagram sockets, or of the response ring
     * @param event empty, or base name of the event ring
     */
    public static void accept(ByteBuffer message, int type, int maxMessageSize, long cookie, String request,
            String response, String event) {
        message.clear().limit(LENGTH);
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            message.putLong(i, 0);
        }
        QbHeader.response(message, 0, QbHeader.ID_AUTHENTICATE, LENGTH, 0);
        message.putInt(TYPE, type).putInt(MAX_MESSAGE_SIZE, maxMessageSize).putLong(COOKIE, cookie);
        name(message, REQUEST, request);
        name(message, RESPONSE, response);
        name(message, EVENT, event);
    }

    /**
     * @param message a valid response
     * @return 0, or a negative errno
     */
    public static int error(ByteBuffer message) {
        return QbHeader.error(message, 0);
    }

    /**
     * @param message a valid response
     * @return the connection type
     */
    public static int type(ByteBuffer message) {
        return message.getInt(TYPE);
    }

    /**
     * @param message a valid response
     * @return the negotiated size in bytes, unsigned
     */
    public static long maxMessageSize(ByteBuffer message) {
        return Integer.toUnsignedLong(message.getInt(MAX_MESSAGE_SIZE));
    }

    /**
     * @param message a valid response
     * @return path of the control file, or base name of the request ring
     */
    public static String request(ByteBuffer message) {
        return name(message, REQUEST);
    }

    /**
     * @param message a valid response
     * @return base name of the datagram sockets, or of the response ring
     */
    public static String response(ByteBuffer message) {
        return name(message, RESPONSE);
    }

    /**
     * @param message a valid response
     * @return empty, or base name of the event ring
     */
    public static String event(ByteBuffer message) {
        return name(message, EVENT);
    }

    private static boolean terminated(ByteBuffer message, int at) {
        return message.getLong(at + NAME_LENGTH - Long.BYTES) >>> 56 == 0;
    }

    private static void name(ByteBuffer message, int at, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length >= NAME_LENGTH) {
            throw new IllegalArgumentException("a name has less than " + NAME_LENGTH + " bytes: " + name);
        }
        message.put(at, utf8);
    }

    private static String name(ByteBuffer message, int at) {
        byte[] bytes = new byte[NAME_LENGTH];
        message.get(at, bytes);
        int end = 0;
        while (end < NAME_LENGTH && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
