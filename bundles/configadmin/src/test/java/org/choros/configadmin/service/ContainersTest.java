package org.choros.configadmin.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.choros.configadmin.ReplicationStatistics;
import org.choros.map.MapEntry;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;

/**
 * Three Felix containers with their ConfigAdmins, over real rings that are cut and healed. Each test is a way in which
 * replications of configurations are known to fail.
 */
@Timeout(300)
class ContainersTest {
    private static final String FILE = "felix.fileinstall.filename";
    @TempDir
    private static Path nodes;
    private static Rings rings;

    @TempDir
    private Path folder;
    private final FelixContainer[] containers = new FelixContainer[4];
    private String map;
    private QuorumPolicy policy;

    @BeforeAll
    static void startNodes() {
        rings = new Rings(nodes);
    }

    @AfterAll
    static void stopNodes() throws Exception {
        rings.close();
    }

    @AfterEach
    void stop() throws Exception {
        rings.hub.heal();
        for (int id = 1; id <= 3; id++) {
            if (containers[id] != null) {
                containers[id].close();
            }
        }
        rings.whole();
    }

    private FelixContainer boot(int id) throws Exception {
        containers[id] = new FelixContainer(folder.resolve("felix" + id), policy).boot();
        return containers[id];
    }

    private void replicate(int id) throws Exception {
        containers[id].replicate(rings.map(id, map, policy));
        Rings.await("synchronised at " + id, () -> containers[id].replication().synchronised());
    }

    private void start(String name, QuorumPolicy with) throws Exception {
        map = name;
        policy = with;
        for (int id = 1; id <= 3; id++) {
            boot(id);
            replicate(id);
        }
    }

    private void awaitAll(String pid, String key, Object value) throws Exception {
        for (int id = 1; id <= 3; id++) {
            awaitAt(id, pid, key, value);
        }
    }

    private void awaitAt(int id, String pid, String key, Object value) throws Exception {
        Rings.await(pid + " is " + value + " at " + id,
                () -> Objects.equals(value, containers[id].get(pid, key)));
    }

    /** What is under way has come to its end when a change that was made later is everywhere. */
    private void settle(int from) throws Exception {
        String mark = "mark" + System.nanoTime();
        containers[from].set("settle", Map.of("mark", mark));
        awaitAll("settle", "mark", mark);
    }

    private ReplicationStatistics statistics(int id) {
        return containers[id].replication().statistics();
    }

    @Test
    void aChangeAppearsOnAllAndComesBackToNobody() throws Exception {
        start("change", QuorumPolicy.QUORATE);
        containers[1].set("a.b", Map.of("text", "x", "ints", new int[]{1, 2}, "long", 7L, "list",
                new ArrayList<>(List.of("p", "q")), "flags", new Boolean[]{true}, "c", 'c'));
        awaitAll("a.b", "text", "x");
        Map<String, Object> there = containers[3].all().get("a.b");
        assertArrayEquals(new int[]{1, 2}, (int[]) there.get("ints"));
        assertEquals(7L, there.get("long"));
        assertEquals(List.of("p", "q"), new ArrayList<>((Collection<?>) there.get("list")));
        assertArrayEquals(new Boolean[]{true}, (Boolean[]) there.get("flags"));
        assertEquals('c', there.get("c"));
        containers[2].set("a.b", Map.of("text", "y"));
        awaitAll("a.b", "text", "y");
        containers[3].delete("a.b");
        awaitAll("a.b", "text", null);
        // the same said again is no change
        containers[1].set("settle", Map.of("mark", "0"));
        awaitAll("settle", "mark", "0");
        containers[2].set("settle", Map.of("mark", "0"));
        settle(3);
        try (ReplicatedMap look = rings.look(1, map, policy)) {
            long writes = look.snapshot().values().stream().map(MapEntry::version).mapToLong(v -> v.counter()).max()
                    .orElseThrow();
            assertEquals(5, writes, "a write for each change");
        }
        Rings.await("counted", () -> statistics(1).published() + statistics(2).published()
                + statistics(3).published() == 5);
        assertEquals(0, statistics(1).conflicts() + statistics(2).conflicts() + statistics(3).conflicts());
        assertEquals(1, statistics(2).deleted());
    }

    @Test
    void factoryConfigurationsWithDrawnPidsAreOne() throws Exception {
        start("factory", QuorumPolicy.QUORATE);
        containers[1].admin().getFactoryConfiguration("fac", "named", "?").update(new Hashtable<>(Map.of("a", "1")));
        awaitAll("fac~named", "a", "1");
        // made without a name: found again by that in which the PIDs of all containers agree
        Configuration drawn = containers[1].admin().createFactoryConfiguration("fac", "?");
        drawn.update(new Hashtable<>(Map.of("a", "2")));
        String name = "fac~" + drawn.getPid().substring("fac.".length());
        awaitAt(2, name, "a", "2");
        awaitAt(3, name, "a", "2");
        assertNull(containers[1].get(name, "a"), "not made again where it comes from");
        containers[3].admin().getFactoryConfiguration("fac", name.substring("fac~".length()), "?")
                .update(new Hashtable<>(Map.of("a", "3")));
        awaitAt(1, drawn.getPid(), "a", "3");
        awaitAt(2, name, "a", "3");
        assertEquals(2, containers[1].all().size());
        assertEquals(2, containers[2].all().size());

        // the same file in each container, each with a PID of its own
        List<String> pids = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Configuration each = containers[id].admin().createFactoryConfiguration("fac", "?");
            each.update(new Hashtable<>(Map.of("a", "4", FILE, "file:/srv/" + id + "/etc/fac-file.cfg")));
            pids.add(each.getPid());
        }
        // who changes it before he knows of the others' has made it anew, and takes over theirs
        for (int id = 1; id <= 3; id++) {
            settle(id);
        }
        containers[2].admin().listConfigurations("(service.pid=" + pids.get(1) + ")")[0]
                .update(new Hashtable<>(Map.of("a", "5", FILE, "file:/srv/2/etc/fac-file.cfg")));
        for (int id = 1; id <= 3; id++) {
            awaitAt(id, pids.get(id - 1), "a", "5");
            int at = id;
            Rings.await("one at " + id, () -> containers[at].all().keySet().stream()
                    .noneMatch("fac~file"::equals));
        }
        // one that is deleted does not even say its PID
        String drawnPid = drawn.getPid();
        containers[3].delete(drawnPid.replace("fac.", "fac~"));
        awaitAt(1, drawnPid, "a", null);
        awaitAt(2, name, "a", null);
        settle(1);
        for (int id = 1; id <= 3; id++) {
            assertEquals(3, containers[id].all().size(), "fac~named, the file, the mark");
        }
    }

    @Test
    void namesOfFilesAndWhatBelongsToAContainerStayThere() throws Exception {
        start("local", QuorumPolicy.QUORATE);
        String one = "file:/opt/one/etc/a.b.cfg";
        String two = "file:/srv/two/etc/a.b.cfg";
        containers[2].set("a.b", Map.of("x", "2", FILE, two, "host", "two"));
        awaitAll("a.b", "x", "2");
        assertNull(containers[3].get("a.b", FILE));
        containers[1].set("a.b", Map.of("x", "1", FILE, one, "host", "one"));
        awaitAll("a.b", "x", "1");
        assertEquals(two, containers[2].get("a.b", FILE));
        assertEquals("two", containers[2].get("a.b", "host"));
        assertEquals(one, containers[1].get("a.b", FILE));
        assertNull(containers[3].get("a.b", "host"));
        // what changes in a container alone is no change
        long before = statistics(2).published();
        containers[2].set("a.b", Map.of("x", "1", FILE, two, "host", "other"));
        containers[2].set("org.choros.node~n", Map.of("x", "1"));
        containers[2].set("org.apache.karaf.shell", Map.of("sshPort", "8101"));
        settle(2);
        Rings.await("counted", () -> statistics(2).published() == before + 1);
        assertEquals("one", containers[1].get("a.b", "host"));
        assertNull(containers[1].all().get("org.choros.node~n"));
        assertNull(containers[1].all().get("org.apache.karaf.shell"));
    }

    @Test
    void whatIsRefusedHoldsNobodyUp() throws Exception {
        start("refused", QuorumPolicy.QUORATE);
        containers[1].set("large", Map.of("x", "x".repeat(2 << 20)));
        containers[1].admin().getConfiguration("locked", "?").update(new Hashtable<>(Map.of("x", "1")));
        awaitAll("locked", "x", "1");
        Rings.await("counted", () -> statistics(1).refused() > 0);
        Configuration locked = containers[2].admin().getConfiguration("locked", "?");
        locked.addAttributes(Configuration.ConfigurationAttribute.READ_ONLY);
        containers[1].set("locked", Map.of("x", "2"));
        settle(1);
        Rings.await("refused", () -> statistics(2).refused() > 0);
        assertEquals("1", containers[2].get("locked", "x"));
        awaitAt(3, "locked", "x", "2");
        locked.removeAttributes(Configuration.ConfigurationAttribute.READ_ONLY);
        // and comes when there is something new
        containers[1].set("locked", Map.of("x", "3"));
        awaitAll("locked", "x", "3");
        assertNull(containers[2].all().get("large"));
        try (ReplicatedMap look = rings.look(1, map, policy)) {
            look.put("nonsense", new byte[]{9, 9}).orTimeout(60, TimeUnit.SECONDS).join();
            Rings.await("not understood", () -> statistics(2).notUnderstood() > 0);
            assertNotNull(look.get("nonsense").orElseThrow(), "left alone");
        }
    }

    @Test
    void theQuoratePartitionWinsAndWhatItDidNotTouchIsKept() throws Exception {
        start("quorate", QuorumPolicy.QUORATE);
        for (String pid : List.of("both", "mine", "gone", "deleted.here")) {
            containers[1].set(pid, Map.of("x", "0"));
            awaitAll(pid, "x", "0");
        }
        rings.isolate(3);
        containers[3].set("both", Map.of("x", "3"));
        containers[3].set("both", Map.of("x", "33"));
        containers[3].set("mine", Map.of("x", "3"));
        containers[3].set("new", Map.of("x", "3"));
        containers[3].delete("deleted.here");
        containers[1].set("both", Map.of("x", "1"));
        containers[1].delete("gone");
        awaitAt(2, "both", "x", "1");
        awaitAt(2, "gone", "x", null);
        assertEquals("33", containers[3].get("both", "x"), "here it is as it was set here");
        assertEquals("0", containers[1].get("mine", "x"), "but nobody has it");
        rings.hub.heal();
        awaitAll("both", "x", "1");
        awaitAll("mine", "x", "3");
        awaitAll("new", "x", "3");
        awaitAll("gone", "x", null);
        awaitAll("deleted.here", "x", null);
        assertEquals(1, statistics(3).conflicts());
        assertEquals(0, statistics(1).conflicts() + statistics(2).conflicts());
    }

    @Test
    void withoutQuorumTheMoreOftenChangedWins() throws Exception {
        start("any", QuorumPolicy.ANY);
        for (String pid : List.of("both", "gone", "revived")) {
            containers[1].set(pid, Map.of("x", "0"));
            awaitAll(pid, "x", "0");
        }
        rings.isolate(3);
        containers[3].set("both", Map.of("x", "3"));
        Rings.await("published", () -> statistics(3).published() == 1);
        containers[3].set("both", Map.of("x", "33"));
        containers[3].set("revived", Map.of("x", "3"));
        Rings.await("published", () -> statistics(3).published() == 3);
        containers[1].set("both", Map.of("x", "1"));
        containers[1].delete("gone");
        containers[1].delete("revived");
        awaitAt(2, "both", "x", "1");
        awaitAt(2, "gone", "x", null);
        awaitAt(2, "revived", "x", null);
        rings.hub.heal();
        awaitAll("both", "x", "33");
        awaitAll("gone", "x", null);
        awaitAll("revived", "x", "3");
    }

    @Test
    void aContainerThatWasAwayBringsNothingDeletedBack() throws Exception {
        start("away", QuorumPolicy.QUORATE);
        for (String pid : List.of("gone", "changed", "edited", "both", "stays")) {
            containers[1].set(pid, Map.of("x", "0"));
            awaitAll(pid, "x", "0");
        }
        containers[3].close();
        containers[1].delete("gone");
        containers[1].set("changed", Map.of("x", "1"));
        containers[1].set("both", Map.of("x", "1"));
        awaitAt(2, "both", "x", "1");
        awaitAt(2, "gone", "x", null);
        // as by an editor, while it is down
        boot(3);
        assertEquals("0", containers[3].get("gone", "x"));
        containers[3].set("edited", Map.of("x", "3"));
        containers[3].set("both", Map.of("x", "3"));
        replicate(3);
        awaitAll("gone", "x", null);
        awaitAll("changed", "x", "1");
        awaitAll("edited", "x", "3");
        awaitAll("both", "x", "1");

        // now one that was away for longer comes before all others, to an empty map
        containers[2].close();
        containers[1].delete("changed");
        awaitAt(3, "changed", "x", null);
        containers[1].close();
        containers[3].close();
        boot(2);
        replicate(2);
        assertEquals("1", containers[2].get("changed", "x"), "it knows of nothing else");
        boot(1);
        replicate(1);
        boot(3);
        replicate(3);
        awaitAll("changed", "x", null);
        awaitAll("stays", "x", "0");
        awaitAll("edited", "x", "3");
        awaitAll("gone", "x", null);
    }

    @Test
    void aContainerThatHasLostItsFilesEmptiesNobody() throws Exception {
        start("lost", QuorumPolicy.QUORATE);
        containers[1].set("a.b", Map.of("x", "0"));
        awaitAll("a.b", "x", "0");
        containers[3].close();
        containers[3] = new FelixContainer(folder.resolve("felix3anew"), policy).boot();
        // what its installation brings along does not count against what all have
        containers[3].set("a.b", Map.of("x", "default"));
        replicate(3);
        awaitAll("a.b", "x", "0");
        settle(3);
        assertEquals("0", containers[1].get("a.b", "x"));
    }
}
