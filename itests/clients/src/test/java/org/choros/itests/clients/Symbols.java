package org.choros.itests.clients;

import java.util.TreeSet;

import org.choros.itests.lab.Command;

/** The functions that Debian's libraries have and that programs call, as the linker sees them. */
final class Symbols {
    private Symbols() {
    }

    /** The functions of a library such as {@code cpg}. */
    static TreeSet<String> ofLibrary(String library) {
        TreeSet<String> names = list("--defined-only",
                Command.check("gcc", "-print-file-name=lib" + library + ".so").trim());
        // what the linker adds
        names.removeIf(s -> s.startsWith("_"));
        return names;
    }

    /** The functions that a program has from libraries. */
    static TreeSet<String> usedBy(String program) {
        return list("--undefined-only", program);
    }

    private static TreeSet<String> list(String which, String file) {
        TreeSet<String> names = new TreeSet<>();
        Command.check("nm", "-D", which, file).lines().map(String::trim).forEach(line -> {
            String[] parts = line.split(" +");
            if (!parts[parts.length - 2].equals("A")) {
                names.add(parts[parts.length - 1].replaceAll("@.*", ""));
            }
        });
        return names;
    }
}
