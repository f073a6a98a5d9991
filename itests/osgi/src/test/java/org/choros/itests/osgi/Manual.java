package org.choros.itests.osgi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What stands in the fenced blocks of a document, in order. */
final class Manual {
    private static final String FENCE = "```";
    private static final String HEADING = "## ";

    private Manual() {
    }

    /**
     * A block.
     *
     * @param section the heading above it
     * @param language what the fence says, empty when it says nothing
     * @param lines what is between the fences
     */
    record Block(String section, String language, List<String> lines) {
        String text() {
            return lines.stream().collect(Collectors.joining("\n", "", "\n"));
        }
    }

    /**
     * @param document the whole text
     * @return its blocks
     */
    static List<Block> blocks(String document) {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        Block open = null;
        for (String line : document.lines().toList()) {
            if (line.startsWith(FENCE)) {
                if (open == null) {
                    open = new Block(section, line.substring(FENCE.length()), new ArrayList<>());
                } else {
                    blocks.add(open);
                    open = null;
                }
            } else if (open != null) {
                open.lines().add(line);
            } else if (line.startsWith(HEADING)) {
                section = line.substring(HEADING.length());
            }
        }
        if (open != null) {
            throw new AssertionError("the last fence of " + section + " is open");
        }
        return blocks;
    }
}
