package org.choros.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Writes JSON on one line, without white space. A library would take longer to load than a tool runs.
 *
 * <p>
 * It puts commas where they belong and escapes texts; that what is begun is ended, the caller sees to.
 */
final class JsonWriter {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder();

    /** A value or a name follows: behind another one it needs a comma. */
    private void separate() {
        int last = text.length() - 1;
        // strings end with a quotation mark, so these can only be the signs themselves
        if (last >= 0 && "{[:".indexOf(text.charAt(last)) < 0) {
            text.append(',');
        }
    }

    JsonWriter beginObject() {
        separate();
        text.append('{');
        return this;
    }

    JsonWriter endObject() {
        text.append('}');
        return this;
    }

    JsonWriter beginArray() {
        separate();
        text.append('[');
        return this;
    }

    JsonWriter endArray() {
        text.append(']');
        return this;
    }

    JsonWriter name(String name) {
        separate();
        quote(name);
        text.append(':');
        return this;
    }

    /** A text, or null. */
    JsonWriter value(String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    JsonWriter value(long value) {
        separate();
        text.append(value);
        return this;
    }

    JsonWriter value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    /** A number of 64 bits without sign. */
    JsonWriter unsigned(long value) {
        separate();
        text.append(Long.toUnsignedString(value));
        return this;
    }

    /** A number that stands here as its digits. */
    JsonWriter number(String digits) {
        separate();
        text.append(digits);
        return this;
    }

    JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /**
     * A text that is given as bytes. Those that are no UTF-8 are replaced; then a field {@code NAME_hex} beside it has
     * them all.
     */
    JsonWriter field(String name, byte[] bytes) {
        String value = new String(bytes, StandardCharsets.UTF_8);
        field(name, value);
        if (!Arrays.equals(value.getBytes(StandardCharsets.UTF_8), bytes)) {
            field(name + "_hex", HexFormat.of().formatHex(bytes));
        }
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c == 0x7F) {
                // nothing that a terminal obeys
                text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** What was written. */
    @Override
    public String toString() {
        return text.toString();
    }
}
