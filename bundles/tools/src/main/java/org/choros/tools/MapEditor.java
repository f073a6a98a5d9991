package org.choros.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** Sets and deletes keys, one by one or from a file. */
final class MapEditor {
    private static final int TRY_AGAIN_MAX = 10;
    private static final int TRY_AGAIN_PAUSE_MS = 1000;

    private final CMap map;
    private final Console console;

    MapEditor(CMap map, Console console) {
        this.map = map;
        this.console = console;
    }

    static List<CMapKey> keys(CMap map, String prefix) throws ToolException {
        try {
            return map.keys(prefix);
        } catch (ChorosException e) {
            throw new ToolException("Failed to initialize iteration. Error " + e.error().text());
        }
    }

    void set(String key, String tag, String text) throws ToolException {
        set(key, tag, text, StandardCharsets.UTF_8);
    }

    /** Sets a value from a text, whose bytes in a charset a string gets. */
    private void set(String key, String tag, String text, Charset charset) throws ToolException {
        ValueType type = ValueType.ofTag(tag);
        if (type == null) {
            throw new ToolException("Unknown type " + tag);
        }
        CMapValue value;
        try {
            value = switch (type) {
                case BINARY -> CMapValue.bin(file(text));
                case STRING -> CMapValue.of(type, text.getBytes(charset));
                default -> ValueScan.scan(type, text);
            };
        } catch (ValueScan.BadValueException e) {
            throw new ToolException(e.getMessage());
        }
        for (int i = 0;; i++) {
            try {
                map.set(key, value);
                return;
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || i == TRY_AGAIN_MAX) {
                    throw new ToolException("Failed to set key " + key + ". Error " + e.error().text());
                }
                Pause.ms(TRY_AGAIN_PAUSE_MS);
            }
        }
    }

    private byte[] file(String name) throws ToolException {
        try {
            if (name.equals("-")) {
                return console.in().readNBytes(CMap.VALUE_MAX + 1);
            }
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                // it can be opened but not read
                return new byte[0];
            }
            try (InputStream in = Files.newInputStream(path)) {
                return in.readNBytes(CMap.VALUE_MAX + 1);
            }
        } catch (IOException e) {
            throw new ToolException("Can't open input file: " + SystemErrors.text(e));
        }
    }

    /** Deletes them up to the first that cannot be, and says whether that was all. */
    boolean delete(List<String> keys) {
        for (String key : keys) {
            if (!delete(key)) {
                return false;
            }
        }
        return true;
    }

    private boolean delete(String key) {
        try {
            map.delete(key);
            return true;
        } catch (ChorosException e) {
            console.error("Can't delete key " + key + ". Error " + e.error().text());
            return false;
        }
    }

    void deletePrefix(String prefix) throws ToolException {
        for (CMapKey key : keys(map, prefix)) {
            delete(key.name());
        }
    }

    void load(String name) throws ToolException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return;
        }
        // each character is a byte: values may have any, and only a line feed ends a line
        try (Reader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    apply(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
            apply(line.toString());
        } catch (IOException e) {
            // corosync's own tool goes on here, too, and ends with success
            console.error("Couldn't open file.: " + SystemErrors.text(e));
        }
    }

    private void apply(String line) throws ToolException {
        int start = 0;
        while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
            start++;
        }
        // behind the indentation only blanks separate
        StringTokenizer words = new StringTokenizer(line.substring(start), " ");
        String key = words.hasMoreTokens() ? words.nextToken() : "#";
        if (key.startsWith("#")) {
            return;
        }
        if (key.startsWith("^^")) {
            deletePrefix(key.substring(2));
        } else if (key.startsWith("^")) {
            delete(key.substring(1));
        } else if (words.countTokens() < 2) {
            throw new ToolException("Both type and value for key " + key + " are required");
        } else {
            set(key, words.nextToken(), words.nextToken(), StandardCharsets.ISO_8859_1);
        }
    }
}
