package org.choros.config.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service reads real files. */
final class CorosyncConfSourceTest {
    @TempDir
    private Path folder;

    @Test
    void readsAFileAndTellsItsDialect() throws Exception {
        Path file = folder.resolve("corosync.conf");
        Files.writeString(file, "totem {\n  version: 2\n}\nchoros {\n  dialect: 2\n}\n");
        IcMap map = new IcMap();
        assertEquals(2, new CorosyncConfSource().load(file.toString(), map));
        assertEquals(MapValue.u32(2), map.get("totem.version"));
        assertEquals("2", map.getString("choros.dialect", null));
    }

    @Test
    void saysThatThereIsNoFile() {
        String file = folder.resolve("none.conf").toString();
        ConfigurationException e = assertThrows(ConfigurationException.class,
                () -> new CorosyncConfSource().load(file, new IcMap()));
        assertEquals("Can't read file " + file + ": No such file or directory", e.getMessage());
        assertEquals(8, e.exitStatus());
    }
}
