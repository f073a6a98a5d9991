package org.choros.tools;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What this process is called: nodes show it with its connections, and ps(1) does. */
final class ProcessName {
    private static final String COMM = "/proc/self/comm";

    private ProcessName() {
    }

    /** Gives the process the name of its tool, of which the kernel keeps 15 characters; else it would be "java". */
    static void set(String name) {
        try (FileOutputStream comm = new FileOutputStream(COMM)) {
            comm.write(name.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // it is but a name
            return;
        }
    }
}
