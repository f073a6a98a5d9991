package org.choros.itests.clients;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.choros.itests.lab.Command;

/** The programs in src/test/c, compiled with gcc against Debian's -dev packages. */
final class Programs {
    /** Tracks everything, see {@link Watcher}. */
    static final String WATCH = "watch";
    /** The programs that walk through a library, and what they are linked with. */
    private static final Map<String, List<String>> WALKS = Map.of(
            "cpg_walk", List.of("cpg"),
            "cmap_walk", List.of("cmap"),
            "cfg_walk", List.of("cfg"),
            "quorum_walk", List.of("quorum", "votequorum", "cpg"),
            "sam_walk", List.of("sam", "cmap"));

    /** One for each policy of libsam, see {@link SamIT}. */
    private static final List<String> POLICIES = List.of("sam_quit", "sam_restart", "sam_quorum_quit",
            "sam_quorum_restart", "sam_cmap");

    private final Path folder;

    /**
     * @param folder for the compiled programs
     */
    Programs(Path folder) {
        this.folder = folder;
    }

    Programs walks() {
        WALKS.forEach(this::compile);
        return this;
    }

    Programs watch() {
        compile(WATCH, List.of("cpg", "quorum", "votequorum", "cmap", "cfg"));
        return this;
    }

    Programs policies() {
        POLICIES.forEach(p -> compile(p, List.of("sam", "cmap")));
        return this;
    }

    static Set<String> walkNames() {
        return WALKS.keySet();
    }

    private void compile(String program, List<String> libraries) {
        Command.check(Stream.of(
                Stream.of("gcc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", path(program),
                        "src/test/c/" + program + ".c"),
                libraries.stream().map(l -> "-l" + l), Stream.of("-lcorosync_common"))
                .flatMap(s -> s).toArray(String[]::new));
    }

    String path(String program) {
        return folder.resolve(program).toString();
    }
}
