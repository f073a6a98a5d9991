package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.choros.config.component.CorosyncConfSource;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reload: config-and-tools.md 1.15. */
class ReloadTest {
    private static final String TEXT = """
            totem {
                version: 2
                transport: udpu
                nodeid: 1
                secauth: off
                token: %s
                cluster_name: %s
                interface {
                    ringnumber: 0
                    bindnetaddr: 127.0.0.1
                }
            }
            nodelist {
                node {
                    ring0_addr: 127.0.0.1
                    nodeid: 1
                }
            }
            quorum {
                %s
            }
            choros {
                dialect: 2
            }
            """;

    @TempDir
    private Path folder;
    private final CorosyncConfSource source = new CorosyncConfSource();
    private final IcMap live = new IcMap();
    private final List<String> seen = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private NodeOptions options;

    @BeforeEach
    void load() throws Exception {
        options = new NodeOptions(folder.resolve("c").toString(), "s", "", folder, null, folder, null, false, false);
        write("1000", "a", "expected_votes: 1");
        Settings.read(source, options, live);
        Settings.check(live, 2, w -> {
        });
        live.track("", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX,
                (event, key, value, old) -> seen.add(key + "=" + (value == null
                        ? ""
                        : value.type().isInteger()
                                ? value.asLong()
                                : value.asString())));
    }

    private void write(String token, String cluster, String quorum) throws Exception {
        Files.writeString(folder.resolve("c"), TEXT.formatted(token, cluster, quorum));
    }

    private Reload reload() throws ConfigurationException {
        Reload reload = new Reload(2);
        reload.begin(live);
        reload.read(source, options);
        return reload;
    }

    @Test
    void changedKeysAreTakenOverBetweenTheFlags() throws Exception {
        write("2000", "a", "two_node: 0");
        Reload reload = reload();
        assertEquals(List.of("config.totemconfig_reload_in_progress=1"), seen);
        assertEquals(2000, reload.settings().totem().tokenMs());
        reload.apply(live, (level, subsystem, text) -> notices.add(text));
        assertEquals(MapValue.u32(2000), live.get("totem.token"));
        assertNull(live.get("quorum.expected_votes"));
        assertEquals("config.reload_in_progress=1", seen.get(1));
        assertTrue(seen.contains("quorum.expected_votes="));
        assertEquals(List.of("config.totemconfig_reload_in_progress=0", "config.reload_in_progress=0"),
                seen.subList(seen.size() - 2, seen.size()));
        assertEquals(List.of(), notices);
    }

    @Test
    void whatCannotBeChangedStaysWithANotice() throws Exception {
        write("1000", "b", "expected_votes: 1");
        reload().apply(live, (level, subsystem, text) -> notices.add(text));
        assertEquals("a", live.getString("totem.cluster_name", ""));
        assertEquals(List.of("Modified entry 'totem.cluster_name' in corosync.conf cannot be changed at run-time"),
                notices);
    }

    /** Keys that clients or the node have set meanwhile are not the file's business. */
    @Test
    void whatOthersHaveSetMeanwhileStays() throws Exception {
        write("2000", "a", "expected_votes: 1");
        Reload reload = reload();
        live.put("resources.x", MapValue.u32(7));
        live.put("runtime.y", MapValue.u32(8));
        reload.apply(live, (level, subsystem, text) -> notices.add(text));
        assertEquals(MapValue.u32(7), live.get("resources.x"));
        assertEquals(MapValue.u32(8), live.get("runtime.y"));
    }

    /** An engine's part of the file is judged before any of it is taken. */
    @Test
    void whatAnEngineRefusesIsNotTaken() throws Exception {
        write("2000", "a", "expected_votes: 1");
        Reload reload = reload();
        reload.judge(List.of(judge(map -> List.of())), (level, subsystem, text) -> notices.add(text));
        assertEquals("2000 is bad", assertThrows(ConfigurationException.class,
                () -> reload.judge(List.of(judge(map -> List.of(map.get("totem.token").asLong() + " is bad"))),
                        (level, subsystem, text) -> notices.add(text)))
                .getMessage());
        assertEquals(List.of(), notices);
        assertEquals("it has 2 faults", assertThrows(ConfigurationException.class,
                () -> reload.judge(List.of(judge(map -> List.of("one", "two"))),
                        (level, subsystem, text) -> notices.add(text)))
                .getMessage());
        assertEquals(List.of("one", "two"), notices);
        notices.clear();
        reload.judge(List.of(judge(map -> {
            throw new IllegalStateException("broken");
        })), (level, subsystem, text) -> notices.add(text));
        assertEquals(1, notices.size());
    }

    private static ServiceEngineFactory judge(Function<IcMap, List<String>> judgement) {
        return new ServiceEngineFactory() {
            @Override
            public EngineDescription description() {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<String> faults(IcMap map) {
                return judgement.apply(map);
            }

            @Override
            public ServiceEngine create(EngineContext context) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void aWrongFileChangesNothingAndClearsItsFlag() throws Exception {
        for (String text : new String[]{"totem {\n", TEXT.formatted("1", "a", ""),
                TEXT.formatted("1000", "a", "").replace("dialect: 2", "dialect: 3")}) {
            Files.writeString(folder.resolve("c"), text);
            Reload reload = new Reload(2);
            reload.begin(live);
            assertThrows(ConfigurationException.class, () -> reload.read(source, options), text);
            reload.end(live);
            assertEquals(MapValue.u8(0), live.get("config.totemconfig_reload_in_progress"));
            assertEquals(MapValue.u32(1000), live.get("totem.token"));
            assertEquals(MapValue.u32(1), live.get("quorum.expected_votes"));
        }
        Reload reload = new Reload(2);
        assertThrows(ConfigurationException.class, () -> reload.read(null, options));
    }
}
