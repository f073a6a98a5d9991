package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text as bytes, one for each character. */
final class Bytes {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private Bytes() {
    }

    static String text(ByteBuffer m, int at, int length) {
        byte[] bytes = new byte[length];
        m.get(at, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Mixes a number into a digest. */
    static long mix(long digest, long value) {
        long z = (digest ^ value) * GAMMA;
        z = (z ^ z >>> 32) * 0xD6E8FEB86659FD93L;
        return z ^ z >>> 32;
    }

    static long mix(long digest, String text) {
        long d = mix(digest, text.length());
        for (int i = 0; i < text.length(); i++) {
            d = d * 31 + text.charAt(i);
        }
        return mix(d, 0);
    }
}
