package org.choros.itests.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A document below runtime/docs, as the blocks that its reader copies. */
final class Guide {
    private static final String FENCE = "```";
    private static final String SECTION = "## ";

    private final List<Block> blocks = new ArrayList<>();

    /**
     * What stands between two fences.
     *
     * @param section the heading before it
     * @param before the last line before it that is not empty
     * @param language the word behind the fence
     * @param text the lines
     */
    record Block(String section, String before, String language, String text) {
    }

    Guide(String name) throws IOException {
        Path file = Places.ROOT.resolve("runtime/docs").resolve(name);
        String section = "";
        String before = "";
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(SECTION)) {
                section = line.substring(SECTION.length());
            }
            if (line.startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                blocks.add(new Block(section, before, line.substring(FENCE.length()),
                        String.join("\n", lines.subList(i + 1, end)) + "\n"));
                i = end;
            } else if (!line.isBlank()) {
                before = line;
            }
        }
    }

    List<Block> blocks(String language) {
        return blocks.stream().filter(b -> b.language().equals(language)).toList();
    }

    /** What the text block says that follows a block; nothing when another one does, or none. */
    List<String> shownAfter(Block block) {
        int next = blocks.indexOf(block) + 1;
        return next < blocks.size() && blocks.get(next).language().equals("text")
                ? blocks.get(next).text().lines().toList()
                : List.of();
    }
}
