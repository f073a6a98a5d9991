package org.choros.itests.perf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.itests.lab.Command;

/** The programs that take part on the hosts. */
final class Programs {
    private static final Path SOURCE = Path.of("src/main/c/cpgbench.c");
    // a sleeping thread wakes within a microsecond of its time instead of fifty
    private static final String PUNCTUAL = "echo 1000 > /proc/$$/timerslack_ns; exec \"$@\"";

    private final Path compiled;

    /**
     * @param folder takes the compiled program
     */
    Programs(Path folder) {
        compiled = folder.resolve("cpgbench");
        Command.check("gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-o", compiled.toString(), SOURCE.toString(),
                "-lcpg");
    }

    /** @return null when the program in C can be compiled here, else the reason */
    static String unavailable() {
        if (!Files.exists(Path.of("/usr/include/corosync/cpg.h"))) {
            return "libcpg-dev is not installed";
        }
        return Command.run(List.of("sh", "-c", "command -v gcc")).status() == 0 ? null : "gcc is not installed";
    }

    List<String> compiled(int hosts, String group) {
        return List.of(compiled.toString(), Integer.toString(hosts), group);
    }

    List<String> java(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", PUNCTUAL, "sh",
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx512m", "-cp",
                System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
