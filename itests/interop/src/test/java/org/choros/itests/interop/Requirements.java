package org.choros.itests.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Skips a test with its reason where a requirement is missing; in CI, where nothing may be skipped, fails it. */
final class Requirements {
    private Requirements() {
    }

    static void hosts() {
        require(Lab.unavailable());
    }

    static void peer() {
        require(Lab.peerUnavailable());
    }

    static void device() {
        for (String program : List.of("/usr/sbin/corosync-qdevice", "/usr/bin/corosync-qnetd")) {
            String name = program.substring(program.lastIndexOf('/') + 1);
            require(Files.isExecutable(Path.of(program)) ? null : name + " (package " + name + ") is not installed");
        }
    }

    static void compiler() {
        require(Files.exists(Path.of("/usr/include/corosync/cpg.h")) ? null : "libcpg-dev is not installed");
        require(Command.run(List.of("sh", "-c", "command -v gcc")).status() == 0 ? null : "gcc is not installed");
    }

    static void require(String missing) {
        if (missing != null && Boolean.getBoolean("choros.itests.strict")) {
            Assertions.fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }
}
