package org.choros.tools.notifyd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Recordings of corosync's own notifier. */
final class Recorded {
    private Recorded() {
    }

    static List<String> lines(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream("/vectors/tools/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines that begin with a text, without it. */
    static List<String> lines(String file, String head) {
        return lines(file).stream().filter(l -> l.startsWith(head)).map(l -> l.substring(head.length())).toList();
    }
}
