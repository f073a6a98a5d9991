package org.choros.engine.quorum;

import java.util.ArrayList;
import java.util.List;

/** The log lines that list nodes: {@code Members[2]: 1 2}. */
final class MemberLines {
    /**
     * Longest list of one line in characters. Of an item that does not fit, as much as does stands at the end of the
     * line before a backslash, and the whole item again in the next line; scripts know it so.
     */
    static final int WIDTH = 63;

    private MemberLines() {
    }

    /**
     * @param title what is listed
     * @param ids node ids
     * @return one line, or several when the list is long
     */
    static List<String> of(String title, int[] ids) {
        String head = title + "[" + ids.length + "]:";
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int id : ids) {
            String item = " " + Integer.toUnsignedString(id);
            if (line.length() + item.length() > WIDTH) {
                lines.add(head + line + item.substring(0, WIDTH - line.length()) + "\\");
                line.setLength(0);
            }
            line.append(item);
        }
        lines.add(head + line);
        return lines;
    }
}
