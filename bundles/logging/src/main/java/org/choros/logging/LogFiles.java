package org.choros.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The open log files, by name. Every line is one write at the end of the file, so rotation by copying is safe. */
final class LogFiles {
    private static final Map<String, Integer> NUMBERS = Map.of("Not a directory", 20, "Is a directory", 21,
            "Too many open files", 24, "No space left on device", 28, "Read-only file system", 30,
            "File name too long", 36);
    private static final int INPUT_OUTPUT = 5;

    private final Map<String, OutputStream> open = new TreeMap<>();

    /** Opens a file if it is not open. */
    void open(String name) throws IOException {
        if (!open.containsKey(name)) {
            try {
                if (name.isEmpty()) {
                    throw new NoSuchFileException(name);
                }
                open.put(name,
                        Files.newOutputStream(Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            } catch (InvalidPathException e) {
                throw new NoSuchFileException(name, null, e.getReason());
            }
        }
    }

    /** Closes all files but some. */
    void retain(Set<String> names) {
        for (String name : List.copyOf(open.keySet())) {
            if (!names.contains(name)) {
                close(open.remove(name));
            }
        }
    }

    /**
     * Closes every file and opens it again by its name.
     *
     * @return the names of those that could not be opened
     */
    List<String> reopen() {
        List<String> failed = new ArrayList<>();
        Set<String> names = Set.copyOf(open.keySet());
        retain(Set.of());
        for (String name : names) {
            try {
                open(name);
            } catch (IOException e) {
                failed.add(name);
            }
        }
        return failed;
    }

    /** Writes a line to a file; a file that is not open takes nothing. */
    void write(String name, byte[] line) {
        OutputStream file = open.get(name);
        if (file != null) {
            try {
                file.write(line);
            } catch (IOException e) {
                // a full disk must not stop the node; the next line may find room again
                return;
            }
        }
    }

    private static void close(OutputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            // closing was all that was left to do
            return;
        }
    }

    /** The words for a file that cannot be opened, with the system's error number. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory (2)";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied (13)";
        }
        String text = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : "Input/output error";
        return text + " (" + NUMBERS.getOrDefault(text, INPUT_OUTPUT) + ")";
    }
}
