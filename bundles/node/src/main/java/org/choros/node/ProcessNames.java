package org.choros.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names of commands by process id, from the kernel's memory: reading them does not block. */
final class ProcessNames {
    private ProcessNames() {
    }

    /**
     * @param pid a process
     * @return the name of its command, at most 15 characters; empty when it is gone or the system does not tell
     */
    static String of(int pid) {
        try {
            return Files.readString(Path.of("/proc", Integer.toUnsignedString(pid), "comm"),
                    StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
