package org.choros.itests.clients;

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

    static void hostsAndPeer() {
        require(Lab.unavailable());
        require(Lab.peerUnavailable());
    }

    static void compiler() {
        for (String library : List.of("cpg", "cmap", "cfg", "quorum", "votequorum", "sam")) {
            require(Files.exists(Path.of("/usr/include/corosync/" + library + ".h"))
                    ? null
                    : "lib" + library + "-dev is not installed");
        }
        require(Command.run(List.of("sh", "-c", "command -v gcc")).status() == 0 ? null : "gcc is not installed");
    }

    static void program(String path, String debianPackage) {
        require(Files.isExecutable(Path.of(path)) ? null : path + " (package " + debianPackage + ") is not installed");
    }

    private static void require(String missing) {
        if (missing != null && Boolean.getBoolean("choros.itests.strict")) {
            Assertions.fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }
}
