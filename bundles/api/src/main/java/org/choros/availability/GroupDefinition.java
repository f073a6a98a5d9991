package org.choros.availability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A group that somebody wants to be kept available: what stands in corosync.conf in a section
 * {@code availability.group}, without the file. It has the form of one; what the keys mean, and whether all is there,
 * the cluster judges when it is declared.
 */
public final class GroupDefinition {
    /** As many keys. */
    public static final int KEYS_MAX = 4_096;
    /** As many bytes of all keys and values together, in UTF-8. */
    public static final int BYTES_MAX = 65_536;
    /** As many characters of a key, with the sections that it is in. */
    public static final int KEY_MAX = 230;
    /** As many bytes of a value, in UTF-8. */
    public static final int VALUE_MAX = 4_096;

    private static final String NAME = "name";

    private final SortedMap<String, String> keys;

    /** A section that is being written: its keys, and the sections in it. */
    @ProviderType
    public interface Section {
        /**
         * Says what a key is; again it says what it is instead.
         *
         * @param name the key's name, as in corosync.conf
         * @param value its value
         * @return this
         * @throws IllegalArgumentException when the file could not have it
         */
        Section key(String name, String value);

        /**
         * Adds a section; further ones of its name follow it.
         *
         * @param name its name, as in corosync.conf
         * @param content writes what is in it
         * @return this
         * @throws IllegalArgumentException when the file could not have it
         */
        Section section(String name, Consumer<Section> content);
    }

    /** A group that is being written. */
    @ProviderType
    public interface Builder extends Section {
        @Override
        Builder key(String name, String value);

        @Override
        Builder section(String name, Consumer<Section> content);

        /**
         * @return the group
         * @throws IllegalArgumentException when it is too large
         */
        GroupDefinition build();
    }

    private GroupDefinition(SortedMap<String, String> keys) {
        this.keys = Collections.unmodifiableSortedMap(keys);
    }

    /**
     * Begins a group.
     *
     * @param name the group's name
     * @return what it is written with
     * @throws IllegalArgumentException when no group can have this name
     */
    public static Builder named(String name) {
        return new GroupWriter(name);
    }

    /**
     * Reads one section {@code group { ... }}, as it stands in corosync.conf: comments, blank lines, {@code key: value}
     * and sections in it.
     *
     * @param text lines, with comments and blank lines before and behind it, too
     * @return the group
     * @throws IllegalArgumentException when it is not that; the message begins with the line: {@code line 3: ...}
     */
    public static GroupDefinition parse(String text) {
        return new GroupText(text).read();
    }

    /**
     * Reads the text of a file as {@link #parse} does.
     *
     * @param file the file's bytes, UTF-8; read to their end, not closed
     * @return the group
     * @throws IOException when they cannot be read
     * @throws IllegalArgumentException when it is no group; the message begins with the line
     */
    public static GroupDefinition read(InputStream file) throws IOException {
        byte[] bytes = file.readNBytes(GroupText.MAX + 1);
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    bytes.length > GroupText.MAX ? GroupText.TOO_LONG : "line 1: the text is not UTF-8", e);
        }
    }

    /**
     * Takes keys as {@link #keys} gives them.
     *
     * @param keys the keys, {@code name} among them
     * @return the group
     * @throws IllegalArgumentException when it has no name, is too large, or corosync.conf could not have it
     */
    public static GroupDefinition of(Map<String, String> keys) {
        SortedMap<String, String> all = new TreeMap<>();
        long bytes = 0;
        for (Map.Entry<String, String> e : keys.entrySet()) {
            checkKey(e.getKey());
            checkValue(e.getKey(), e.getValue());
            all.put(e.getKey(), e.getValue());
            bytes += e.getKey().length() + utf8(e.getValue());
        }
        if (all.getOrDefault(NAME, "").isEmpty()) {
            throw new IllegalArgumentException("the group has no name: write \"name: NAME\"");
        }
        if (all.size() > KEYS_MAX || bytes > BYTES_MAX) {
            throw new IllegalArgumentException("the group has " + all.size() + " keys of " + bytes
                    + " bytes with their values, at most " + KEYS_MAX + " of " + BYTES_MAX + " bytes are taken");
        }
        return new GroupDefinition(all);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What the map of a node takes as a name. */
    static void checkKey(String key) {
        if (key.isEmpty() || key.length() > KEY_MAX) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + KEY_MAX + " characters with the sections that it is in, not " + key.length());
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && "._-/:".indexOf(c) < 0) {
                throw new IllegalArgumentException(
                        "\"" + key + "\" is no key: letters, digits and . _ - / : make one");
            }
        }
    }

    static void checkValue(String key, String value) {
        if (utf8(value) > VALUE_MAX) {
            throw new IllegalArgumentException("the value of " + key + " is longer than " + VALUE_MAX + " bytes");
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new IllegalArgumentException("the value of " + key + " is not one line of text");
        }
    }

    /** @return its name */
    public String name() {
        return keys.get(NAME);
    }

    /**
     * @return its keys as they are below {@code availability.group.N.} in a node's map, {@code name} among them;
     *         sections of one name are numbered: {@code component.0.check.1.period}
     */
    public SortedMap<String, String> keys() {
        return keys;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupDefinition g && keys.equals(g.keys);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(keys);
    }

    /** @return its name, and how many keys it has */
    @Override
    public String toString() {
        return "group " + name() + " of " + keys.size() + " keys";
    }
}
