package org.choros.configadmin.core;

import java.util.SortedMap;

/** What a configuration says: its properties as bytes that are the same wherever the properties are. Immutable. */
public final class Content {
    /** Most bytes of it; a little less than a map takes. */
    public static final int BYTES_MAX = (1 << 20) - 64;

    private final byte[] bytes;
    private final Digest digest;

    private Content(byte[] bytes) {
        this.bytes = bytes;
        this.digest = Digest.of(bytes);
    }

    /**
     * @param properties names, each once whatever the case of its letters, and values of the types of ConfigAdmin:
     *            scalars, arrays and collections of scalars
     * @return what they say
     * @throws IllegalArgumentException for other types, for text that has no bytes, for too much
     */
    public static Content of(SortedMap<String, Object> properties) {
        return new Content(ContentCodec.encode(properties));
    }

    /**
     * @param bytes of a content, copied by who calls
     * @return the content, null when the bytes are none
     */
    static Content decode(byte[] bytes) {
        return bytes.length <= BYTES_MAX && ContentCodec.decode(bytes) != null ? new Content(bytes) : null;
    }

    /** @return its properties by name; they belong to the caller */
    public SortedMap<String, Object> properties() {
        return ContentCodec.decode(bytes);
    }

    /** @return its name */
    public Digest digest() {
        return digest;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && content.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
