package org.choros.config;

import java.nio.charset.StandardCharsets;

/**
 * The lines of a file as corosync's reader sees them: pieces of at most 511 bytes, cut at the first NUL. Text is held
 * one character a byte, so that bytes which are no UTF-8 pass unharmed.
 */
final class ConfText {
    /** Largest file that is read. */
    static final int FILE_MAX = 16 << 20;

    private static final int PIECE = 511;

    private final byte[] bytes;
    private final boolean refuseLongLines;
    private int at;
    private int number;

    ConfText(byte[] bytes, boolean refuseLongLines) {
        this.bytes = bytes;
        this.refuseLongLines = refuseLongLines;
    }

    /** @return the number of the line last read, from 1 */
    int number() {
        return number;
    }

    /**
     * @return the next line without its end and trailing blanks, possibly empty; null at the end
     * @throws DirectiveFault when the line is too long and that is an error
     */
    String next() throws DirectiveFault {
        if (at >= bytes.length) {
            return null;
        }
        int start = at;
        int limit = Math.min(bytes.length, start + PIECE);
        int end = start;
        boolean feed = false;
        while (end < limit && !feed) {
            feed = bytes[end++] == '\n';
        }
        at = end;
        number++;
        int nul = start;
        while (nul < end && bytes[nul] != 0) {
            nul++;
        }
        if (refuseLongLines && nul - start == PIECE && !feed) {
            throw new DirectiveFault("Line too long");
        }
        int stop = nul;
        if (stop > start && bytes[stop - 1] == '\n') {
            stop--;
        }
        if (stop > start && bytes[stop - 1] == '\r') {
            stop--;
        }
        while (stop > start && blank(bytes[stop - 1])) {
            stop--;
        }
        return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\t';
    }

    /**
     * @param line a line
     * @return whether it is empty, blank or a comment
     */
    static boolean ignorable(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (!blank(line.charAt(i))) {
                return line.charAt(i) == '#';
            }
        }
        return true;
    }

    /**
     * Cuts blanks off both ends, and for names also the colons and braces behind; a first character always stays.
     *
     * @param text any text
     * @param name whether it is the name of a section or key
     * @return what is left
     */
    static String trim(String text, boolean name) {
        int start = 0;
        while (start < text.length() && blank(text.charAt(start))) {
            start++;
        }
        int end = text.length();
        while (end > start + 1) {
            char c = text.charAt(end - 1);
            if (!blank(c) && !(name && (c == ':' || c == '{'))) {
                break;
            }
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * @param text one character a byte
     * @return the text for people, its bytes read as UTF-8
     */
    static String readable(String text) {
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
