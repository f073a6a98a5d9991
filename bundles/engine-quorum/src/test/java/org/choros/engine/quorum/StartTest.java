package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineException;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;

/** Starts a node alone with each quorum section of the corpus, as both real daemons were (config-and-tools 1.10). */
final class StartTest {
    private static final Set<String> U8 = Set.of("two_node", "wait_for_all", "last_man_standing", "auto_tie_breaker",
            "allow_downscale", "expected_votes_tracking");
    private static final Set<String> U32 = Set.of("expected_votes", "votes", "quorum_votes", "nodeid");

    private static BufferedReader open(String name) {
        return new BufferedReader(new InputStreamReader(StartTest.class.getResourceAsStream("/vectors/" + name),
                StandardCharsets.UTF_8));
    }

    // the few sections and types that these files use
    private static void load(String file, IcMap map) throws IOException {
        Deque<String> path = new ArrayDeque<>();
        int nodes = 0;
        try (BufferedReader in = open("conf/" + file)) {
            for (String raw = in.readLine(); raw != null; raw = in.readLine()) {
                String line = raw.trim();
                if (line.endsWith("{")) {
                    String name = line.substring(0, line.length() - 1).trim();
                    path.addLast(name.equals("node") ? "node." + nodes++ : name);
                } else if (line.equals("}")) {
                    path.removeLast();
                } else if (line.contains(":") && (path.getFirst().equals("quorum") || path.getFirst().equals(
                        "nodelist"))) {
                    String key = line.substring(0, line.indexOf(':'));
                    String value = line.substring(line.indexOf(':') + 1).trim();
                    map.put(String.join(".", path) + "." + key, U8.contains(key)
                            ? MapValue.u8(Integer.parseInt(value))
                            : U32.contains(key) ? MapValue.u32(Long.parseLong(value)) : MapValue.str(value));
                }
            }
        }
        map.put("nodelist.local_node_pos", MapValue.u32(0));
    }

    private static List<JsonNode> cases() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (BufferedReader in = open("conf/expected-start.jsonl")) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode c = new ObjectMapper().readTree(line);
                if (c.get("file").asText().startsWith("q")) {
                    all.add(c);
                }
            }
        }
        return all;
    }

    // The tracking barrier is stored here; the real daemon complains because it has closed its file before.
    private static List<String> expectedLines(String message) {
        List<String> lines = new ArrayList<>();
        for (String line : message.split("\n")) {
            if ((line.contains("[VOTEQ ]") || line.contains("[QUORUM]")) && !line.contains("ev_tracking_barrier")) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void shouldStartOrRefuseAsTheRealDaemons() throws IOException {
        int started = 0;
        int refused = 0;
        for (JsonNode c : cases()) {
            String what = c.get("file").asText() + " " + c.get("version").asText();
            int dialect = c.get("version").asText().startsWith("2") ? 2 : 3;
            TestNode node = new TestNode(1, dialect, 0);
            load(c.get("file").asText(), node.map);
            if (c.get("exit").isNull()) {
                start(node);
                checkStarted(what, node, c);
                checkKeys(what, node, c.get("file").asText(), c.get("version").asText());
                started++;
            } else {
                EngineException e = assertThrows(EngineException.class, () -> node.start(1), what);
                assertTrue(c.get("message").asText().contains("failed to load for reason '" + e.getMessage() + "'"),
                        what + ": " + e.getMessage());
                assertEquals(expectedLines(c.get("message").asText()), node.notices(), what);
                refused++;
            }
        }
        assertEquals(List.of(20, 16), List.of(started, refused));
    }

    private static void start(TestNode node) {
        TestCluster c = new TestCluster(1, node.dialect, m -> {
        });
        c.nodes.put(node.id, node);
        try {
            node.start(c.nowNs);
        } catch (EngineException e) {
            throw new AssertionError(e);
        }
        c.alone(node.id);
    }

    private static void checkStarted(String what, TestNode node, JsonNode c) {
        assertEquals(expectedLines(c.get("message").asText()), node.lines("VOTEQ"), what);
        FakeSession s = node.connect();
        node.ask(s, new VoteQuorumRequest.GetInfo(0), 1);
        VoteQuorumReply.Info info = VoteQuorumReply.Info.decode(s.responses.get(0));
        String tool = c.get("quorumtool").asText();
        assertEquals(number(tool, "Expected votes: +(\\d+)"), info.expectedVotes(), what);
        assertEquals(number(tool, "Highest expected: +(\\d+)"), info.highestExpected(), what);
        assertEquals(number(tool, "Total votes: +(\\d+)"), info.totalVotes(), what);
        assertEquals(number(tool, "Quorum: +(\\d+)"), info.quorum(), what);
        assertEquals(tool.contains("Quorate:          Yes"), node.quorate(), what);
        StringBuilder flags = new StringBuilder();
        String[] names = {"2Node ", "Quorate ", "WaitForAll ", "LastManStanding ", "AutoTieBreaker ",
                "AllowDownscale ", "Qdevice "};
        for (int i = 0; i < names.length; i++) {
            flags.append((info.flags() & 1 << i) != 0 ? names[i] : "");
        }
        Matcher m = Pattern.compile("Flags: +(.*)").matcher(tool);
        assertTrue(m.find(), what);
        assertEquals(m.group(1).trim(), flags.toString().trim(), what);
    }

    private static int number(String text, String pattern) {
        Matcher m = Pattern.compile(pattern).matcher(text);
        assertTrue(m.find(), pattern);
        return Integer.parseInt(m.group(1));
    }

    private static void checkKeys(String what, TestNode node, String file, String version) throws IOException {
        List<String> expected = new ArrayList<>();
        try (BufferedReader in = open("conf/cmap/" + file.replace(".conf", "") + "." + version + ".txt")) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("runtime.votequorum.")) {
                    expected.add(line);
                }
            }
        }
        List<String> keys = new ArrayList<>();
        node.map.withPrefix("runtime.votequorum.").forEach((k, v) -> keys.add(k + " " + v));
        assertEquals(expected, keys, what);
    }

    @Test
    void shouldRefuseAnUnknownProvider() {
        TestNode node = new TestNode(1, 3, 0);
        node.map.put("quorum.provider", MapValue.str("corosync_dice"));
        EngineException e = assertThrows(EngineException.class, () -> node.start(1));
        assertEquals("Invalid quorum provider", e.getMessage());
        assertEquals(List.of("notice  [QUORUM] Using quorum provider corosync_dice",
                "crit    [QUORUM] Quorum provider: corosync_dice failed to initialize."), node.notices());
    }

    @Test
    void shouldNeedNodelistOrExpectedVotes() {
        TestNode node = new TestNode(1, 3, 0);
        EngineException e = assertThrows(EngineException.class, () -> node.start(1));
        assertEquals("configuration error: nodelist or quorum.expected_votes must be configured!", e.getMessage());
    }

    @Test
    void shouldLogAQuorateStartAsTheRealDaemon() throws EngineException {
        TestNode node = new TestNode(1, 3, 0);
        node.map.put("nodelist.node.0.nodeid", MapValue.u32(1));
        node.map.put("nodelist.local_node_pos", MapValue.u32(0));
        start(node);
        assertEquals(List.of("notice  [QUORUM] Using quorum provider corosync_votequorum",
                "notice  [QUORUM] This node is within the primary component and will provide service.",
                "notice  [QUORUM] Members[0]:", "notice  [QUORUM] Sync members[1]: 1",
                "notice  [QUORUM] Sync joined[1]: 1", "notice  [QUORUM] Members[1]: 1"), node.notices());
    }

    @Test
    void shouldReportAlwaysQuorateWithoutAProvider() throws EngineException {
        TestNode node = new TestNode(1, 3, 0);
        node.map.remove("quorum.provider");
        node.start(1);
        assertTrue(node.quorate());
        assertTrue(node.decisions.isEmpty());
        assertEquals(List.of(), node.notices());
    }
}
