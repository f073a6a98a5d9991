package org.choros.tck;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A packet that was handed over.
 *
 * @param link the link it came in on
 * @param bytes its bytes, a copy
 * @param flushing whether it was marked as in front of a token
 * @param source where it came from, null when that was not told
 */
public record Arrival(int link, byte[] bytes, boolean flushing, InetAddress source) {
    static ByteBuffer packet(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @return the bytes as characters of ISO 8859-1 */
    public String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return bytes.length <= 40 ? text() : text().substring(0, 40) + "... of " + bytes.length;
    }
}
