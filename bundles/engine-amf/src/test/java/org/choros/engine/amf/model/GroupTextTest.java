package org.choros.engine.amf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.availability.GroupDefinition;
import org.choros.config.CorosyncConf;
import org.choros.config.system.SystemEnvironment;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is declared has the keys that the same text has in corosync.conf. */
class GroupTextTest {
    private static final String TEXT = """
            # comment
            group {
              name: web
                nodes: alpha beta, gamma
              component   {
                name : server
                start: sh -c "echo a:b # c"
                check{
                  http: http://10.1.11.10/
                }
                environment {
                  A.B: c
                }
                check {
                  tcp: 10.1.11.10:80
                  period: 1000
                }
              }
              component {
                type: oneshot
                #start: x
                start:
              }
              workload {
                name: w
                attributes {
                  colour: gr\u00fcn
                }
              }
            }
            """;

    @TempDir
    private Path folder;

    /** Null when it is refused. */
    private SortedMap<String, String> ofFile(String text) throws Exception {
        Path file = folder.resolve("corosync.conf");
        Files.writeString(file, "availability {\n" + text + "\n}\n");
        IcMap map = new IcMap();
        try {
            new CorosyncConf(new SystemEnvironment()).load(file.toString(), map, 3);
        } catch (ConfigurationException e) {
            return null;
        }
        String group = "availability.group.0.";
        SortedMap<String, String> keys = new TreeMap<>();
        for (Map.Entry<String, MapValue> e : map.withPrefix("availability.").entrySet()) {
            if (!e.getKey().startsWith(group)) {
                return null;
            }
            byte[] value = e.getValue().bytes();
            keys.put(e.getKey().substring(group.length()),
                    new String(value, 0, value.length - 1, StandardCharsets.UTF_8));
        }
        return keys;
    }

    @Test
    void readsAsTheFileDoes() throws Exception {
        SortedMap<String, String> keys = ofFile(TEXT);
        assertEquals(12, keys.size());
        assertEquals(keys, GroupDefinition.parse(TEXT).keys());
    }

    /** What is read of a text that is not quite that is what the file would say; more may be refused. */
    @Test
    void readsNothingElse() throws Exception {
        int read = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            Random r = new Random(seed);
            StringBuilder text = new StringBuilder(TEXT);
            for (int i = r.nextInt(3); i >= 0; i--) {
                int at = r.nextInt(text.length());
                if (r.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.insert(at, "{}:#\n x\t".charAt(r.nextInt(8)));
                }
            }
            SortedMap<String, String> keys;
            try {
                keys = GroupDefinition.parse(text.toString()).keys();
            } catch (IllegalArgumentException e) {
                continue;
            }
            read++;
            assertEquals(ofFile(text.toString()), keys, () -> text.toString());
        }
        assertTrue(read > 500, "enough is read to say something: " + read);
    }
}
