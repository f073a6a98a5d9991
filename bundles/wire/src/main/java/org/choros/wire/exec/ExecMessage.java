package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message that a service sends to itself on all members. Each has a {@code decode} that returns null when the bytes
 * are not wholly such a message.
 */
public interface ExecMessage {
    /** Length of the header: id i32, 4 pad bytes, size i32, 4 pad bytes. */
    int HEADER = 16;

    /** @return the service id */
    int service();

    /** @return the function number in the service */
    int function();

    /** @return the length of the whole message in bytes */
    int size();

    /**
     * Writes the fields behind the header.
     *
     * @param message where the message begins at 0, zeros, of {@link #size()} bytes, little-endian
     */
    void body(ByteBuffer message);

    /** @return the whole message in a new buffer, position to limit */
    default ByteBuffer encode() {
        ByteBuffer m = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
        m.putInt(0, service() << 16 | function());
        m.putInt(8, size());
        body(m);
        return m;
    }

    /**
     * @param message a message, position to limit, at least a header
     * @return the service id that it names
     */
    static int serviceOf(ByteBuffer message) {
        return message.order(ByteOrder.LITTLE_ENDIAN).getInt(message.position()) >>> 16;
    }

    /**
     * @param message a message, position to limit, at least a header
     * @return the function number that it names
     */
    static int functionOf(ByteBuffer message) {
        return message.order(ByteOrder.LITTLE_ENDIAN).getInt(message.position()) & 0xFFFF;
    }

    /**
     * Looks at a message as its fields' offsets count: from 0, little-endian.
     *
     * @param message a message, position to limit
     * @param service the service that it has to be of
     * @param function the function that it has to be of
     * @param least the least length in bytes
     * @return the view, or null when the message is too short or of another service or function
     */
    static ByteBuffer view(ByteBuffer message, int service, int function, int least) {
        if (message.remaining() < least || serviceOf(message) != service || functionOf(message) != function) {
            return null;
        }
        return message.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
