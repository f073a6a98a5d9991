package org.choros.itests.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Inputs that once broke something, by target and name; they are listed in a file beside them. */
final class Regressions {
    private static final String ROOT = "/regressions/";

    private Regressions() {
    }

    static Map<String, byte[]> of(String target) {
        Map<String, byte[]> all = new TreeMap<>();
        try (InputStream list = Regressions.class.getResourceAsStream(ROOT + "list")) {
            if (list == null) {
                return all;
            }
            for (String line : new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith(target + "/")) {
                    all.put(line, Vectors.resource(ROOT + line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
