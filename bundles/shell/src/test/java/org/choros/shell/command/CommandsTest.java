package org.choros.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.choros.shell.nodes.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Every command, as tables and as JSON, with real nodes of either dialect. */
class CommandsTest {
    @TempDir
    Path folder;

    private static String run(RealNodes nodes, CommandLine.Name name, String... words) throws CommandException {
        String text = new CommandLine(new Commands(nodes)).run(name, List.of(words));
        assertEquals(0, nodes.open(), "every client is given back");
        assertTrue(text.endsWith("\n"), text);
        return text;
    }

    private static JsonNode json(RealNodes nodes, CommandLine.Name name, String... words) throws Exception {
        String text = run(nodes, name, words);
        assertEquals(1, text.lines().count(), text);
        return new ObjectMapper().readTree(text);
    }

    private static String refused(RealNodes nodes, CommandLine.Name name, String... words) {
        return assertThrows(CommandException.class, () -> run(nodes, name, words)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void oneNodeOfThreeExplainsWhyItIsNotQuorate(int dialect) throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "alone" + dialect, dialect)) {
            nodes.start(1);
            nodes.awaitRing(1);
            List<String> lines = run(nodes, CommandLine.Name.STATUS, "--why").lines().toList();
            assertTrue(lines.get(0).matches("NODE +NODE ID +CLUSTER +RING ID +SYNCHRONISED +MEMBERS +QUORATE"),
                    lines.get(0));
            assertTrue(lines.get(1).matches("n1 +1 +alone" + dialect + " +1\\.[0-9a-f]+ +yes +1 +no"), lines.get(1));
            assertEquals("n1: not quorate: expected 3, have 1, need 2; it waits for 1 more vote: "
                    + "node 2 (10.0.0.2), 3 (10.0.0.3)", lines.get(3));

            JsonNode status = json(nodes, CommandLine.Name.STATUS, "--why", "--json").get(0);
            assertEquals("[1]", status.get("members").toString());
            assertTrue(!status.get("quorate").booleanValue() && status.get("waits_for").asText().startsWith("1 more"));

            nodes.missing = Service.QUORUM;
            status = json(nodes, CommandLine.Name.STATUS, "--why", "--json").get(0);
            assertTrue(status.get("quorate").isNull() && status.get("members").isNull(), status.toString());
            assertEquals("the engine quorum is not loaded", status.get("explanation").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void twoNodesAreShownWithAllThatTheyHave(int dialect) throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "pair" + dialect, dialect)) {
            nodes.start(1);
            nodes.start(2);
            nodes.awaitRing(1, 2);
            JsonNode status = json(nodes, CommandLine.Name.STATUS, "--json");
            assertEquals(2, status.size());
            assertEquals(status.get(0).get("ring_id"), status.get(1).get("ring_id"));
            assertTrue(status.get(1).get("quorate").booleanValue());
            assertTrue(!run(nodes, CommandLine.Name.STATUS, "--why").contains("waits"));

            JsonNode members = json(nodes, CommandLine.Name.MEMBERS, "--json", "--node", "n2");
            assertEquals("{\"node_id\":1,\"name\":\"10.0.0.1\",\"status\":\"joined\",\"votes\":1,"
                    + "\"address\":\"r(0) ip(10.0.0.1)\",\"local\":false}", members.get(0).toString());
            assertEquals("not seen", members.get(2).get("status").asText());

            try (AutoCloseable process = nodes.join(2, "crew\u0007")) {
                JsonNode groups = json(nodes, CommandLine.Name.GROUPS, "--json", "--node", "n2");
                assertEquals("crew\u0007", groups.get(0).get("group").asText());
                assertTrue(groups.get(0).get("pid").longValue() >= 0x4000_0000L);
                assertTrue(run(nodes, CommandLine.Name.GROUPS, "--node", "n2").contains("crew\\x07"));
            }

            JsonNode engines = json(nodes, CommandLine.Name.ENGINES, "--json", "--node", "n1");
            assertEquals("{\"id\":0,\"name\":\"cmap\",\"state\":\"serving\",\"ipc_name\":\"cmap\",\"clients\":1}",
                    engines.get(0).toString());
            assertTrue(engines.toString().contains("\"name\":\"votequorum\",\"state\":\"serving\""));

            JsonNode transports = json(nodes, CommandLine.Name.TRANSPORTS, "--json");
            assertEquals("[{\"transport\":\"local\",\"bundle\":\"a.bundle\"}]", transports.get("offered").toString());
            assertEquals("{\"node\":\"n2\",\"transport\":\"local\",\"state\":\"open\"}",
                    transports.get("used").get(1).toString());
            assertTrue(transports.get("links").get(0).get("up").booleanValue(), transports.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void mapsAreReadAndWritten(int dialect) throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "maps" + dialect, dialect)) {
            nodes.start(1);
            assertEquals("totem.transport (str) = local\n",
                    run(nodes, CommandLine.Name.GET, "totem.transport"));
            assertEquals("my.key (i8) = -5\n", run(nodes, CommandLine.Name.SET, "my.key", "i8", "-5"));
            assertEquals("{\"key\":\"my.key\",\"type\":\"i8\",\"value\":-5}",
                    json(nodes, CommandLine.Name.GET, "--json", "my.key").toString());
            run(nodes, CommandLine.Name.SET, "my.large", "u64", "18446744073709551615");
            run(nodes, CommandLine.Name.SET, "my.bytes", "bin", "00ff");
            run(nodes, CommandLine.Name.SET, "my.text", "str", "--", "--node");
            List<String> mine = run(nodes, CommandLine.Name.LIST, "my.").lines().toList();
            assertEquals(List.of("KEY       TYPE  VALUE", "my.bytes  bin   00ff", "my.key    i8    -5",
                    "my.large  u64   18446744073709551615", "my.text   str   --node"), mine);
            assertTrue(json(nodes, CommandLine.Name.LIST, "--json").size() > 50);
            assertEquals("Node n1 has no key that begins with no.such.\n",
                    run(nodes, CommandLine.Name.LIST, "no.such"));

            assertEquals("Node n1 has no key no.such; choros:cmap-list PREFIX shows those that begin alike.",
                    refused(nodes, CommandLine.Name.GET, "no.such"));
            assertEquals("300 is no value of type u8: a whole number from 0 to 255 is wanted.",
                    refused(nodes, CommandLine.Name.SET, "my.key", "u8", "300"));
            assertEquals("Node n1: could not set totem.version (CS_ERR_ACCESS): it is read-only, the node itself "
                    + "keeps it.", refused(nodes, CommandLine.Name.SET, "totem.version", "u32", "3"));
            assertTrue(refused(nodes, CommandLine.Name.SET, "my key", "u8", "3").contains("3 to 255 characters"));
            if (dialect == 3) {
                assertTrue(run(nodes, CommandLine.Name.LIST, "stats.srp.").contains("stats.srp.orf_token_tx"));
                assertTrue(run(nodes, CommandLine.Name.GET, "stats.srp.orf_token_tx").contains("(u64) = "));
            } else {
                assertTrue(refused(nodes, CommandLine.Name.GET, "stats.srp.orf_token_tx").contains("dialect 2"));
            }
        }
    }

    @Test
    void reloadSaysWhatBecameOfIt() throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "reload", 3)) {
            nodes.start(1);
            assertEquals("All nodes of the cluster of n1 have read their configuration again.\n",
                    run(nodes, CommandLine.Name.RELOAD));
            java.nio.file.Files.writeString(folder.resolve("n1").resolve("corosync.conf"), "totem {\n");
            String message = refused(nodes, CommandLine.Name.RELOAD);
            assertTrue(message.startsWith("Node n1: could not read its configuration again ("), message);
            assertTrue(message.contains("corosync.conf") && message.contains("log"), message);
        }
    }

    @Test
    void nodesArePickedByName() throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "names", 3)) {
            assertEquals("No node serves in this framework: none is configured.",
                    refused(nodes, CommandLine.Name.STATUS));
            nodes.start(1);
            assertTrue(refused(nodes, CommandLine.Name.MEMBERS, "--node", "blue")
                    .equals("No node blue serves in this framework; there is n1."));
            nodes.start(2);
            assertEquals("Several nodes serve in this framework: say which with --node NAME; there are n1, n2.",
                    refused(nodes, CommandLine.Name.MEMBERS));
        }
    }

    @Test
    void nodesThatDoNotServeAreShownToo() throws Exception {
        try (RealNodes nodes = new RealNodes(folder, "silent", 3)) {
            nodes.configured = List.of("", "n1", "n2");
            assertTrue(refused(nodes, CommandLine.Name.MEMBERS).contains("its log says which"));
            assertEquals(3, json(nodes, CommandLine.Name.STATUS, "--json").size());
            nodes.start(1);
            List<String> lines = run(nodes, CommandLine.Name.STATUS, "--why").lines().toList();
            assertEquals(List.of("n1 1", "n2 -", "- -"),
                    lines.subList(1, 4).stream().map(line -> line.replaceAll("^(\\S+) +(\\S+).*", "$1 $2")).toList());
            assertTrue(lines.get(6).startsWith("n2: it does not serve"), lines.get(6));
            assertTrue(lines.get(7).startsWith("a node without a name: it does not serve"), lines.get(7));
            String row = "{\"node\":\"n2\",\"node_id\":null,\"cluster\":null,\"ring_id\":null,"
                    + "\"synchronised\":false,\"members\":null,\"quorate\":null}";
            assertEquals(row, json(nodes, CommandLine.Name.STATUS, "--json", "--node", "n2").get(0).toString());
            assertEquals(1, json(nodes, CommandLine.Name.STATUS, "--json", "--node", "n1").size());
        }
    }

    @Test
    void wrongWordsAreAnsweredWithTheUsage() {
        try (RealNodes nodes = new RealNodes(folder, "words", 3)) {
            assertEquals("choros:members: there is no option --why. Usage: choros:members [--json] [--node NAME]",
                    refused(nodes, CommandLine.Name.MEMBERS, "--why"));
            assertEquals("choros:reload: there is no option --json. Usage: choros:reload [--node NAME]",
                    refused(nodes, CommandLine.Name.RELOAD, "--json"));
            assertEquals("choros:cmap-set: something is missing. Usage: choros:cmap-set [--node NAME] KEY TYPE VALUE",
                    refused(nodes, CommandLine.Name.SET, "a.key", "u8"));
            assertEquals("choros:status: more is too much. Usage: choros:status [--json] [--why] [--node NAME]",
                    refused(nodes, CommandLine.Name.STATUS, "more"));
            assertTrue(refused(nodes, CommandLine.Name.STATUS, "--node").contains("--node wants a name"));
            for (CommandLine.Name name : CommandLine.Name.values()) {
                try {
                    assertTrue(run(nodes, name, "--help").startsWith("choros:" + name.function()));
                } catch (CommandException e) {
                    throw new AssertionError(name.toString(), e);
                }
            }
        }
    }
}
