package org.choros.wire.qb;

import java.nio.ByteBuffer;

/**
 * The header of every IPC message: id and size, each aligned to 8 bytes, and an error in responses and events. Offsets
 * are absolute in a little-endian buffer; the size is that of the whole message.
 */
public final class QbHeader {
    /** Bytes of a request's header. */
    public static final int REQUEST_LENGTH = 16;
    /** Bytes of a response's or an event's header. */
    public static final int RESPONSE_LENGTH = 24;
    /** The id of both set-up messages. */
    public static final int ID_AUTHENTICATE = -1;
    /** The id of a request that asks to be disconnected. */
    public static final int ID_DISCONNECT = -3;
    private static final int ID = 0;
    private static final int SIZE = 8;
    private static final int ERROR = 16;

    private QbHeader() {
    }

    /**
     * @param message the buffer
     * @param at where the message begins
     * @return its id
     */
    public static int id(ByteBuffer message, int at) {
        return message.getInt(at + ID);
    }

    /**
     * @param message the buffer
     * @param at where the message begins
     * @return its size as it says itself
     */
    public static int size(ByteBuffer message, int at) {
        return message.getInt(at + SIZE);
    }

    /**
     * @param message the buffer
     * @param at where the response or event begins
     * @return its error: cs_error in service messages, a negative errno in the set-up response
     */
    public static int error(ByteBuffer message, int at) {
        return message.getInt(at + ERROR);
    }

    /**
     * Writes a request header.
     *
     * @param message the buffer
     * @param at where the message begins
     * @param id its id
     * @param size bytes of the whole message
     */
    public static void request(ByteBuffer message, int at, int id, int size) {
        message.putLong(at + ID, Integer.toUnsignedLong(id)).putLong(at + SIZE, Integer.toUnsignedLong(size));
    }

    /**
     * Writes a response or event header.
     *
     * @param message the buffer
     * @param at where the message begins
     * @param id its id
     * @param size bytes of the whole message
     * @param error its error
     */
    public static void response(ByteBuffer message, int at, int id, int size, int error) {
        request(message, at, id, size);
        message.putLong(at + ERROR, Integer.toUnsignedLong(error));
    }

    /**
     * @param message a received request, position to limit
     * @param maxMessageSize the negotiated size
     * @return whether it is whole: it has a header, its size is its length, and it is not too long
     */
    public static boolean validRequest(ByteBuffer message, int maxMessageSize) {
        return message.remaining() >= REQUEST_LENGTH && message.remaining() <= maxMessageSize
                && size(message, message.position()) == message.remaining();
    }
}
