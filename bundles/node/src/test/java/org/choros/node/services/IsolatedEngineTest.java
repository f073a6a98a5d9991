package org.choros.node.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.choros.node.isolation.Limits;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineHome;
import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both halves of an isolated engine in one thread: what is handed over, in which order, and what happens at bounds. */
class IsolatedEngineTest {
    private static final int ID = 40;
    private static final Membership REGULAR = new Membership(true, new RingIdentity(1, 8), new int[]{1, 2},
            new int[]{2}, new int[0], new int[]{1});

    private final FakeHost host = new FakeHost();
    private final Scripted engine = new Scripted(ID);
    private IsolatedPair pair;

    @BeforeEach
    void load() throws Exception {
        pair = new IsolatedPair(host).load(engine);
        assertEquals(List.of("create", "start"), engine.takeCalls());
    }

    private static ByteBuffer message(int function, int number) {
        return ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16 | function).putInt(8, 20)
                .putInt(16, number);
    }

    private List<Integer> sent() {
        List<Integer> numbers = new ArrayList<>();
        for (ByteBuffer m : host.sent) {
            numbers.add(m.order(ByteOrder.LITTLE_ENDIAN).getInt(m.position() + 16));
        }
        return numbers;
    }

    private boolean unloaded(String reason) {
        return pair.table.engine(ID) == null && host.lines.stream().anyMatch(
                l -> l.startsWith("error SERV Service engine 'engine 40' is unloaded: " + reason));
    }

    // --- what is handed over

    @Test
    void nothingRunsOnTheRingThreadAndEverythingComesInItsOrder() {
        host.position = 5;
        ByteBuffer first = message(0, 1);
        pair.table.onMembership(REGULAR, pair.nowNs);
        pair.table.onMessage(2, true, first, pair.nowNs);
        first.putInt(16, 99);
        pair.table.onMessage(1, true, message(1, 2), pair.nowNs);
        pair.table.onStable(5, pair.nowNs);
        pair.table.onSynchronised(pair.nowNs);
        pair.table.onConfigurationChanged(new TreeSet<>(List.of("a.b", "c.d")), pair.nowNs);
        assertTrue(pair.engineWoken);
        assertEquals(List.of(), engine.takeCalls());
        pair.settle();
        assertEquals(List.of("onMembership [1, 2]", "onMessage 0 from 2: 1", "onMessage 1 from 1: 2", "onStable 5",
                "onSynchronised", "onConfigurationChanged [a.b, c.d]"), engine.takeCalls());
    }

    @Test
    void theContextAnswersWhatWasTrueWhenTheCallbackWasHandedOver() {
        List<Object> seen = new ArrayList<>();
        engine.on("onMessage", () -> {
            seen.add(engine.context.position());
            seen.add(engine.context.synchronising());
            seen.add(engine.context.togetherNs());
            seen.add(engine.context.ring().seq());
        });
        host.position = 11;
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        host.position = 12;
        host.synchronising = true;
        host.togetherNs = 6;
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        assertEquals(List.of(11L, false, 5L, 8L, 12L, true, 6L, 8L), seen);
    }

    @Test
    void deadlinesComeOnceEach() {
        engine.deadlineNs = pair.nowNs + 50 * IsolatedPair.MS;
        pair.table.onStable(1, pair.nowNs);
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        engine.takeCalls();
        pair.pass(49);
        pair.settle();
        assertEquals(List.of(), engine.takeCalls());
        pair.pass(1);
        pair.pass(1);
        engine.deadlineNs = Long.MAX_VALUE;
        pair.settle();
        assertEquals(List.of("onDeadline"), engine.takeCalls());
    }

    // --- multicast

    @Test
    void messagesGoOutInTheirOrderAndAreCopied() {
        ByteBuffer reused = message(0, 1);
        engine.on("onMessage", () -> {
            assertTrue(engine.context.multicast(reused));
            reused.putInt(16, reused.getInt(16) + 1);
            assertTrue(engine.context.multicast(reused));
        });
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        pair.engine();
        assertEquals(List.of(), sent());
        assertTrue(pair.ringWoken);
        pair.ring();
        assertEquals(List.of(1, 2), sent());
        pair.table.showCounters();
        assertEquals(2, host.map.getLong("runtime.services.e40.0.tx", 0));
    }

    @Test
    void atTheBoundMulticastAnswersFalseAndNothingIsLost() {
        host.room = 0;
        int[] taken = new int[1];
        engine.on("onMessage", () -> {
            while (engine.context.multicast(message(0, taken[0]))) {
                taken[0]++;
            }
            assertFalse(engine.context.hasRoom(20));
        });
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        pair.settle();
        assertEquals(Limits.MESSAGES_MAX, taken[0]);
        assertTrue(pair.table.engine(ID).backlogged());
        assertEquals(List.of(), sent());
        host.room = 1 << 20;
        for (int turn = 0; turn < 20; turn++) {
            pair.pass(1);
        }
        assertEquals(Limits.MESSAGES_MAX, sent().size());
        assertEquals(sent().stream().sorted().toList(), sent());
        assertFalse(pair.table.engine(ID).backlogged());
    }

    /** Whoever floods leaves room for the others. */
    @Test
    void aFullQueueOfTheRingHoldsBackWhatIsNotUrgent() {
        host.filling = true;
        engine.on("onMessage", () -> engine.context.multicast(message(0, 7)));
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        pair.settle();
        assertEquals(List.of(), sent());
        host.filling = false;
        pair.pass(1);
        assertEquals(List.of(7), sent());
    }

    /** What the engine sends before it knows of a synchronisation must not overtake what was sent before it. */
    @Test
    void ordinaryMessagesWaitForTheEndOfASynchronisationAndItsOwnDoNot() {
        engine.on("onMessage", () -> engine.context.multicast(message(0, 1)));
        engine.on("syncInit", () -> engine.context.multicast(message(0, 2)));
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        host.synchronising = true;
        pair.table.syncInit(ID, REGULAR, pair.nowNs);
        pair.settle();
        assertEquals(List.of(2), sent());
        host.synchronising = false;
        pair.table.onSynchronised(pair.nowNs);
        pair.settle();
        assertEquals(List.of(2, 1), sent());
    }

    @Test
    void messagesThatCannotBeAreRefusedOnTheEnginesThread() {
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        engine.on("onMessage", () -> {
            assertThrows(IllegalArgumentException.class,
                    () -> engine.context.multicast(message(0, 0).putInt(0, 41 << 16)));
            assertThrows(IllegalArgumentException.class,
                    () -> engine.context.multicast(ByteBuffer.allocate((1 << 20) + 1)
                            .order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16)));
        });
        pair.settle();
        assertEquals(0, pair.table.failures());
    }

    // --- turns

    private void beginTurn() {
        host.synchronising = true;
        pair.table.syncInit(ID, REGULAR, pair.nowNs);
    }

    @Test
    void aTurnEndsWhenTheEngineSaysSoAndItsMessagesHaveGoneOut() {
        engine.on("syncProcess", () -> engine.context.multicast(message(0, 3)));
        engine.turnOver = false;
        beginTurn();
        assertFalse(pair.table.syncProcess(ID, pair.nowNs));
        assertFalse(pair.table.syncProcess(ID, pair.nowNs));
        pair.settle();
        assertEquals(List.of("syncInit", "syncProcess"), engine.takeCalls());
        assertFalse(pair.table.syncProcess(ID, pair.nowNs), "it was asked again");
        engine.turnOver = true;
        host.room = 0;
        pair.engine();
        assertFalse(pair.table.syncProcess(ID, pair.nowNs), "its message is still here");
        host.room = 1 << 20;
        assertTrue(pair.table.syncProcess(ID, pair.nowNs));
        assertEquals(List.of(3, 3), sent());
        pair.table.syncActivate(ID, pair.nowNs);
        pair.settle();
        assertEquals(List.of("syncProcess", "syncActivate"), engine.takeCalls());
    }

    /** An answer to a question of the ring before does not end the turn of this one, nor is it asked any more. */
    @Test
    void aNewConfigurationMakesQuestionsAndAnswersVoid() {
        engine.turnOver = true;
        beginTurn();
        assertFalse(pair.table.syncProcess(ID, pair.nowNs));
        pair.engine();
        pair.table.syncAbort(ID);
        pair.table.syncInit(ID, REGULAR, pair.nowNs);
        pair.ring();
        engine.turnOver = false;
        assertFalse(pair.table.syncProcess(ID, pair.nowNs), "that was the answer of before");
        pair.table.syncAbort(ID);
        pair.table.syncInit(ID, REGULAR, pair.nowNs);
        pair.settle();
        assertEquals(List.of("syncInit", "syncProcess", "syncAbort", "syncInit", "syncAbort", "syncInit"),
                engine.takeCalls());
    }

    @Test
    void whoTakesPartAndWhoIsAwaitedIsWhatItWasWhenTheTurnWasHandedOver() {
        List<String> seen = new ArrayList<>();
        engine.turnOver = false;
        engine.on("syncProcess", () -> seen.add(List.of(engine.context.participants().length,
                engine.context.awaits(1), engine.context.awaits(2)).toString()));
        host.participants = new int[]{1, 2};
        host.awaits = true;
        beginTurn();
        pair.table.syncProcess(ID, pair.nowNs);
        host.awaits = false;
        pair.engine();
        pair.ring();
        pair.table.syncProcess(ID, pair.nowNs);
        pair.engine();
        assertEquals(List.of("[2, true, true]", "[2, false, false]"), seen);
    }

    @Test
    void whoDoesNotEndItsTurnIsUnloadedAndTheBarrierGoesOn() {
        engine.turnOver = false;
        beginTurn();
        for (int ms = 0; ms < 299; ms += 10) {
            assertFalse(pair.table.syncProcess(ID, pair.nowNs));
            pair.settle();
            pair.pass(10);
        }
        assertTrue(unloaded("it has not ended its turn in the synchronisation for 0.3 s"), host.lines::toString);
        assertTrue(pair.table.syncProcess(ID, pair.nowNs));
        assertEquals(List.of("abandoned"), pair.events);
    }

    /** Its patience ends later than that of the node which it waits for: or both would be without. */
    @Test
    void whoWaitsForAnotherIsGivenMoreTimeAndNotForEver() {
        engine.turnOver = false;
        host.participants = new int[]{1, 2};
        host.awaits = true;
        engine.on("syncProcess", () -> engine.context.awaits(2));
        beginTurn();
        for (int ms = 0; ms < 1190; ms += 10) {
            assertFalse(pair.table.syncProcess(ID, pair.nowNs));
            pair.settle();
            pair.pass(10);
        }
        assertNotNull(pair.table.engine(ID));
        pair.pass(10);
        assertTrue(unloaded("it has not ended its turn"), host.lines::toString);
    }

    @Test
    void aTurnThatThrowsIsOver() {
        engine.throwing = "syncProcess";
        beginTurn();
        assertFalse(pair.table.syncProcess(ID, pair.nowNs));
        pair.engine();
        assertTrue(pair.table.syncProcess(ID, pair.nowNs));
        pair.ring();
        assertEquals(1, pair.table.failures());
    }

    // --- limits

    /** The engine stands in a call while the ring goes on: the ring half looks at it. */
    @Test
    void aCallThatDoesNotComeBackIsReportedOnceAndEndsTheEngine() {
        engine.on("onMessage", () -> {
            pair.pass(50);
            assertEquals(List.of(), pair.events);
            pair.pass(60);
            assertEquals(List.of("slow onMessage 110"), pair.events);
            assertEquals("has been in onMessage for 0.11 s", host.map.getString("runtime.choros.e40.thread.state", ""));
            pair.pass(100);
            assertEquals(1, pair.events.size());
            assertNotNull(pair.table.engine(ID));
            pair.pass(100);
            assertTrue(unloaded("it has not come back from onMessage for 0.31 s"), host.lines::toString);
            assertEquals("abandoned", pair.events.get(1));
            assertFalse(engine.context.multicast(message(0, 1)), "nothing that it asks for happens any more");
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.table.onMessage(1, true, message(0, 2), pair.nowNs);
        pair.settle();
        assertEquals(List.of("onMessage 0 from 1: 1"), engine.takeCalls());
        assertEquals("unloaded: it has not come back from onMessage for 0.31 s",
                host.map.getString("runtime.choros.e40.thread.state", ""));
    }

    @Test
    void whoIsSlowTooOftenIsUnloaded() {
        engine.on("onMessage", () -> pair.pass(120));
        for (int n = 0; n < Limits.SLOW_MAX; n++) {
            assertNotNull(pair.table.engine(ID));
            pair.table.onMessage(1, true, message(0, n), pair.nowNs);
            pair.settle();
        }
        assertTrue(unloaded("it has been slow 16 times"), host.lines::toString);
    }

    @Test
    void whoFallsTooFarBehindIsUnloadedAndGetsNoGap() {
        for (int n = 0; n < Limits.CALLS_MAX; n++) {
            pair.table.onMessage(1, true, message(0, n), pair.nowNs);
        }
        pair.done();
        assertNotNull(pair.table.engine(ID));
        pair.table.onMessage(1, true, message(0, 0), pair.nowNs);
        pair.done();
        assertTrue(unloaded("it is 65536 calls and 1310720 bytes of messages behind"), host.lines::toString);
        pair.engine();
        assertEquals(List.of(), engine.takeCalls());
        assertEquals(List.of("withdraw 40"), host.calls.stream().filter(c -> c.startsWith("withdraw")).toList());
    }

    @Test
    void bytesAreBoundedToo() {
        ByteBuffer large = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN).putInt(0, ID << 16);
        for (int n = 0; n < Limits.BYTES_MAX >> 20; n++) {
            pair.table.onMessage(1, true, large, pair.nowNs);
        }
        pair.done();
        assertNotNull(pair.table.engine(ID));
        pair.table.onMessage(1, true, large, pair.nowNs);
        pair.done();
        assertNull(pair.table.engine(ID));
    }

    @Test
    void anEngineThatThrowsIsNamedAndUnloadedAfterSixteenTimes() {
        engine.throwing = "onMessage";
        for (int n = 0; n < EngineFailures.FAILURES_MAX; n++) {
            assertNotNull(pair.table.engine(ID));
            pair.table.onMessage(1, true, message(0, n), pair.nowNs);
            pair.settle();
        }
        assertNull(pair.table.engine(ID));
        assertEquals(1, host.lines.stream().filter(l -> l.contains("Service engine failed: engine 40 in onMessage: "
                + "java.lang.IllegalStateException: broken at ")).count(), host.lines::toString);
        assertTrue(host.lines.stream().anyMatch(l -> l.contains("has failed 16 times")));
        pair.settle();
        assertTrue(pair.isolated.hasStopped(pair.nowNs));
        assertEquals(List.of("stopping", "stopped"), pair.events);
        assertEquals("stop", engine.calls.get(engine.calls.size() - 1));
    }

    /** What it throws may be anything, and its words are not read on the ring thread. */
    @Test
    void whatIsThrownIsReadOnTheEnginesThread() {
        engine.on("onMessage", () -> {
            throw new StackOverflowError() {
                private static final long serialVersionUID = 1L;

                @Override
                public String toString() {
                    throw new IllegalStateException("not even this");
                }
            };
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        assertEquals(1, pair.table.failures());
        assertTrue(host.lines.stream().anyMatch(l -> l.contains("in onMessage: " + getClass().getName())),
                host.lines::toString);
    }

    // --- clients

    private static ByteBuffer request(int id, int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(8, length);
    }

    @Test
    void requestsAreHandedOverAndAnsweredOnTheRingThread() {
        FakeSession session = new FakeSession();
        engine.onRequest = (its, request) -> {
            assertEquals(4711, its.pid());
            its.attach("mine");
            assertEquals("mine", its.<String>attachment());
            its.respond(request(9, 24));
        };
        pair.table.onConnect(ID, session);
        pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        assertEquals(List.of(), session.responses);
        pair.engine();
        assertEquals(List.of(), session.responses);
        pair.ring();
        assertEquals(9, session.responses.get(0).getInt(0));
        pair.table.onRequest(ID, session, request(4, 30), pair.nowNs);
        assertEquals(7, session.responses.get(1).getInt(16), "INVALID_PARAM is answered by the gate");
        pair.table.onDisconnect(ID, session, pair.nowNs);
        pair.settle();
        assertEquals(List.of("onConnect", "onRequest 1 of 90, 30", "onDisconnect"), engine.takeCalls());
    }

    @Test
    void anAnswerToAClientThatIsGoneGoesNowhere() {
        FakeSession session = new FakeSession();
        engine.onRequest = (its, request) -> its.respond(request(9, 24));
        pair.table.onConnect(ID, session);
        pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        pair.engine();
        pair.table.onDisconnect(ID, session, pair.nowNs);
        pair.ring();
        assertEquals(List.of(), session.responses);
    }

    @Test
    void aClientWhoseEngineThrowsIsDisconnected() {
        FakeSession session = new FakeSession();
        engine.throwing = "onRequest";
        pair.table.onConnect(ID, session);
        pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        pair.settle();
        assertTrue(session.disconnected);
        FakeSession second = new FakeSession(2);
        engine.throwing = "onConnect";
        pair.table.onConnect(ID, second);
        pair.settle();
        assertTrue(second.disconnected);
    }

    /** An engine is not unloaded because its clients are fast. */
    @Test
    void clientsThatSendTooMuchHaveToWaitAndThenGo() {
        FakeSession session = new FakeSession();
        pair.table.onConnect(ID, session);
        for (int n = 1; n <= Limits.REQUESTS_MAX / 2; n++) {
            pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        }
        assertTrue(pair.table.engine(ID).backlogged());
        for (int n = Limits.REQUESTS_MAX / 2; n < Limits.REQUESTS_MAX - 1; n++) {
            pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        }
        assertFalse(session.disconnected);
        pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        assertTrue(session.disconnected);
        pair.settle();
        assertNotNull(pair.table.engine(ID));
        assertEquals(Limits.REQUESTS_MAX, engine.takeCalls().size());
        assertFalse(pair.table.engine(ID).backlogged());
    }

    /** More than the ring thread takes at once: the engine's thread waits, nothing is lost. */
    @Test
    void anEngineThatAsksForMuchWaits() {
        FakeSession session = new FakeSession();
        engine.onRequest = (its, request) -> {
            for (int n = 0; n < 2 * Limits.COMMANDS_MAX; n++) {
                its.respond(request(n, 24));
            }
        };
        pair.table.onConnect(ID, session);
        pair.table.onRequest(ID, session, request(1, 30), pair.nowNs);
        pair.settle();
        assertEquals(2 * Limits.COMMANDS_MAX, session.responses.size());
        assertEquals(2 * Limits.COMMANDS_MAX - 1, session.responses.get(2 * Limits.COMMANDS_MAX - 1).getInt(0));
    }

    // --- the map

    @Test
    void theEngineSeesTheMapAsItIsAndItsWatchesRunOnItsThread() {
        List<String> seen = new ArrayList<>();
        engine.on("onMessage", () -> engine.context.map().track("totem.", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE
                | IcMap.PREFIX, (event, key, value, old) -> seen.add(event + " " + key)));
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        host.map.put("totem.token", MapValue.u32(1));
        host.map.put("totem.token", MapValue.u32(2));
        host.map.put("totem.join", MapValue.u32(2));
        assertEquals(List.of(), seen);
        pair.settle();
        assertEquals(List.of("4 totem.token", "4 totem.join"), seen, "what changed in between is one change");
        host.map.remove("totem.join");
        pair.settle();
        assertEquals("1 totem.join", seen.get(2));
        assertEquals(2, engine.context.map().getLong("totem.token", 0));
    }

    @Test
    void theEnginesOwnKeysAreShownAndOthersStayAsTheyAre() {
        host.map.put("totem.token", MapValue.u32(1));
        engine.on("onMessage", () -> {
            engine.context.map().put("runtime.choros.e40.mine", MapValue.str("x"));
            engine.context.map().put("totem.token", MapValue.u32(9));
            engine.context.map().put("runtime.choros.e40.thread.state", MapValue.str("lies"));
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        assertEquals("x", host.map.getString("runtime.choros.e40.mine", ""));
        assertEquals(1, host.map.getLong("totem.token", 0));
        assertEquals(1, engine.context.map().getLong("totem.token", 0), "set right");
        assertEquals("running", host.map.getString("runtime.choros.e40.thread.state", ""));
        assertEquals("running", engine.context.map().getString("runtime.choros.e40.thread.state", ""));
        assertEquals(1, host.lines.stream().filter(l -> l.contains("totem.token")).count());
        pair.table.unload(ID, pair.nowNs);
        assertNull(host.map.get("runtime.choros.e40.mine"), "it goes with the engine");
    }

    @Test
    void anEngineHasSoManyKeysOfItsOwnAndNoMore() {
        engine.on("onMessage", () -> {
            for (int n = 0; n <= Limits.KEYS_MAX; n++) {
                engine.context.map().put("runtime.choros.e40.k" + n, MapValue.u32(n));
            }
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        assertEquals(Limits.KEYS_MAX, host.map.withPrefix("runtime.choros.e40.k").size());
        assertEquals(Limits.KEYS_MAX, engine.context.map().withPrefix("runtime.choros.e40.k").size());
    }

    /** Both write one key, in any order: in the end both have the same. */
    @Test
    void whenBothSidesWriteAKeyTheyAgreeInTheEnd() {
        String key = "runtime.choros.e40.both";
        for (int order = 0; order < 4; order++) {
            int bits = order;
            engine.on("onMessage", () -> engine.context.map().put(key, MapValue.u32(100 + bits)));
            if ((bits & 1) != 0) {
                host.map.put(key, MapValue.u32(bits));
            }
            pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
            if ((bits & 2) != 0) {
                host.map.put(key, MapValue.u32(10 + bits));
            }
            pair.engine();
            host.map.put(key, MapValue.u32(20 + bits));
            pair.settle();
            assertEquals(host.map.get(key), engine.context.map().get(key), "order " + order);
        }
    }

    // --- what else it may ask for

    @Test
    void countersShowWhatTheEngineReadLastAndItsThreadReadsThem() {
        long[] value = {5};
        engine.on("onMessage", () -> engine.context.counter("things", () -> value[0]));
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        pair.table.showCounters();
        assertEquals(5, host.map.getLong("runtime.choros.e40.things", 0));
        value[0] = 6;
        pair.table.showCounters();
        pair.settle();
        pair.table.showCounters();
        assertEquals(6, host.map.getLong("runtime.choros.e40.things", 0));
        assertEquals(6, host.stats.get("stats.choros.e40.things").asLong());
        assertEquals(77, host.map.getLong("runtime.choros.e40.thread.allocated", 0));
        assertTrue(host.map.getLong("runtime.choros.e40.thread.callbacks", 0) > 1);
        pair.table.unload(ID, pair.nowNs);
        assertEquals(0, host.map.withPrefix("runtime.choros.e40.").size());
    }

    @Test
    void countersAreBounded() {
        engine.on("onMessage", () -> {
            for (int n = 0; n < 256; n++) {
                engine.context.counter("c" + n, () -> 1);
            }
            engine.context.counter("c0", () -> 2);
            assertThrows(IllegalStateException.class, () -> engine.context.counter("more", () -> 1));
            assertThrows(IllegalArgumentException.class, () -> engine.context.counter("thread.lag", () -> 1));
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        assertEquals(0, pair.table.failures(), host.lines::toString);
    }

    @Test
    void quorumIsToldOnTheEnginesThreadAndNothingIsMissed() {
        List<QuorumState> told = new ArrayList<>();
        QuorumState first = new QuorumState(false, RingIdentity.NONE, new int[]{1}, true);
        QuorumState second = new QuorumState(true, RingIdentity.NONE, new int[]{1, 2}, true);
        engine.on("onMessage", () -> engine.context.onQuorum((state, now) -> told.add(state)));
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.table.quorumDecided(5, first);
        pair.engine();
        pair.ring();
        assertEquals(List.of(), told);
        pair.settle();
        assertEquals(List.of(first), told, "decided before it had subscribed here, and after it had there");
        pair.table.quorumDecided(5, second);
        pair.settle();
        assertEquals(List.of(first, second), told);
        assertEquals(second, engine.context.quorum());
    }

    @Test
    void abilitiesAnswerOnTheEnginesThread() {
        List<String> told = new ArrayList<>();
        engine.on("onMessage", () -> assertTrue(
                engine.context.ability(HostMeter.class).orElseThrow().read(reading -> told.add("read"))));
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        pair.meterAnswers.forEach(Runnable::run);
        assertEquals(List.of(), told);
        pair.settle();
        assertEquals(List.of("read"), told);
    }

    /** What an engine's own threads bring comes to the engine's thread, not to the ring's. */
    @Test
    void tasksAreBroughtToTheEnginesThread() {
        List<String> done = new ArrayList<>();
        engine.on("onMessage", () -> {
            EngineHome home = engine.context.ability(EngineHome.class).orElseThrow();
            assertEquals(Path.of("/home"), home.directory());
            assertTrue(home.bring(() -> done.add("brought")));
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        pair.meterAnswers.forEach(Runnable::run);
        assertEquals(List.of(), done);
        pair.settle();
        assertEquals(List.of("brought"), done);
    }

    // --- the end

    @Test
    void anEngineThatIsStoppedSaysItsLastWords() {
        engine.on("stop", () -> assertTrue(engine.context.multicast(message(0, 8))));
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.table.unload(ID, pair.nowNs);
        assertFalse(pair.isolated.hasStopped(pair.nowNs));
        pair.engine();
        assertTrue(pair.isolated.hasStopped(pair.nowNs));
        assertEquals(List.of(8), sent());
        assertEquals(List.of("stopping", "stopped"), pair.events);
        assertEquals(List.of("onMessage 0 from 1: 1", "stop"), engine.takeCalls());
        assertFalse(engine.context.multicast(message(0, 9)));
    }

    /** What waits when it is stopped is still done, and fails as what came before. */
    @Test
    void failuresThatComeLateAreNotToldAgain() {
        engine.on("onMessage", () -> {
            throw new IllegalStateException("broken");
        });
        pair.table.onMessage(1, true, message(0, 1), pair.nowNs);
        pair.settle();
        pair.table.onMessage(1, true, message(0, 2), pair.nowNs);
        pair.table.unload(ID, pair.nowNs);
        pair.engine();
        assertTrue(pair.isolated.hasStopped(pair.nowNs));
        assertEquals(1, host.lines.stream().filter(l -> l.contains("Service engine failed")).count(),
                host.lines::toString);
    }

    @Test
    void whatDoesNotStopIsLeft() {
        pair.table.unload(ID, pair.nowNs);
        assertFalse(pair.isolated.hasStopped(pair.nowNs));
        pair.isolated.abandon();
        assertTrue(pair.isolated.hasStopped(pair.nowNs));
        assertEquals(List.of("stopping", "abandoned"), pair.events);
        pair.engine();
        assertEquals(List.of(), engine.takeCalls());
    }

    /** What a client's session is, for a test that answers. */
    @FunctionalInterface
    interface OnRequest {
        void accept(ClientSession session, int request);
    }
}
