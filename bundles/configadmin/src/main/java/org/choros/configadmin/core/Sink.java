package org.choros.configadmin.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that grow up to a bound, most significant first. */
final class Sink {
    private static final int FIRST = 512;

    private final int max;
    private ByteBuffer out = ByteBuffer.allocate(FIRST);

    Sink(int max) {
        this.max = max;
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            long wanted = (long) out.position() + bytes;
            if (wanted > max) {
                throw new IllegalArgumentException("more than " + max + " bytes");
            }
            ByteBuffer larger = ByteBuffer.allocate((int) Math.min(max, 2 * wanted));
            out = larger.put(out.flip());
        }
        return out;
    }

    Sink small(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    Sink number(short value) {
        room(Short.BYTES).putShort(value);
        return this;
    }

    Sink number(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    Sink number(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    Sink text(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            number(bytes.remaining());
            room(bytes.remaining()).put(bytes);
            return this;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("half a character", e);
        }
    }

    Sink version(Version version) {
        return number(version.revision()).number(version.digest().high()).number(version.digest().low());
    }

    byte[] bytes() {
        byte[] exact = new byte[out.position()];
        out.flip().get(exact);
        return exact;
    }

    /** A text whose length is before it; throws when it is none. */
    static String readText(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes");
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no text", e);
        }
    }

    static Version readVersion(ByteBuffer in) {
        long revision = in.getLong();
        if (revision <= 0) {
            throw new IllegalArgumentException("revision " + revision);
        }
        return new Version(revision, new Digest(in.getLong(), in.getLong()));
    }
}
