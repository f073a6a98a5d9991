package org.choros.itests.embedded.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.choros.cfg.Cfg;
import org.choros.cmap.CMap;
import org.choros.cmap.MapKind;
import org.choros.itests.embedded.isolation.Bad.Deed;
import org.choros.spi.engine.ServiceEngineFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bad engine on one of three nodes, good ones of the same id on the others, in each of its calls: the ring and the
 * process groups go on, the log names it, it goes, its client is sent away, the others' synchronisation ends.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTest {
    /** What runs when it is loaded: it does not come to be one of the node's. */
    private static final Set<String> LOADING = Set.of("description", "wanted", "create", "start", "requests", "gated",
            "answered");
    /** What a node calls again and again, so that it throws too often. */
    private static final Set<String> OFTEN = Set.of("nextDeadlineNs", "backlogged", "onDeadline");
    /** What is asked after the start, and after each call. */
    private static final Set<String> ASKED_AT_ONCE = Set.of("nextDeadlineNs", "backlogged");
    private static final List<String> CALLS = List.of("description", "wanted", "create", "start", "requests", "gated",
            "answered", "backlogged", "nextDeadlineNs", "onDeadline", "onConfigurationChanged", "onMessage", "onStable",
            "onMembership", "syncInit", "syncProcess", "syncActivate", "syncAbort", "onSynchronised", "onConnect",
            "onRequest", "onDisconnect", "counter", "onQuorum", "watch", "stop");
    private static final int TALK = 60;
    /** The id of an engine that changes the ring when it comes. */
    private static final int ANOTHER = 50;

    @TempDir
    private static Path folder;
    private static int tokenMs = Cluster.TOKEN_MS;
    private Cluster cluster;
    private final Visitor visitor = new Visitor();
    private final Good[] good = new Good[3];
    private Bad bad;
    private Good another;
    private int from;

    @BeforeAll
    void begin() throws Exception {
        cluster = new Cluster(folder);
        cluster.nodes[3].attach(visitor);
        for (int id = 1; id <= 2; id++) {
            good[id] = new Good(Bad.ID);
            cluster.plugins[id].add(good[id], Map.of());
            Good mine = good[id];
            cluster.await("a good engine", () -> mine.synchronised() > 0);
        }
    }

    @AfterEach
    void giveBack() {
        if (bad != null) {
            bad.release();
            cluster.plugins[3].remove(bad);
        }
        if (another != null) {
            cluster.plugins[1].remove(another);
        }
    }

    /** One order for all, nothing missing, and nobody ever left the ring. */
    @AfterAll
    void everythingThatWasSaidWasHeardInOneOrder() throws Exception {
        try (Cluster all = cluster) {
            List<List<String>> heard = all.silence();
            assertEquals(heard.get(0), heard.get(1));
            assertEquals(heard.get(0), heard.get(2));
            Map<String, Integer> last = new TreeMap<>();
            for (String word : heard.get(0)) {
                String[] parts = word.split(":");
                int number = Integer.parseInt(parts[1]);
                assertEquals(last.getOrDefault(parts[0], number - 1) + 1, number, "of node " + parts[0]);
                last.put(parts[0], number);
            }
            assertFalse(all.lines.stream().anyMatch(l -> l.contains("Members left")), () -> all.lines.stream()
                    .filter(l -> l.contains("embership")).toList().toString());
        }
    }

    private void load(String where, Deed deed) {
        from = cluster.lines.size();
        visitor.connected = false;
        bad = new Bad(where, deed);
        cluster.plugins[3].add(bad, Map.of());
        provoke(where);
    }

    /** Most calls come by themselves; these are asked for. */
    private void provoke(String where) {
        try {
            switch (where) {
                case "onConfigurationChanged", "watch" -> {
                    cluster.await("the bad engine", this::isServing);
                    cluster.configure(3, ++tokenMs);
                    try (Cfg cfg = cluster.services[3].cfg()) {
                        cfg.reload();
                    }
                }
                case "counter" -> {
                    cluster.await("the bad engine", this::isServing);
                    try (CMap map = cluster.services[3].cmap(MapKind.ICMAP)) {
                        map.keys("runtime.choros.bad.");
                    }
                }
                case "syncAbort" -> {
                    // whatever changes the ring in its turn
                    cluster.await("its turn", () -> bad.turns.get() > 0);
                    another = new Good(ANOTHER + 1);
                    cluster.plugins[1].add(another, Map.of());
                    cluster.await("the deed", () -> bad.committed.get() > 0);
                    cluster.plugins[1].remove(another);
                }
                case "onQuorum", "onMembership" -> cluster.await("the bad engine", this::isServing);
                default -> {
                    // nothing to be done
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean said(String text) {
        return cluster.said(from, 3, text);
    }

    /** Its own messages come back to it: it may lag too far behind before it has been slow. */
    private static boolean fillsUp(Deed deed) {
        return deed == Deed.FLOODS;
    }

    private boolean isServing() {
        return said("Service engine loaded: bad engine");
    }

    private boolean unloaded() {
        return said("Service engine unloaded: bad engine");
    }

    static Stream<Arguments> calls() {
        List<Arguments> all = new ArrayList<>();
        for (String call : CALLS) {
            all.add(Arguments.of(call, Deed.BLOCKS));
            all.add(Arguments.of(call, Deed.THROWS));
        }
        for (String call : List.of("onMessage", "syncProcess", "onDeadline", "onRequest")) {
            all.add(Arguments.of(call, Deed.FLOODS));
        }
        all.add(Arguments.of("onMessage", Deed.SPINS));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theOthersGoOn(String where, Deed deed) {
        load(where, deed);
        boolean loading = LOADING.contains(where) || deed == Deed.BLOCKS && ASKED_AT_ONCE.contains(where);
        if (where.equals("stop")) {
            cluster.await("the bad engine", this::isServing);
            cluster.plugins[3].remove(bad);
        }
        cluster.await("the deed", () -> bad.committed.get() > 0);
        if (deed == Deed.THROWS) {
            cluster.await("a line", () -> said(loading
                    ? "failed to load"
                    : "Service engine failed: bad engine in "));
            cluster.awaitTalk("while it throws", TALK);
            if (OFTEN.contains(where)) {
                cluster.await("the end", () -> said(" times and is unloaded.")
                        && unloaded());
            }
        } else if (loading) {
            cluster.await("a line", () -> said("has been in " + where + " for "));
            cluster.awaitTalk("while it is loaded", TALK);
            cluster.await("the end", () -> said("it has not come back from " + where));
        } else if (where.equals("stop")) {
            cluster.awaitTalk("while it stops", TALK);
            cluster.await("its thread to be left", () -> said("its thread choros-engine-bad-iso3 is left behind"));
        } else {
            cluster.await("the end", () -> said("Service engine 'bad engine' is unloaded: it ") && unloaded());
            cluster.await("where it stood", () -> said("Service engine 'bad engine' has been in ") || fillsUp(deed));
        }
        // its call has not come back yet
        cluster.awaitTalk("afterwards", TALK);
        if (!loading && deed != Deed.THROWS) {
            cluster.await("the client's end", () -> !visitor.connected || visitor.disconnected);
        }
        int[] before = {0, good[1].synchronised(), good[2].synchronised()};
        bad.release();
        cluster.plugins[3].remove(bad);
        another = new Good(ANOTHER);
        cluster.plugins[1].add(another, Map.of());
        cluster.await("the others' synchronisation", () -> good[1].synchronised() > before[1]
                && good[2].synchronised() > before[2] && another.synchronised() > 0);
    }

    @Test
    void whoNeverEndsItsTurnGoesAndTheOthersEndTheirs() {
        int[] before = {0, good[1].synchronised(), good[2].synchronised()};
        load("itsTurn", Deed.THROWS);
        cluster.await("the end", () -> said("is unloaded: it has not ended its turn in the synchronisation for"));
        cluster.await("the others' synchronisation", () -> good[1].synchronised() > before[1]
                && good[2].synchronised() > before[2]);
        cluster.awaitTalk("afterwards", TALK);
    }

    private static Map<String, Object> version(int number) {
        return Map.of(ServiceEngineFactory.PROPERTY, Bad.ID, "choros.plugin.version", number);
    }

    /** It was there when the newer one came, and may be gone when that refuses. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOlderEngineComesBackIfItIsStillThere(boolean stays) {
        Good older = new Good(Bad.ID);
        cluster.plugins[3].add(older, version(1));
        cluster.await("the older engine", () -> older.synchronised() > 0);
        from = cluster.lines.size();
        bad = new Bad("start", Deed.BLOCKS);
        cluster.plugins[3].add(bad, version(2));
        cluster.await("the deed", () -> bad.committed.get() > 0);
        int before = older.synchronised();
        if (!stays) {
            cluster.plugins[3].remove(older);
        }
        cluster.await("the end", () -> said("it has not come back from start"));
        if (stays) {
            cluster.await("the older engine again", () -> older.synchronised() > before);
            cluster.plugins[3].remove(older);
        }
        // what comes later is loaded later
        another = new Good(ANOTHER);
        cluster.plugins[3].add(another, Map.of());
        cluster.await("another engine", () -> another.synchronised() > 0);
        assertEquals(stays, said("Service engine loaded: good engine [41]"));
        cluster.plugins[3].remove(another);
    }

    /** It goes while the older one, whose place it is to take, has not ended yet. */
    @Test
    void aNewerEngineThatGoesBeforeItIsLoadedIsNotLoaded() {
        from = cluster.lines.size();
        bad = new Bad("stop", Deed.BLOCKS);
        cluster.plugins[3].add(bad, version(1));
        cluster.await("the bad engine", this::isServing);
        Good newer = new Good(Bad.ID);
        cluster.plugins[3].add(newer, version(2));
        cluster.await("the deed", () -> bad.committed.get() > 0);
        cluster.plugins[3].remove(newer);
        bad.release();
        cluster.await("the older engine again", () -> cluster.lines.stream().skip(from)
                .filter(l -> l.contains("Service engine loaded: bad engine")).count() == 2);
        assertEquals(0, newer.synchronised());
    }

    /** Two engines on threads of their own, all that is said in one order on both, while the groups talk, too. */
    @Test
    void aGoodEngineGetsEverythingInOrderUnderLoad() {
        int many = 20_000;
        List<String> first = good[1].heard();
        List<String> second = good[2].heard();
        good[1].sayUpTo(many);
        good[2].sayUpTo(many);
        cluster.await("all words", () -> good[1].heard().size() == first.size() + 2 * many
                && good[2].heard().size() == second.size() + 2 * many);
        List<String> heard = good[1].heard().subList(first.size(), first.size() + 2 * many);
        assertEquals(heard, good[2].heard().subList(second.size(), second.size() + 2 * many));
        for (int id = 1; id <= 2; id++) {
            String prefix = id + ":";
            List<String> own = heard.stream().filter(w -> w.startsWith(prefix)).toList();
            for (int n = 1; n <= many; n++) {
                assertEquals(prefix + n, own.get(n - 1));
            }
        }
    }
}
