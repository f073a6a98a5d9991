package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.JavaProgram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java API has all that the C libraries have, and does the same on a Choros cluster and on one of C corosync. */
class JavaApiIT {
    private static final Path README = Path.of("../../bundles/client/README.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+_\\w+)` \\| ");

    @BeforeAll
    static void requirements() {
        Requirements.hostsAndPeer();
        Requirements.compiler();
    }

    @Test
    void everyMethodAnswersAlike() {
        try (BothClusters clusters = new BothClusters()) {
            clusters.sameOn("the Java API", cluster -> walk(cluster.alpha()));
        }
    }

    private static String walk(Host host) {
        try (JavaProgram program = new JavaProgram(host, host.folder().resolve("walk"), JavaWalk.class)) {
            assertEquals(0, program.awaitEnd(), program::evidence);
            return String.join("\n", program.lines());
        }
    }

    /** The table of the README and the libraries' own symbols; that its methods exist is tested beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"cpg", "cmap", "cfg", "quorum", "votequorum"})
    void noFunctionIsLeftOut(String library) throws IOException {
        String prefix = library.equals("cfg") ? "corosync_cfg_" : library + "_";
        TreeSet<String> named = ROW.matcher(Files.readString(README)).results().map(r -> r.group(1))
                .filter(n -> n.startsWith(prefix)).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Symbols.ofLibrary(library), named);
    }
}
