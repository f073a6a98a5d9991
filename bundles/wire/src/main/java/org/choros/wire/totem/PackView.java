package org.choros.wire.totem;

import java.nio.ByteBuffer;

/**
 * A totempg frame: pieces of messages packed together, the first of which may continue an earlier frame and the last of
 * which may go on in a later one.
 */
public final class PackView {
    /** Bytes in front of the list of lengths. */
    public static final int HEADER_LENGTH = 8;
    private static final int FRAGMENTED = 4;
    private static final int CONTINUATION = 5;
    private static final int COUNT = 6;

    private ByteBuffer frame;
    private int offset;

    /**
     * Judges a frame, wholly.
     *
     * @param frame the frame, position to limit, in its originator's byte order
     * @return whether it can be read; otherwise it is ignored, but has its place in the order
     */
    public static boolean isValid(ByteBuffer frame) {
        int length = frame.remaining();
        if (length < HEADER_LENGTH) {
            return false;
        }
        int at = frame.position();
        int count = frame.getShort(at + COUNT) & 0xffff;
        long total = HEADER_LENGTH + 2L * count;
        if (count == 0 || total > length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            total += frame.getShort(at + HEADER_LENGTH + 2 * i) & 0xffff;
        }
        return total == length;
    }

    /**
     * @param newFrame a valid frame, position to limit
     * @return this
     */
    public PackView wrap(ByteBuffer newFrame) {
        frame = newFrame;
        offset = newFrame.position();
        return this;
    }

    /**
     * Writes the header.
     *
     * @param fragmented the number of the cut in the last piece, 0 when it is complete
     * @param continuation the number of the cut that the first piece continues, 0 when it begins here
     * @param count how many pieces
     */
    public void header(int fragmented, int continuation, int count) {
        frame.putInt(offset, 0);
        frame.put(offset + FRAGMENTED, (byte) fragmented);
        frame.put(offset + CONTINUATION, (byte) continuation);
        frame.putShort(offset + COUNT, (short) count);
    }

    /** @return the version, 0; ignored by everybody */
    public int version() {
        return frame.getShort(offset) & 0xffff;
    }

    /** @return the type, 0 or garbage; ignored by everybody */
    public int type() {
        return frame.getShort(offset + 2) & 0xffff;
    }

    /** @return the number of the cut in the last piece, 0 when it is complete */
    public int fragmented() {
        return frame.get(offset + FRAGMENTED) & 0xff;
    }

    /** @return the number of the cut that the first piece continues, 0 when it begins here */
    public int continuation() {
        return frame.get(offset + CONTINUATION) & 0xff;
    }

    /** @return how many pieces */
    public int count() {
        return frame.getShort(offset + COUNT) & 0xffff;
    }

    /**
     * @param i a piece
     * @return its bytes
     */
    public int pieceLength(int i) {
        return frame.getShort(offset + HEADER_LENGTH + 2 * i) & 0xffff;
    }

    /**
     * @param i a piece
     * @param length its bytes
     */
    public void pieceLength(int i, int length) {
        frame.putShort(offset + HEADER_LENGTH + 2 * i, (short) length);
    }

    /** @return where in the buffer the first piece begins; the others follow back to back */
    public int dataOffset() {
        return offset + HEADER_LENGTH + 2 * count();
    }
}
