package org.choros.engine.amf.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Who this process runs as. */
final class ProcessUser {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UID = "Uid:";
    private static final int EFFECTIVE = 2;

    private ProcessUser() {
    }

    /** The effective user's id; root's where it cannot be known, so that nobody else counts as us. */
    static int id() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            // real, effective, saved, of files
            return lines.filter(l -> l.startsWith(UID)).findFirst()
                    .map(l -> Integer.parseUnsignedInt(l.split("\\s+")[EFFECTIVE])).orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
