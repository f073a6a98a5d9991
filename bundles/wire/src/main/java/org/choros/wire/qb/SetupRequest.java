package org.choros.wire.qb;

import java.nio.ByteBuffer;

/** The client's first message on the set-up socket: how long its messages will be. */
public final class SetupRequest {
    /** Bytes. */
    public static final int LENGTH = 24;
    /** What corosync's libraries ask for. */
    public static final int USUAL_MESSAGE_SIZE = 1_048_576;
    private static final int MAX_MESSAGE_SIZE = 16;

    private SetupRequest() {
    }

    /**
     * @param message a little-endian buffer, position to limit
     * @return whether it is a set-up request
     */
    public static boolean valid(ByteBuffer message) {
        return message.remaining() == LENGTH
                && QbHeader.id(message, message.position()) == QbHeader.ID_AUTHENTICATE;
    }

    /**
     * @param message a valid request
     * @return the client's wish in bytes, unsigned
     */
    public static long maxMessageSize(ByteBuffer message) {
        return Integer.toUnsignedLong(message.getInt(message.position() + MAX_MESSAGE_SIZE));
    }

    /**
     * Writes a request from the buffer's start; position to limit are its bytes afterwards.
     *
     * @param message at least {@link #LENGTH} bytes
     * @param maxMessageSize the wish in bytes
     */
    public static void write(ByteBuffer message, int maxMessageSize) {
        message.clear().limit(LENGTH);
        QbHeader.request(message, 0, QbHeader.ID_AUTHENTICATE, LENGTH);
        message.putLong(MAX_MESSAGE_SIZE, Integer.toUnsignedLong(maxMessageSize));
    }
}
