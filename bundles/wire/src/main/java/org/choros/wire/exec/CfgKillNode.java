package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * cfg: a node has to end at once.
 *
 * @param nodeId which
 * @param reason why, at most 255 Latin-1 characters; on the wire a NUL follows that its length counts
 */
public record CfgKillNode(int nodeId, String reason) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 1;
    /** Function number. */
    public static final int FUNCTION = 1;
    /** Length in bytes. */
    public static final int SIZE = 288;

    private static final int REASON_MAX = 256;

    @Override
    public int service() {
        return SERVICE;
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void body(ByteBuffer m) {
        byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(text.length, REASON_MAX - 1);
        m.putInt(16, nodeId);
        m.putShort(24, (short) (length + 1));
        m.put(32, text, 0, length);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CfgKillNode decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        int length = m == null ? 0 : m.getShort(24) & 0xFFFF;
        if (m == null || length > REASON_MAX) {
            return null;
        }
        byte[] text = new byte[length];
        m.get(32, text);
        int end = 0;
        while (end < length && text[end] != 0) {
            end++;
        }
        return new CfgKillNode(m.getInt(16), new String(text, 0, end, StandardCharsets.ISO_8859_1));
    }
}
