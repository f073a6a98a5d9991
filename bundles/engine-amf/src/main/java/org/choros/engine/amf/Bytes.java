package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts in messages, u16 length and UTF-8; and digests. */
final class Bytes {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final long MIX = 0xD6E8FEB86659FD93L;
    private static final int MASK = 0xFFFF;

    private Bytes() {
    }

    static int length(String text) {
        return Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
    }

    static void put(ByteBuffer m, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        m.putShort((short) bytes.length).put(bytes);
    }

    /** The next text; null when it is not wholly there or no UTF-8. */
    static String text(ByteBuffer m) {
        if (m.remaining() < Short.BYTES) {
            return null;
        }
        int length = m.getShort() & MASK;
        if (m.remaining() < length) {
            return null;
        }
        ByteBuffer part = m.slice(m.position(), length);
        m.position(m.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static long digest(ByteBuffer bytes) {
        long d = bytes.remaining();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            d = (d ^ bytes.get(i)) * GAMMA;
            d ^= d >>> 32;
        }
        d *= MIX;
        return d ^ d >>> 32;
    }
}
