package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeUserTest {
    @Test
    void whoRunsTheNodeIsTakenForRootAndOthersAreThemselves(@TempDir Path folder) throws IOException {
        int own = (Integer) Files.getAttribute(Files.createFile(folder.resolve("own")), "unix:uid");
        assertEquals(0, NodeUser.of(own));
        assertEquals(own + 1, NodeUser.of(own + 1));
        assertEquals(-1, NodeUser.of(-1));
    }
}
