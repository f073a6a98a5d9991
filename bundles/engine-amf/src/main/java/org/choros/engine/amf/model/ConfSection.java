package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A section as configured: its keys, and the sections in it by name and number. Reading notes what is wrong. */
final class ConfSection {
    private static final long NS_PER_MS = 1_000_000;

    private final String path;
    /** The group that it was declared with; empty for the configuration's. */
    private final String declared;
    private final ConfFaults faults;
    private final SortedMap<String, String> values = new TreeMap<>();
    private final Map<String, SortedMap<Integer, ConfSection>> sections = new TreeMap<>();
    private String who = "";

    private ConfSection(String path, String declared, ConfFaults faults) {
        this.path = path;
        this.declared = declared;
        this.faults = faults;
    }

    /** All keys below a prefix as one section. */
    static ConfSection of(String prefix, SortedMap<String, String> keys, ConfFaults faults) {
        ConfSection root = new ConfSection(prefix, "", faults);
        keys.forEach((key, value) -> {
            if (key.startsWith(prefix + '.')) {
                root.put(key.substring(prefix.length() + 1).split("\\.", -1), value);
            }
        });
        return root;
    }

    /** The section of a group that was declared; its faults are that group's. */
    static ConfSection declared(String name, SortedMap<String, String> keys, ConfFaults faults) {
        ConfSection root = new ConfSection("declared." + name, name, faults);
        keys.forEach((key, value) -> root.put(key.split("\\.", -1), value));
        root.values.put("name", name);
        return root;
    }

    /** Whether it is of a group that was declared. */
    boolean isDeclared() {
        return !declared.isEmpty();
    }

    private void put(String[] parts, String value) {
        ConfSection at = this;
        int i = 0;
        while (parts.length - i > 2 && parts[i + 1].matches("[0-9]{1,6}")) {
            String name = parts[i];
            int number = Integer.parseInt(parts[i + 1]);
            String inner = at.path + '.' + name + '.' + number;
            at = at.sections.computeIfAbsent(name, k -> new TreeMap<>()).computeIfAbsent(number,
                    k -> new ConfSection(inner, declared, faults));
            i += 2;
        }
        at.values.put(String.join(".", List.of(parts).subList(i, parts.length)), value);
    }

    /** Says in faults whom the section is about. */
    ConfSection about(String name) {
        who = name;
        return this;
    }

    void fault(String key, String text) {
        faults.blame(declared);
        faults.add(path + (key.isEmpty() ? "" : '.' + key) + (who.isEmpty() ? "" : " (" + who + ')') + ": " + text);
    }

    /** Refuses keys and sections that nobody knows. */
    void allow(List<String> keys, List<String> inner) {
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                fault(key, inner.contains(key)
                        ? "is a section: write " + key + " { ... }"
                        : "there is no such key; there are " + String.join(", ", keys));
            }
        }
        for (String name : sections.keySet()) {
            if (!inner.contains(name)) {
                fault(name, inner.isEmpty()
                        ? "there is no section in this one"
                        : "there is no such section; there are " + String.join(", ", inner));
            }
        }
    }

    List<ConfSection> sections(String name) {
        return new ArrayList<>(sections.getOrDefault(name, new TreeMap<>()).values());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    SortedMap<String, String> values() {
        return values;
    }

    String text(String key, String missing) {
        return values.getOrDefault(key, missing);
    }

    /** Words of a list, between blanks or commas. */
    List<String> list(String key) {
        List<String> words = new ArrayList<>();
        for (String word : text(key, "").split("[ \t,]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    boolean yes(String key, boolean missing) {
        String v = text(key, missing ? "yes" : "no");
        if (!v.equals("yes") && !v.equals("no")) {
            fault(key, "\"" + v + "\" is neither yes nor no");
        }
        return v.equals("yes");
    }

    /** A number in bounds; the missing one where it is wrong. */
    int number(String key, int min, int max, int missing) {
        String v = values.get(key);
        if (v == null) {
            return missing;
        }
        if (v.matches("[0-9]{1,18}")) {
            long n = Long.parseLong(v);
            if (n >= min && n <= max) {
                return (int) n;
            }
        }
        fault(key, "\"" + v + "\" is no number from " + min + " to " + max);
        return missing;
    }

    /** Milliseconds as nanoseconds. */
    long time(String key, int minMs, int missingMs) {
        return number(key, minMs, ModelReader.TIME_MAX_MS, missingMs) * NS_PER_MS;
    }

    /** The words of a command; none where it is missing or wrong. */
    List<String> command(String key) {
        String v = values.get(key);
        if (v == null) {
            return List.of();
        }
        List<String> words = Words.split(v);
        if (words == null) {
            fault(key, "a quote or a backslash has no end");
            return List.of();
        }
        if (words.isEmpty() || words.get(0).isEmpty()) {
            fault(key, "there is no command; leave the key out or name one");
            return List.of();
        }
        return words;
    }
}
