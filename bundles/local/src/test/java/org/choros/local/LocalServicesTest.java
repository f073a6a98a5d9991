package org.choros.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A node that is alone, and its services without IPC. */
@Timeout(180)
class LocalServicesTest {
    @TempDir
    private Path folder;
    private TestNode one;
    private LocalServices first;

    @BeforeEach
    void make() throws IOException {
        one = new TestNode(folder, 1, 1, 3, TestNode.freePort()).start();
        first = new LocalServices(one.node());
    }

    @AfterEach
    void end() {
        first.close();
        one.close();
    }

    private void awaitReady() {
        first.ready().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** The ring thread does nothing until the future is completed. */
    private CompletableFuture<Void> holdTheRing() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> held = new CompletableFuture<>();
        first.link().server().execute(() -> {
            begun.complete(null);
            held.join();
        });
        begun.join();
        return held;
    }

    private static CsError error(Executable call) {
        return assertThrows(ChorosException.class, call).error();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A node joins and leaves while another floods: what was accepted is delivered, each once, in order. */
    @Test
    void aListenerThatBlocksLosesItsHandleAndHoldsNobodyElse() throws Exception {
        awaitReady();
        try (Cpg slow = first.cpg(); Cpg quick = first.cpg()) {
            CompletableFuture<Void> goOn = new CompletableFuture<>();
            CompletableFuture<Void> stuck = new CompletableFuture<>();
            Ear ear = new Ear() {
                @Override
                public void delivered(CpgMessage message) {
                    stuck.complete(null);
                    goOn.join();
                    super.delivered(message);
                }
            };
            CpgGroup blocked = slow.join("slow", ear);
            Ear quickEar = new Ear();
            CpgGroup sender = quick.join("slow", quickEar);
            one.await("let both in", () -> quickEar.members().size() == 2);
            byte[] message = new byte[200_000];
            int sent = 0;
            while (quickEar.members().size() == 2) {
                sender.send(message).get(60, TimeUnit.SECONDS);
                sent++;
                assertTrue(sent < 1000, "32 MiB is the bound");
            }
            assertTrue(stuck.isDone());
            assertTrue(one.said("does not take its events"), one.lines.toString());
            assertEquals(CpgReason.PROCESS_DOWN, quickEar.views.get(quickEar.views.size() - 1).left().get(0).reason());
            assertEquals(CsError.LIBRARY, error(() -> blocked.mcast(new byte[1])));
            assertTrue(blocked.blocked());
            // who sends hears everything
            int all = sent;
            one.await("delivered", () -> quickEar.messages.size() == all);
            goOn.complete(null);
            one.await("given what it had kept", () -> ear.messages.size() >= EventQueue.BYTES_MAX / 201_000);
            assertTrue(ear.messages.size() < sent);
            try (CMap map = first.cmap(MapKind.ICMAP)) {
                one.await("counted it", () -> {
                    try {
                        return map.get("runtime.choros.local.overflows").asLong() == 1;
                    } catch (ChorosException e) {
                        return false;
                    }
                });
            }
        }
    }

    @Test
    void listenersMayThrowAndCall() throws Exception {
        awaitReady();
        try (Cpg cpg = first.cpg(); CMap map = first.cmap(MapKind.ICMAP)) {
            List<String> answers = new CopyOnWriteArrayList<>();
            CompletableFuture<CpgGroup> joined = new CompletableFuture<>();
            joined.complete(cpg.join("calls", new Ear() {
                @Override
                public void changed(CpgView view) {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void delivered(CpgMessage message) {
                    try {
                        String text = new String(message.bytes(), StandardCharsets.UTF_8);
                        answers.add(text);
                        if (text.length() < 5) {
                            assertEquals(1, cpg.members("calls").size());
                            map.set("test.calls", CMapValue.str(text));
                            CpgGroup group = joined.join();
                            group.mcastConfirmed(bytes(text + "c"));
                            group.send(bytes(text + "send")).get(30, TimeUnit.SECONDS);
                        }
                    } catch (Exception e) {
                        answers.add(e.toString());
                    }
                }
            }));
            joined.join().mcast(bytes("a"));
            one.await("answered", () -> answers.size() == 9);
            assertTrue(answers.containsAll(List.of("a", "ac", "acc", "accc", "acccc", "asend")), answers.toString());
            assertEquals("accc", map.get("test.calls").asString());
            assertTrue(one.said("has thrown java.lang.IllegalStateException: on purpose"));
        }
    }

    @Test
    void futuresEndInOrderAndMayBeCancelled() throws Exception {
        awaitReady();
        try (Cpg cpg = first.cpg()) {
            Ear ear = new Ear();
            CpgGroup group = cpg.join("futures", ear);
            List<Integer> ended = new CopyOnWriteArrayList<>();
            CompletableFuture<?>[] all = new CompletableFuture<?>[1000];
            for (int i = 0; i < all.length; i++) {
                int number = i;
                all[i] = group.send(bytes(Integer.toString(i))).thenRun(() -> ended.add(number));
            }
            CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < all.length; i++) {
                assertEquals(i, ended.get(i));
            }
            one.await("delivered", () -> ear.messages.size() == all.length);
            // with the ring thread held in a call of ours, none of these is under way
            CompletableFuture<Void> held = holdTheRing();
            CompletableFuture<Void> before = group.send(bytes("before"));
            CompletableFuture<Void> cancelled = group.send(bytes("cancelled"));
            CompletableFuture<Void> after = group.send(bytes("after"));
            cancelled.cancel(false);
            held.complete(null);
            after.get(60, TimeUnit.SECONDS);
            assertTrue(before.isDone());
            one.await("delivered", () -> ear.messages.size() >= all.length + 2);
            assertEquals(List.of("before", "after"), ear.texts().subList(all.length, ear.texts().size()));
        }
    }

    @Test
    void theQueueHasABound() throws Exception {
        awaitReady();
        try (Cpg cpg = first.cpg()) {
            CpgGroup group = cpg.join("bound", new Ear());
            CompletableFuture<Void> held = holdTheRing();
            List<CompletableFuture<Void>> taken = new ArrayList<>();
            for (int i = 0; i < CpgGroup.SEND_QUEUE_MESSAGES; i++) {
                taken.add(group.send(new byte[10]));
                assertFalse(taken.get(i).isDone());
            }
            CompletionException e = assertThrows(CompletionException.class, () -> group.send(new byte[10]).join());
            assertEquals(CsError.QUEUE_FULL, ((ChorosException) e.getCause()).error());
            assertEquals(CsError.TRY_AGAIN, error(() -> group.mcast(new byte[10])));
            held.complete(null);
            taken.get(taken.size() - 1).get(60, TimeUnit.SECONDS);
            group.send(new byte[10]).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void anEngineThatGoesTakesItsHandlesAlong() throws Exception {
        awaitReady();
        Cpg cpg = first.cpg();
        CpgGroup group = cpg.join("engine", new Ear());
        one.plugins.remove(one.cpg);
        assertEquals(CsError.LIBRARY, error(() -> group.mcast(new byte[1])));
        assertEquals(CsError.LIBRARY, error(cpg::groups));
        assertEquals(CsError.NOT_SUPPORTED, error(() -> first.cpg()));
        one.plugins.add(one.cpg, Map.of());
        one.await("got its engine again", () -> {
            try (Cpg again = first.cpg()) {
                again.join("engine", new Ear());
                return true;
            } catch (ChorosException e) {
                return false;
            }
        });
    }

    @Test
    void beforeAndAfterTheNode() {
        CsError early = error(() -> {
            first.cpg();
            throw new ChorosException(CsError.TRY_AGAIN, "it was quicker than us");
        });
        assertEquals(CsError.TRY_AGAIN, early);
        first.ready().orTimeout(60, TimeUnit.SECONDS).join();
        CompletableFuture<CsError> inside = new CompletableFuture<>();
        first.link().server().execute(() -> {
            try {
                first.cpg();
            } catch (IllegalStateException e) {
                inside.complete(CsError.OK);
            } catch (ChorosException e) {
                inside.complete(e.error());
            }
        });
        assertEquals(CsError.OK, inside.join());
        one.close();
        assertEquals(CsError.LIBRARY, error(() -> first.cpg()));
        first.close();
        assertEquals(CsError.LIBRARY, error(() -> first.cpg()));
    }
}
