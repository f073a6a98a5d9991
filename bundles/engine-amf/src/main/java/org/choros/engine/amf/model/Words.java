package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.List;

/** Splits a command into words as a shell does, with quotes and backslashes and nothing else of a shell. */
final class Words {
    private Words() {
    }

    /**
     * @param text a command
     * @return its words, or null when a quote or a backslash has no end
     */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == ' ' || c == '\t')) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == '\\' && quote != '\'') {
                if (++i == text.length()) {
                    return null;
                }
                word.append(text.charAt(i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            return null;
        }
        if (word != null) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
