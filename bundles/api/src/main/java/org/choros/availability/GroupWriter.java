package org.choros.availability;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes the keys of a group: sections are numbered by name within the one that they are in. */
final class GroupWriter implements GroupDefinition.Builder {
    private final SortedMap<String, String> keys;
    /** Goes before names; ends with a dot, or is empty. */
    private final String prefix;
    private final Map<String, Integer> counts = new HashMap<>();

    private GroupWriter(SortedMap<String, String> keys, String prefix) {
        this.keys = keys;
        this.prefix = prefix;
    }

    GroupWriter() {
        this(new TreeMap<>(), "");
    }

    GroupWriter(String name) {
        this();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a group has a name");
        }
        key("name", name);
    }

    /** Begins a section in this one. */
    GroupWriter inner(String name) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is no section: it has a name without dots");
        }
        GroupDefinition.checkKey(prefix + name);
        return new GroupWriter(keys, prefix + name + '.' + (counts.merge(name, 1, Integer::sum) - 1) + '.');
    }

    @Override
    public GroupWriter key(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a key has a name");
        }
        GroupDefinition.checkKey(prefix + name);
        GroupDefinition.checkValue(name, value);
        keys.put(prefix + name, value);
        return this;
    }

    @Override
    public GroupWriter section(String name, Consumer<GroupDefinition.Section> content) {
        content.accept(inner(name));
        return this;
    }

    @Override
    public GroupDefinition build() {
        return GroupDefinition.of(keys);
    }
}
