package org.choros.engine.quorum;

import java.util.ArrayList;
import java.util.List;

/** The log lines that list nodes: {@code Members[2]: 1 2}. */
final class MemberLines {
    /** Longest list of one line in characters; what does not fit goes on in the next, after a backslash. */
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
                lines.add(head + line + "\\");
                line.setLength(0);
            }
            line.append(item);
        }
        lines.add(head + line);
        return lines;
    }
}
