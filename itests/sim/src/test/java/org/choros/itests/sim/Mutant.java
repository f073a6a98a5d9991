package org.choros.itests.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A deliberate mistake in a class of the production code, as a file of {@code mutants/} tells it.
 *
 * @param name the file's
 * @param property what the checkers must call it
 * @param type the class, with its package
 * @param first the first seed to try
 * @param last the last seed to try: one of them must catch it
 * @param why what is broken by it
 * @param find lines of the source, which must be there once
 * @param replacement what is there instead
 */
record Mutant(String name, String property, String type, long first, long last, String why, String find,
        String replacement) {

    private static final String FIND = "find:\n";
    private static final String REPLACE = "replace:\n";

    /** Whether it is sought in runs with availability managers. */
    boolean ofAvailability() {
        return property.equals("V12");
    }

    static Mutant parse(String name, String text) {
        int find = text.indexOf(FIND);
        int replace = text.indexOf(REPLACE);
        if (find < 0 || replace < find) {
            throw new IllegalArgumentException(name + " lacks find: and replace:");
        }
        String[] seeds = header(name, text, "seeds").split("-");
        return new Mutant(name, header(name, text, "property"), header(name, text, "class"), Long.parseLong(seeds[0]),
                Long.parseLong(seeds[1]), header(name, text, "why"),
                line(text.substring(find + FIND.length(), replace)),
                line(text.substring(replace + REPLACE.length())));
    }

    /** Without the end of the last line. */
    private static String line(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String header(String name, String text, String key) {
        return text.lines().filter(l -> l.startsWith(key + ": ")).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " lacks " + key + ":"))
                .substring(key.length() + 2);
    }

    static List<Mutant> all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().map(Mutant::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutant read(Path file) {
        try {
            return parse(file.getFileName().toString().replace(".txt", ""), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source with the mistake in it. */
    String apply(String source) {
        int at = source.indexOf(find);
        if (at < 0 || find.isBlank()) {
            throw new IllegalStateException("mutant " + name + ": its find text is not in " + type
                    + " any more: look what has become of it, and say the same mistake in the new words");
        }
        if (source.indexOf(find, at + 1) >= 0) {
            throw new IllegalStateException("mutant " + name + ": its find text is in " + type + " more than once");
        }
        return source.substring(0, at) + replacement + source.substring(at + find.length());
    }

    @Override
    public String toString() {
        return name;
    }
}
