package org.choros.engine.amf.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.config.CorosyncConf;
import org.choros.config.system.SystemEnvironment;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From keys to a model, and what is refused. */
final class ModelReaderTest {
    private static final String WEB = """
            group {
              name: web
              nodes: alpha beta
              component {
                type: oneshot
                start: ip address add 192.0.2.10/24 dev eth0
                stop: ip address del 192.0.2.10/24 dev eth0
              }
              component {
                start: /usr/sbin/nginx -g "daemon off;"
                check: http http://192.0.2.10/
              }
            }
            """;

    @TempDir
    private Path directory;

    private static List<String> refusal(String text, String... nodes) {
        return assertThrows(ModelException.class, () -> ModelReader.read(Conf.keys(text, nodes))).faults();
    }

    @Test
    void readsAWebServerWithAFloatingAddress() {
        Model m = Conf.model(WEB, "alpha", "beta");
        Group g = m.groups().get(0);
        assertEquals(Redundancy.TWO_N, g.redundancy());
        assertEquals(List.of(new Unit("web/alpha", 1, 0), new Unit("web/beta", 2, 1)), g.units());
        assertEquals("web/web", g.workloads().get(0).id());
        assertEquals(List.of("ip", "nginx"), g.components().stream().map(Component::name).toList());
        assertEquals(List.of("/usr/sbin/nginx", "-g", "daemon off;"), g.components().get(1).start());
        assertEquals(List.of(new HealthCheck(HealthCheck.Kind.HTTP, List.of("http://192.0.2.10/"), 10_000_000_000L,
                5_000_000_000L, 0, 2)), g.components().get(1).checks());
        assertEquals(26_000_000_000L, m.policy().stopLimitNs());
        assertEquals("alpha (1)", m.nodeName(1));
    }

    @Test
    void readsABundle() {
        String group = "group {|name: index|nodes: alpha beta|component {|type: osgi|";
        Component c = Conf.model(group + "bundle: org.example.index|check: bean|}|}", "alpha", "beta").groups().get(0)
                .components().get(0);
        assertEquals("org.example.index", c.name());
        assertEquals(List.of("bundle:org.example.index"), c.start());
        assertTrue(refusal(group + "bundle: a|bean: b|}|}", "alpha", "beta").get(0).contains("there is more than one"));
        assertTrue(refusal(group + "}|}", "alpha", "beta").get(0).contains("bundle: SYMBOLIC-NAME"));
        assertTrue(refusal("group {|name: index|nodes: alpha beta|component {|start: x|bundle: a|}|}", "alpha", "beta")
                .get(0).contains("a component of type process has none"));
    }

    /** The real parser makes the same keys, in both dialects, and what is left of them is the same model. */
    @Test
    void comesOutOfTheParser() throws IOException, ConfigurationException, ModelException {
        String nodes = "nodelist {\nnode {\nnodeid: 1\nname: alpha\nring0_addr: 192.0.2.1\n}\n"
                + "node {\nnodeid: 2\nname: beta\nring0_addr: 192.0.2.2\n}\n}\n";
        Path file = directory.resolve("corosync.conf");
        Files.writeString(file,
                "totem {\nversion: 2\nconfig_version: 7\n}\n" + nodes + "availability {\n" + WEB + "}\n");
        for (int dialect = 2; dialect <= 3; dialect++) {
            IcMap map = new IcMap();
            new CorosyncConf(new SystemEnvironment()).load(file.toString(), map, dialect);
            Model m = ModelReader.read(map);
            SortedMap<String, String> keys = Conf.keys(WEB, "alpha", "beta");
            keys.put("totem.config_version", "7");
            assertEquals(keys, m.source());
            assertEquals(7, m.version());
            assertEquals(Conf.model(WEB, "alpha", "beta").digest(), ModelReader.read(m.source()).digest());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
            "group {|nodes: a b|component {|start: x|}|} # availability.group.0.name (group ): a group needs a name",
            "group {|name: w|nodes: a c|component {|start: x|}|} # availability.group.0.nodes (group w): no node is"
                    + " called \"c\"; there are a, b",
            "group {|name: w|component {|start: x|}|} # availability.group.0.nodes (group w): name the nodes",
            "group {|name: w|nodes: a b|unit {|node: a|}|component {|start: x|}|} # availability.group.0.nodes",
            "group {|name: w|nodes: a a|component {|start: x|}|} # availability.group.0.nodes (group w): unit a is"
                    + " there twice",
            "group {|name: w|nodes: a|component {|start: x|}|} # availability.group.0 (group w): model 2n needs 2"
                    + " units (1 active, 1 standby), there are 1",
            "group {|name: w|nodes: a b|} # availability.group.0.component (group w): there is none",
            "group {|name: w|nodes: a b|component {|user: x|}|} # availability.group.0.component.0.start (group w,"
                    + " component ): there is no start command",
            "group {|name: w|nodes: a b|component {|start: 'x|}|} # availability.group.0.component.0.start (",
            "group {|name: w|nodes: a b|component {|start: x|type: magic|}|} # availability.group.0.component.0.type",
            "group {|name: w|nodes: a b|component {|start: x|type: oneshot|}|} # availability.group.0.component.0.stop",
            "group {|name: w|nodes: a b|component {|start: x|bean: y|}|} # availability.group.0.component.0.bean",
            "group {|name: w|nodes: a b|component {|start: x|}|component {|start: x|}|} #"
                    + " availability.group.0.component.1.name (group w, component x): another component",
            "group {|name: w|nodes: a b|component {|start: x|directory: y|}|} #"
                    + " availability.group.0.component.0.directory (group w, component x): \"y\" is no absolute path",
            "group {|name: w|nodes: a b|component {|start: x|stop_timeout: never|}|} #"
                    + " availability.group.0.component.0.stop_timeout (group w, component x): \"never\" is no number",
            "group {|name: w|nodes: a b|component {|start: x|check: http ftp://y|}|} #"
                    + " availability.group.0.component.0.check (group w, component x): \"ftp://y\"",
            "group {|name: w|nodes: a b|component {|start: x|check: http https://y:444444/|}|} #"
                    + " availability.group.0.component.0.check (group w, component x): \"https://y:444444/\": "
                    + "\"444444\" is no port from 1 to 65535",
            "group {|name: w|nodes: a b|component {|start: x|check {|http: https://me@y/|}|}|} #"
                    + " availability.group.0.component.0.check.0.http (group w): \"https://me@y/\": names",
            "group {|name: w|nodes: a b|component {|start: x|check {|tcp: y:70000|}|}|} #"
                    + " availability.group.0.component.0.check.0.tcp (group w): \"y:70000\" is not HOST:PORT",
            "group {|name: w|nodes: a b|component {|start: x|check {|period: 99|}|}|} #"
                    + " availability.group.0.component.0.check.0 (group w): what is checked?",
            "group {|name: w|nodes: a b|component {|start: x|environment {|CHOROS_X: 1|}|}|} #"
                    + " availability.group.0.component.0.environment.0.CHOROS_X (group w): names that begin",
            "group {|name: w|nodes: a b|model: 3n|component {|start: x|}|} # availability.group.0.model (group w)",
            "group {|name: w|nodes: a b|standby: 1|component {|start: x|}|} # availability.group.0.standby (group w):"
                    + " model 2n has no such number",
            "group {|name: w|nodes: a b|nmae: x|component {|start: x|}|} # availability.group.0.nmae (group w): there"
                    + " is no such key; there are name",
            "group {|name: w|nodes: a b|quorum: ignore|component {|start: x|}|} # availability.group.0.quorum (group w",
            "group {|name: w|model: none|nodes: a|workload {|name: 1|}|workload {|name: 2|}|component {|start: x|}|} #"
                    + " availability.group.0.workload (group w): 2 active assignments do not fit into 1 units",
            "group {|name: w|after: v|nodes: a b|component {|start: x|}|} # availability.group.0.after (group w):"
                    + " workload w/w waits for \"v\"",
            "group {|name: w|after: w|nodes: a b|component {|start: x|}|} # availability: workloads wait for each"
                    + " other: w/w after w/w",
            "group {|name: w|after: v|nodes: a b|component {|start: x|}|}|group {|name: v|requires: w|nodes: a b|"
                    + "component {|start: x|}|} # availability: workloads wait for each other: v/v after w/w after v/v",
            "stop_limit: 100|group {|name: w|nodes: a b|component {|start: x|}|} # availability.stop_limit: group w may"
                    + " need 13000 ms",
            "when_stuck: pray # availability.when_stuck: \"pray\" is neither",
            "grp {|name: w|} # availability.grp: there is no such section; there are group",
            "group: w # availability.group: is a section"})
    void refusesWithTheKeyAndAdvice(String text, String fault) {
        List<String> faults = refusal(text, "a", "b");
        assertTrue(faults.get(0).startsWith(fault), faults::toString);
        assertEquals(1, faults.size(), faults::toString);
    }

    @Test
    void saysAllFaultsAtOnceButNotThousands() {
        String wrong = "group {|name: w|nodes: a b|component {|start: x|typ: y|}|model: 7|}|fnce: x|";
        assertEquals(3, refusal(wrong, "a", "b").size());
        List<String> many = refusal("group {|name: w|}|".repeat(1000), "a");
        assertEquals(33, many.size());
        assertTrue(many.get(32).startsWith("and "));
    }

    /** The same in another order of sections, with defaults written, is the same; another number is not. */
    @Test
    void hasADigestOfWhatItMeans() {
        String a = "group {|name: a|nodes: x y|component {|start: p|}|}";
        String b = "group {|name: b|nodes: x y|component {|start: p|}|}";
        long digest = Conf.model(a + '|' + b, "x", "y").digest();
        assertEquals(digest, Conf.model(b + '|' + a, "x", "y").digest());
        assertEquals(digest, Conf.model(a.replace("name", "model: 2n|name") + '|' + b, "x", "y").digest());
        assertNotEquals(digest, Conf.model(a.replace("name", "repair: 0|name") + '|' + b, "x", "y").digest());
        assertNotEquals(digest, Conf.model(a.replace("x y", "y x") + '|' + b, "x", "y").digest());
        assertNotEquals(digest, Conf.model(a + '|' + b, "y", "x").digest());
    }

    @Test
    void ordersWorkloadsByWhatTheyComeAfter() {
        Model m = Conf.model("group {|name: a|requires: c/2|nodes: x y|component {|start: p|}|}|"
                + "group {|name: c|nodes: x y|workload {|name: 1|}|workload {|name: 2|after: b|}|"
                + "component {|start: p|}|}|"
                + "group {|name: b|nodes: x y|component {|start: p|}|}", "x", "y");
        assertEquals(List.of("b/b", "c/1", "c/2", "a/a"), m.workloads().stream().map(Workload::id).toList());
        assertEquals(List.of("c/2"), m.workload("a/a").after());
    }

    @Test
    void splitsCommands() {
        assertEquals(List.of("a", "b c", "d\"e", "f\\g", "", "h i"), Words.split("a 'b c' d\\\"e 'f\\g' \"\" h\\ i "));
        assertEquals(null, Words.split("a \"b"));
        assertEquals(null, Words.split("a\\"));
    }

    /** Whatever stands there is read or refused with lines; nothing else is thrown. */
    @Test
    void survivesAnything() {
        for (int seed = 0; seed < 2000; seed++) {
            Random r = new Random(seed);
            SortedMap<String, String> keys = new TreeMap<>(Conf.keys(WEB, "alpha", "beta"));
            List<String> names = new ArrayList<>(keys.keySet());
            String[] values = {"", "0", "-1", "99999999999999999999", "alpha", "\"", "n+m", "none", "w/w", "yes", "a b",
                    "8", "{", "\u00e9"};
            for (int i = 0; i < 3; i++) {
                String key = names.get(r.nextInt(names.size()));
                switch (r.nextInt(4)) {
                    case 0 -> keys.remove(key);
                    case 1 -> keys.put(key + '.' + r.nextInt(3) + ".name", values[r.nextInt(values.length)]);
                    case 2 -> keys.put(key.replace("0", "000000000000"), "x");
                    default -> keys.put(key, values[r.nextInt(values.length)]);
                }
            }
            try {
                assertEquals(ModelReader.read(keys).digest(), ModelReader.read(keys).digest());
            } catch (ModelException e) {
                assertTrue(e.faults().stream().allMatch(f -> f.contains(": ")), e::getMessage);
            }
        }
    }
}
