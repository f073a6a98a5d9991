package org.choros.tools;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A console whose output a test can read. */
final class Captured {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(out, err, new ByteArrayInputStream(new byte[0]));

    Console console() {
        return console;
    }

    String out() {
        console.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A usage without the lines on what only our tools have. */
    static String withoutOurs(String usage) {
        return usage.replaceAll("(?m)^    --json.*\n\n|^.*--json.*\n", "");
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
