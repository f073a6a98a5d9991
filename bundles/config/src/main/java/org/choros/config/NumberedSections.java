package org.choros.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of {@code availability {}}: all sections inside it may come several times, and are numbered within the
 * section that they are in, as the nodes of the node list are.
 */
final class NumberedSections {
    private record Level(String path, String prefix, Map<String, Integer> counts) {
    }

    private final Deque<Level> open = new ArrayDeque<>();
    /** A second outermost section goes on where the first one ended. */
    private final Map<String, Integer> outermost = new HashMap<>();

    /** A section begins: the outermost one, or one inside the last. */
    void open(String path) {
        Level outer = open.peek();
        if (outer == null) {
            open.push(new Level(path, path, outermost));
            return;
        }
        String name = path.substring(Math.min(path.length(), outer.path().length() + 1));
        int number = outer.counts().merge(name, 1, Integer::sum) - 1;
        open.push(new Level(path, outer.prefix() + '.' + name + '.' + number, new HashMap<>()));
    }

    /** The last one ends. */
    void close() {
        open.pop();
    }

    /**
     * @param path the path of a key of the last section
     * @return its name in the map
     */
    String key(String path) {
        Level level = open.element();
        return level.prefix() + path.substring(level.path().length());
    }
}
