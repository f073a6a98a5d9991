package org.choros.shell.command;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON on one line, from maps in their order, lists, texts, integers, floats, booleans and null. */
final class Json {
    private Json() {
    }

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> map) {
            text.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext();) {
                Map.Entry<?, ?> entry = i.next();
                quote(text, (String) entry.getKey());
                text.append(':');
                write(text, entry.getValue());
                text.append(i.hasNext() ? "," : "");
            }
            text.append('}');
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : ",");
                write(text, list.get(i));
            }
            text.append(']');
        } else if (value instanceof String string) {
            quote(text, string);
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            // JSON has no such numbers
            quote(text, number.toString());
        } else {
            text.append(value);
        }
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
