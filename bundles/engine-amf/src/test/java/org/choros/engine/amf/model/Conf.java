package org.choros.engine.amf.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a section {@code availability {}} as the parser of corosync.conf makes them, and a node list. */
public final class Conf {
    private Conf() {
    }

    /**
     * @param text what is in the section; lines between newlines or bars
     * @param nodes names of nodes, with ids 1, 2, ...
     * @return the keys
     */
    public static SortedMap<String, String> keys(String text, String... nodes) {
        SortedMap<String, String> keys = new TreeMap<>();
        Deque<String> prefixes = new ArrayDeque<>();
        Deque<Map<String, Integer>> counts = new ArrayDeque<>();
        prefixes.push("availability");
        counts.push(new HashMap<>());
        for (String line : text.split("[|\n]")) {
            String l = line.strip();
            if (l.endsWith("{")) {
                String name = l.substring(0, l.length() - 1).strip();
                int n = counts.element().merge(name, 1, Integer::sum) - 1;
                prefixes.push(prefixes.element() + '.' + name + '.' + n);
                counts.push(new HashMap<>());
            } else if (l.equals("}")) {
                prefixes.pop();
                counts.pop();
            } else if (!l.isEmpty()) {
                int colon = l.indexOf(':');
                keys.put(prefixes.element() + '.' + l.substring(0, colon).strip(), l.substring(colon + 1).strip());
            }
        }
        for (int i = 0; i < nodes.length; i++) {
            keys.put("nodelist.node." + i + ".nodeid", String.valueOf(i + 1));
            keys.put("nodelist.node." + i + ".name", nodes[i]);
            keys.put("nodelist.node." + i + ".ring0_addr", "192.0.2." + (i + 1));
        }
        return keys;
    }

    /**
     * @param text what is in a section {@code group}
     * @return the keys of a group that is declared
     */
    public static SortedMap<String, String> group(String text) {
        String prefix = "availability.group.0.";
        SortedMap<String, String> keys = new TreeMap<>();
        keys("group {|" + text + "|}").forEach((key, value) -> keys.put(key.substring(prefix.length()), value));
        return keys;
    }

    /**
     * @param text what is in the section
     * @param nodes names of nodes, with ids 1, 2, ...
     * @return the model
     */
    public static Model model(String text, String... nodes) {
        try {
            return ModelReader.read(keys(text, nodes));
        } catch (ModelException e) {
            throw new AssertionError(e.faults().toString(), e);
        }
    }
}
