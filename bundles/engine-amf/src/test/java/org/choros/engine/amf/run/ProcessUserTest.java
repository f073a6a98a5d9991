package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who we are owns what we make. */
class ProcessUserTest {
    @Test
    void ownsWhatItMakes(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("ours"));
        assertEquals(Files.getAttribute(file, "unix:uid"), ProcessUser.id());
    }
}
