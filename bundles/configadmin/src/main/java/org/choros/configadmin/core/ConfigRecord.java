package org.choros.configadmin.core;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the map has of a configuration: what it says, or that it is deleted, and how often it was changed.
 *
 * @param version its version
 * @param content what it says, null of a deletion
 */
public record ConfigRecord(Version version, Content content) {
    private static final byte FORMAT = 1;
    private static final byte CONTENT = 1;
    private static final byte DELETION = 2;
    private static final int HEADER = 2 + Long.BYTES;

    static ConfigRecord of(long revision, Content content) {
        return new ConfigRecord(new Version(revision, content == null ? Digest.NONE : content.digest()), content);
    }

    /** @return its bytes: format, kind, revision, content */
    byte[] encode() {
        byte[] body = content == null ? new byte[0] : content.bytes();
        return ByteBuffer.allocate(HEADER + body.length).put(FORMAT).put(content == null ? DELETION : CONTENT)
                .putLong(version.revision()).put(body).array();
    }

    /**
     * @param bytes of a map's value
     * @return the record, null when they are none
     */
    public static ConfigRecord decode(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != FORMAT) {
            return null;
        }
        long revision = ByteBuffer.wrap(bytes).getLong(2);
        byte[] body = Arrays.copyOfRange(bytes, HEADER, bytes.length);
        Content content = bytes[1] == CONTENT ? Content.decode(body) : null;
        boolean whole = bytes[1] == CONTENT ? content != null : bytes[1] == DELETION && body.length == 0;
        return whole && revision > 0 ? of(revision, content) : null;
    }
}
