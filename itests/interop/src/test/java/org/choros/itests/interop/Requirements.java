package org.choros.itests.interop;

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

    static void require(String missing) {
        if (missing != null && Boolean.getBoolean("choros.itests.strict")) {
            Assertions.fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }
}
