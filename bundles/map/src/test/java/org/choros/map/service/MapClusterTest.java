package org.choros.map.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.map.MapEntry;
import org.choros.map.MapListener;
import org.choros.map.MapVersion;
import org.choros.map.Maps;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.map.WriteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Maps on three nodes that form real rings, with a network that is cut and healed. */
@Timeout(300)
class MapClusterTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(MapEntry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    private static WriteResult now(CompletableFuture<WriteResult> write) {
        return write.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static CsError error(CompletableFuture<?> write) {
        CompletionException e = assertThrows(CompletionException.class,
                () -> write.orTimeout(60, TimeUnit.SECONDS).join());
        return ((ChorosException) e.getCause()).error();
    }

    private static Map<String, String> texts(ReplicatedMap map) {
        Map<String, String> texts = new HashMap<>();
        try {
            map.snapshot().forEach((key, entry) -> texts.put(key, text(entry)));
        } catch (ChorosException e) {
            texts.put("error", e.error().text());
        }
        return texts;
    }

    /** Notes what it hears, and throws now and then. */
    private static class Notes implements MapListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void added(MapEntry now) {
            heard.add("+" + now.key() + "=" + text(now));
        }

        @Override
        public void updated(MapEntry before, MapEntry now) {
            heard.add(now.key() + "=" + text(before) + ">" + text(now));
        }

        @Override
        public void removed(MapEntry before) {
            heard.add("-" + before.key() + "=" + text(before));
        }

        @Override
        public void synchronised() {
            heard.add("synchronised");
        }

        @Override
        public void lost() {
            heard.add("lost");
        }

        @Override
        public void writable(boolean possible) {
            heard.add("writable " + possible);
        }
    }

    @Test
    void onlyTheQuoratePartitionWritesAndWins() throws Exception {
        try (Trio trio = new Trio(folder, "mapq").startAll()) {
            ReplicatedMap one = trio.open(1, "crew", QuorumPolicy.QUORATE);
            ReplicatedMap two = trio.open(2, "crew", QuorumPolicy.QUORATE);
            Notes notes = new Notes();
            two.listen(notes);
            two.listen(new Notes() {
                @Override
                public void added(MapEntry now) {
                    throw new IllegalStateException("on purpose");
                }
            });
            one.whenReady().get(60, TimeUnit.SECONDS);
            two.whenReady().get(60, TimeUnit.SECONDS);
            WriteResult first = now(one.put("a", bytes("1")));
            assertTrue(first.done() && first.previous().isEmpty());
            assertFalse(now(two.putIfAbsent("a", bytes("2"))).done());
            WriteResult second = now(two.replace("a", first.version(), bytes("2")));
            assertTrue(second.done());
            assertArrayEquals(bytes("1"), second.previous().orElseThrow().value());
            assertFalse(now(one.remove("a", first.version())).done());
            assertEquals(MapVersion.NONE, now(one.remove("nothing")).version());
            now(one.put("b", bytes("3")));
            assertEquals(Map.of("a", "2", "b", "3"), texts(two));

            // a joiner
            ReplicatedMap three = trio.open(3, "crew", QuorumPolicy.QUORATE);
            three.whenReady().get(60, TimeUnit.SECONDS);
            assertEquals(Map.of("a", "2", "b", "3"), texts(three));
            assertEquals(1, three.statistics().takenOver());
            assertEquals(second.version(), three.get("a").orElseThrow().version());

            trio.hub.isolate(3);
            trio.await("not writable at 3", () -> !three.writable() && one.statistics().members() == 2);
            assertEquals(CsError.BAD_OPERATION, error(three.put("a", bytes("lost"))));
            assertEquals("2", text(three.get("a").orElseThrow()), "it still shows what it knew");
            now(one.put("a", bytes("4")));
            now(two.remove("b"));
            now(two.put("c", bytes("5")));
            Notes late = new Notes();
            Tracking tracking = three.listen(late);
            trio.hub.heal();
            trio.await("merged", () -> three.writable() && texts(three).equals(Map.of("a", "4", "c", "5")));
            now(three.put("d", bytes("6")));
            trio.await("told", () -> late.heard.contains("+d=6"));
            tracking.close();
            assertEquals(List.of("+a=2", "+b=3", "synchronised", "writable true", "a=2>4", "-b=3", "+c=5", "+d=6"),
                    late.heard);
            assertEquals(Map.of("a", "4", "c", "5", "d", "6"), texts(one));
            trio.await("told", () -> notes.heard.contains("+d=6"));
            assertEquals(List.of("+a=1", "a=1>2", "+b=3", "a=2>4", "-b=3", "+c=5", "+d=6"),
                    notes.heard.stream().filter(n -> n.contains("=")).toList());
            assertTrue(two.statistics().listenerFailures() >= 3);
            assertEquals(0, one.statistics().badMessages());

            assertTrue(now(two.clear()).done());
            trio.await("cleared", () -> texts(one).isEmpty() && texts(three).isEmpty());
            three.close();
            trio.await("gone", () -> one.statistics().members() == 2);
            assertEquals(CsError.BAD_HANDLE, error(three.put("x", bytes("x"))));
            now(one.put("e", bytes("7")));
        }
    }

    @Test
    void withoutQuorumPartitionsMerge() throws Exception {
        try (Trio trio = new Trio(folder, "mapa").startAll()) {
            ReplicatedMap[] maps = new ReplicatedMap[4];
            for (int id = 1; id <= 3; id++) {
                maps[id] = trio.open(id, "crew", QuorumPolicy.ANY);
                maps[id].whenReady().get(60, TimeUnit.SECONDS);
            }
            now(maps[1].put("removed", bytes("x")));
            now(maps[2].put("both", bytes("x")));
            trio.hub.isolate(3);
            trio.await("two parts", () -> maps[1].statistics().members() == 2 && maps[2].statistics().members() == 2
                    && maps[3].statistics().members() == 1);
            now(maps[3].put("three", bytes("3")));
            now(maps[1].remove("removed"));
            now(maps[1].put("both", bytes("1")));
            now(maps[1].put("both", bytes("11")));
            now(maps[3].put("both", bytes("33")));
            trio.hub.heal();
            Map<String, String> merged = Map.of("three", "3", "both", "11");
            trio.await("merged", () -> texts(maps[1]).equals(merged) && texts(maps[2]).equals(merged)
                    && texts(maps[3]).equals(merged));
            assertEquals(1, maps[2].statistics().tombstones());
        }
    }

    @Test
    void aLargeMapUnderLoadIsTakenOver() throws Exception {
        try (Trio trio = new Trio(folder, "mapl").startAll()) {
            ReplicatedMap one = trio.open(1, "large", QuorumPolicy.QUORATE);
            byte[] value = new byte[1000];
            List<CompletableFuture<WriteResult>> writes = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                writes.add(one.put("key" + i, value));
                if (i % 500 == 499) {
                    now(writes.get(i));
                }
            }
            ReplicatedMap two = trio.open(2, "large", QuorumPolicy.QUORATE);
            for (int i = 0; i < 900; i++) {
                writes.add(one.put("key" + i, bytes("new" + i)));
            }
            writes.forEach(w -> assertTrue(now(w).done()));
            two.whenReady().get(60, TimeUnit.SECONDS);
            // acknowledged is: applied by all
            assertEquals(texts(one), texts(two));
            assertEquals(3000, two.size());
            assertEquals("new899", text(two.get("key899").orElseThrow()));
            // a copy is faster than a way round the ring
            byte[] big = new byte[ReplicatedMap.VALUE_MAX];
            List<CompletableFuture<WriteResult>> taken = new ArrayList<>();
            CompletableFuture<WriteResult> put = one.put("over", big);
            while (!put.isCompletedExceptionally() && taken.size() < 10_000) {
                taken.add(put);
                put = one.put("over", big);
            }
            assertEquals(CsError.QUEUE_FULL, error(put));
            taken.forEach(w -> assertTrue(now(w).done()));
            assertEquals(CsError.TOO_BIG, error(one.put("big", new byte[ReplicatedMap.VALUE_MAX + 1])));
            assertEquals(CsError.NAME_TOO_LONG, error(one.put("k".repeat(ReplicatedMap.KEY_MAX + 1), value)));
            assertEquals(CsError.INVALID_PARAM, error(one.put("\ud800", value)));
            assertEquals(CsError.INVALID_PARAM, error(one.put("", value)));
            assertTrue(now(one.put("k".repeat(ReplicatedMap.KEY_MAX), new byte[ReplicatedMap.VALUE_MAX])).done());
        }
    }

    /**
     * A member that speaks nonsense harms nobody: it is counted, and no map is ready with it, nor less when it is gone.
     */
    @Test
    void nonsenseIsIgnoredAndCounted() throws Exception {
        try (Trio trio = new Trio(folder, "mapn").startAll()) {
            ReplicatedMap one = trio.open(1, "crew", QuorumPolicy.QUORATE);
            now(one.put("a", bytes("1")));
            try (Cpg cpg = trio.services(2).cpg()) {
                CpgGroup stranger = cpg.join("choros.map.q.crew", new CpgListener() {
                    @Override
                    public void delivered(CpgMessage message) {
                        // deaf
                    }

                    @Override
                    public void changed(CpgView view) {
                        // blind
                    }
                });
                stranger.send(bytes("nonsense")).get(60, TimeUnit.SECONDS);
                stranger.send(new byte[0]).get(60, TimeUnit.SECONDS);
                trio.await("counted", () -> one.statistics().badMessages() == 2);
                assertEquals("1", text(one.get("a").orElseThrow()));
            }
            now(one.put("a", bytes("2")));
        }
    }

    @Test
    void aNodeThatEndsIsTold() throws Exception {
        try (Trio trio = new Trio(folder, "mape").startAll()) {
            ReplicatedMap one = trio.open(1, "crew", QuorumPolicy.QUORATE);
            ReplicatedMap two = trio.open(2, "crew", QuorumPolicy.QUORATE);
            now(one.put("a", bytes("1")));
            Notes notes = new Notes();
            two.listen(notes);
            two.whenReady().get(60, TimeUnit.SECONDS);
            trio.node(2).close();
            trio.await("told", () -> notes.heard.contains("lost"));
            assertFalse(two.ready());
            assertEquals(CsError.LIBRARY, error(two.put("a", bytes("2"))));
            assertEquals(CsError.TRY_AGAIN, assertThrows(ChorosException.class, two::size).error());
            trio.await("alone", () -> one.statistics().members() == 1);
            now(one.put("a", bytes("3")));
            assertEquals(CsError.INVALID_PARAM, assertThrows(ChorosException.class,
                    () -> Maps.open("a b", QuorumPolicy.ANY, trio.services(1).cpg(), null)).error());
        }
    }
}
