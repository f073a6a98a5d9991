package org.choros.availability;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads a group with the grammar of corosync.conf: each line opens or closes a section, or is a key and its value. How
 * deep sections can be in each other is bounded by the length of keys.
 */
final class GroupText {
    /** As many characters, blanks and comments too. */
    static final int MAX = 4 * GroupDefinition.BYTES_MAX;
    /** What is said of a longer text. */
    static final String TOO_LONG = "line 1: the text is too long for a group";

    /** Bytes of a line with its end, as corosync has it. */
    private static final int LINE_MAX = 510;

    private final String[] lines;
    private final Deque<GroupWriter> open = new ArrayDeque<>();
    private GroupWriter group;

    GroupText(String text) {
        if (text.length() > MAX) {
            throw new IllegalArgumentException(TOO_LONG);
        }
        lines = text.split("\n", -1);
    }

    GroupDefinition read() {
        int number = 0;
        try {
            for (String line : lines) {
                number++;
                line(line);
            }
            if (!open.isEmpty()) {
                throw new IllegalArgumentException("a section has no end: a closing bracket '}' is missing");
            }
            if (group == null) {
                throw new IllegalArgumentException("there is no group: write \"group {\", its keys, and \"}\"");
            }
            return group.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private void line(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LINE_MAX) {
            throw new IllegalArgumentException("the line is longer than " + LINE_MAX + " bytes");
        }
        String line = trim(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        if (line.isEmpty() || line.charAt(0) == '#') {
            return;
        }
        int brace = line.indexOf('{');
        int colon = line.indexOf(':');
        if (brace >= 0) {
            if (brace < line.length() - 1) {
                throw new IllegalArgumentException("there are characters behind the opening bracket '{'; "
                        + "a value cannot have one");
            }
            open(name(line.substring(0, brace)));
        } else if (colon >= 0) {
            inside().key(name(line.substring(0, colon)), trim(line.substring(colon + 1)));
        } else if (line.equals("}")) {
            if (open.isEmpty()) {
                throw new IllegalArgumentException("a closing bracket '}' closes nothing");
            }
            open.pop();
        } else {
            throw new IllegalArgumentException(line.indexOf('}') >= 0
                    ? "a closing bracket '}' stands alone on its line"
                    : "this is no section that opens or closes, and no \"key: value\"");
        }
    }

    private void open(String name) {
        if (!open.isEmpty()) {
            open.push(open.element().inner(name));
            return;
        }
        if (group != null) {
            throw new IllegalArgumentException("there is more behind the group: declare one at a time");
        }
        if (!name.equals("group")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not \"group\": write \"group {\", without what is around it in corosync.conf");
        }
        group = new GroupWriter();
        open.push(group);
    }

    private GroupWriter inside() {
        if (open.isEmpty()) {
            throw new IllegalArgumentException("a key stands outside of the group");
        }
        return open.element();
    }

    /** Without blanks and colons behind it, as the file's names are. */
    private static String name(String text) {
        int end = text.length();
        while (end > 0 && (blank(text.charAt(end - 1)) || text.charAt(end - 1) == ':')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && blank(text.charAt(start))) {
            start++;
        }
        while (end > start && blank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
