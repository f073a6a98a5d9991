package org.choros.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.cfg.Cfg;
import org.choros.cfg.ShutdownMode;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.quorum.NodeState;
import org.choros.quorum.Quorum;
import org.choros.quorum.VoteQuorum;
import org.choros.quorum.VoteQuorumListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with their threads in one JVM, and their services without IPC. */
@Timeout(300)
class LocalClusterTest {
    @TempDir
    private Path folder;
    private TestNode one;
    private TestNode two;
    private LocalServices first;
    private LocalServices second;

    @BeforeEach
    void make() throws IOException {
        int port = TestNode.freePort();
        one = new TestNode(folder, 1, 2, 2, port);
        two = new TestNode(folder, 2, 2, 2, port);
    }

    @AfterEach
    void end() {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
        one.close();
        two.close();
    }

    private void startOne() {
        first = new LocalServices(one.start().node());
    }

    private void startBoth() throws ChorosException {
        startOne();
        second = new LocalServices(two.start().node());
        CompletableFuture.allOf(first.ready(), second.ready()).orTimeout(90, TimeUnit.SECONDS).join();
        try (Quorum quorum = first.quorum(); Quorum other = second.quorum()) {
            one.await("become quorate", () -> quorate(quorum) && quorate(other));
        }
    }

    private static boolean quorate(Quorum quorum) {
        try {
            return quorum.quorate();
        } catch (ChorosException e) {
            return false;
        }
    }

    private static CsError error(Executable call) {
        return assertThrows(ChorosException.class, call).error();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void groupsAcrossNodesAndWithinOne() throws Exception {
        startBoth();
        try (Cpg here = first.cpg(); Cpg beside = first.cpg(); Cpg there = second.cpg()) {
            assertEquals(1, here.localNodeId());
            Ear ear = new Ear();
            Ear besideEar = new Ear();
            Ear thereEar = new Ear();
            CpgGroup a = here.join("group", ear);
            CpgGroup b = beside.join("group", besideEar);
            CpgGroup c = there.join("group", thereEar);
            one.await("told of all three", () -> ear.members().size() == 3 && besideEar.members().size() == 3
                    && thereEar.members().size() == 3);
            assertTrue(a.self().pid() >= 0x4000_0000);
            assertNotEquals(a.self().pid(), b.self().pid());
            assertEquals(List.of(a.self(), b.self(), c.self()), here.members("group"));
            assertEquals(CsError.EXIST, error(() -> here.join("another", ear)));
            a.mcast(bytes("one"));
            a.mcastConfirmed(bytes("two"));
            a.send(bytes("three")).get(60, TimeUnit.SECONDS);
            b.mcast(bytes("four"));
            c.mcast(bytes(""));
            one.await("delivered", () -> ear.messages.size() == 5 && besideEar.messages.size() == 5
                    && thereEar.messages.size() == 5);
            assertEquals(List.of("one", "two", "three"),
                    ear.messages.stream().filter(m -> m.sender().equals(a.self()))
                            .map(m -> new String(m.bytes(), StandardCharsets.UTF_8)).toList());
            assertEquals(ear.texts(), besideEar.texts());
            assertEquals(ear.texts(), thereEar.texts());
            one.await("told of the ring", () -> !ear.rings.isEmpty());
            b.leave();
            assertEquals(CsError.NOT_EXIST, error(b::leave));
            one.await("told of the leave", () -> thereEar.members().size() == 2);
            assertEquals(CpgReason.LEAVE, thereEar.views.get(thereEar.views.size() - 1).left().get(0).reason());
            // on the same Cpg, as soon as our own leave is back
            one.await("let in again", () -> {
                try {
                    beside.join("another", besideEar);
                    return true;
                } catch (ChorosException e) {
                    assertEquals(CsError.EXIST, e.error());
                    return false;
                }
            });
            here.close();
            one.await("told of the close", () -> thereEar.members().equals(List.of(c.self())));
            assertEquals(CpgReason.PROCESS_DOWN, thereEar.views.get(thereEar.views.size() - 1).left().get(0).reason());
            assertEquals(CsError.BAD_HANDLE, error(() -> a.mcast(bytes("late"))));
            assertEquals(CsError.BAD_HANDLE, error(here::groups));
            CompletionException late = assertThrows(CompletionException.class, () -> a.send(bytes("late")).join());
            assertEquals(CsError.BAD_HANDLE, ((ChorosException) late.getCause()).error());
            assertEquals(List.of("another", "group"), there.groups().stream().sorted().toList());
        }
    }

    @Test
    void longMessagesGoInPieces() throws Exception {
        startBoth();
        try (Cpg here = first.cpg(); Cpg there = second.cpg()) {
            Ear ear = new Ear();
            Ear thereEar = new Ear();
            CpgGroup a = here.join("long", ear);
            there.join("long", thereEar);
            one.await("told of both", () -> ear.members().size() == 2 && thereEar.members().size() == 2);
            byte[] whole = new byte[Outgoing.PIECE_MAX];
            byte[] twoPieces = new byte[Outgoing.PIECE_MAX + 1];
            byte[] many = new byte[3 * Outgoing.PIECE_MAX + 77];
            new Random(5).nextBytes(many);
            a.send(whole);
            a.send(twoPieces);
            a.send(many).get(120, TimeUnit.SECONDS);
            one.await("delivered", () -> thereEar.messages.size() == 3 && ear.messages.size() == 3);
            assertEquals(whole.length, thereEar.messages.get(0).bytes().length);
            assertEquals(twoPieces.length, thereEar.messages.get(1).bytes().length);
            assertArrayEquals(many, thereEar.messages.get(2).bytes());
            CompletionException e = assertThrows(CompletionException.class,
                    () -> a.send(new byte[CpgGroup.MESSAGE_MAX + 1]).join());
            assertEquals(CsError.TOO_BIG, ((ChorosException) e.getCause()).error());
            assertEquals(CsError.TOO_BIG, error(() -> a.mcast(new byte[CpgGroup.MESSAGE_MAX + 1])));
        }
    }

    @Test
    void nothingThatWasTakenIsLost() throws Exception {
        startOne();
        first.ready().orTimeout(90, TimeUnit.SECONDS).join();
        try (Cpg here = first.cpg()) {
            BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
            CpgGroup a = here.join("flood", new Ear() {
                @Override
                public void delivered(CpgMessage message) {
                    heard.add(ByteBuffer.wrap(message.bytes()).getInt());
                }
            });
            second = new LocalServices(two.start().node());
            CompletableFuture<Void> ready = second.ready();
            int sent = 0;
            int refused = 0;
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            int rest = 5_000;
            while (rest > 0) {
                byte[] message = ByteBuffer.allocate(200).putInt(0, sent).array();
                if (sent % 3 == 0) {
                    CompletableFuture<Void> future = a.send(message);
                    if (future.isCompletedExceptionally()) {
                        refused++;
                        futures.get(futures.size() - 1).join();
                        continue;
                    }
                    futures.add(future);
                } else {
                    try {
                        a.mcast(message);
                    } catch (ChorosException e) {
                        assertEquals(CsError.TRY_AGAIN, e.error());
                        refused++;
                        Thread.onSpinWait();
                        continue;
                    }
                }
                sent++;
                // a while longer when the other one has come
                rest -= ready.isDone() ? 1 : 0;
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < sent; i++) {
                Integer next = heard.poll(60, TimeUnit.SECONDS);
                assertEquals(i, next, "of " + sent + ", " + refused + " times refused");
            }
            assertTrue(heard.isEmpty());
        }
    }

    @Test
    void mapsQuorumVotesAndTheNodeItself() throws Exception {
        startBoth();
        try (CMap map = first.cmap(MapKind.ICMAP);
                Quorum quorum = first.quorum();
                Cfg cfg = first.cfg();
                VoteQuorum votes = first.voteQuorum()) {
            BlockingQueue<CMapEvent> changes = new LinkedBlockingQueue<>();
            Tracking tracking = map.trackPrefix("test.", EnumSet.allOf(CMapEvent.Change.class), changes::add);
            map.set("test.one", CMapValue.str("x"));
            CMapEvent added = changes.poll(30, TimeUnit.SECONDS);
            assertEquals("test.one", added.key());
            assertEquals(List.of("test.one"), map.keys("test.").stream().map(k -> k.name()).toList());
            tracking.close();
            map.delete("test.one");
            assertTrue(map.find("test.one").isEmpty());
            assertEquals("locals", map.get("totem.cluster_name").asString());

            assertTrue(quorum.hasProvider());
            BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            quorum.track((now, ring, members) -> sizes.add(now ? members.length : -members.length));
            assertEquals(2, sizes.poll(30, TimeUnit.SECONDS));
            BlockingQueue<List<Integer>> lists = new LinkedBlockingQueue<>();
            votes.track(new VoteQuorumListener() {
                @Override
                public void nodes(RingId ringId, int[] members) {
                    lists.add(Arrays.stream(members).boxed().toList());
                }
            });
            assertEquals(List.of(1, 2), lists.poll(30, TimeUnit.SECONDS).stream().sorted().toList());
            assertEquals(2, votes.info(2).expectedVotes());
            assertEquals(NodeState.MEMBER, votes.info(2).state());
            assertEquals(CsError.NOT_EXIST, error(() -> votes.info(7)));
            assertEquals(1, cfg.localNodeId());
            assertEquals(1, cfg.addresses(2).size());
            assertTrue(cfg.nodeStatus(2).reachable());
            try (Cfg other = second.cfg()) {
                BlockingQueue<String> asked = new LinkedBlockingQueue<>();
                cfg.trackShutdown(mode -> {
                    asked.add(mode.name());
                    return false;
                });
                // somebody else's handle on the same node
                try (Cfg asks = first.cfg()) {
                    assertEquals(CsError.BUSY, error(() -> asks.shutdown(ShutdownMode.REQUEST)));
                }
                assertEquals("REQUEST", asked.poll(30, TimeUnit.SECONDS));
                other.shutdown(ShutdownMode.IMMEDIATE);
            }
            assertEquals(-1, sizes.poll(60, TimeUnit.SECONDS));
            two.await("ended", () -> two.node().end().isDone());
            assertEquals(CsError.LIBRARY, error(() -> second.cpg()));
        }
    }
}
