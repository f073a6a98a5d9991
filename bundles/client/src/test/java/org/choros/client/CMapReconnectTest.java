package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapListener;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map whose node goes and comes back, over both channel types against servers that a test drives. */
@Timeout(90)
final class CMapReconnectTest {
    private static final byte[] NONE = new byte[0];
    private static final String KEY = "some.key";

    @TempDir
    private Path folder;
    private final Heard heard = new Heard();
    private final TreeMap<String, Integer> values = new TreeMap<>();
    private String listed = "";

    private FakeNode node(boolean socket) throws Exception {
        return new FakeNode("cmap", folder, socket, 0);
    }

    private static ClientOptions options(FakeNode node) {
        return node.options().withReconnect(Duration.ofMillis(200));
    }

    private static CMapClient connect(ClientOptions options) throws Exception {
        return new ChorosClient(options).cmap(MapKind.ICMAP);
    }

    private CMapListener listener() {
        return e -> heard.line(e.change() + " " + e.key() + " " + text(e.oldValue().orElse(null)) + ">"
                + text(e.newValue().orElse(null)));
    }

    private static String text(CMapValue value) {
        return value == null ? "" : Long.toString(value.asLong());
    }

    private static byte[] u32(int value) {
        return CMapValue.u32(value).bytes();
    }

    private static CmapReply.Notify event(long cookie, String key, CMapEvent.Change change, int before, int now) {
        boolean added = change == CMapEvent.Change.ADD;
        boolean deleted = change == CMapEvent.Change.DELETE;
        int type = ValueType.UINT32.code();
        return new CmapReply.Notify(IpcError.OK, cookie, key, change.bit(), deleted ? 0 : type,
                deleted ? NONE : u32(now), added ? 0 : type, added ? NONE : u32(before));
    }

    /** The next request that is of a kind; those before are answered from {@link #values}. */
    private <T extends CmapRequest> T serve(FakeNode node, Class<T> until) throws Exception {
        CmapRequest request = CmapRequest.decode(node.request());
        while (!until.isInstance(request)) {
            answer(node, request);
            request = CmapRequest.decode(node.request());
        }
        return until.cast(request);
    }

    /** Answers requests from {@link #values} until something is so. */
    private void serveUntil(FakeNode node, BooleanSupplier done) throws Exception {
        while (!done.getAsBoolean()) {
            if (node.hasRequest()) {
                answer(node, CmapRequest.decode(node.request()));
            }
        }
    }

    private <T> T served(FakeNode node, FutureTask<T> call) throws Exception {
        serveUntil(node, call::isDone);
        return Background.get(call);
    }

    private void answer(FakeNode node, CmapRequest request) throws Exception {
        if (request instanceof CmapRequest.IterInit init) {
            listed = init.prefix();
            node.reply(new CmapReply.IterInit(IpcError.OK, 5));
        } else if (request instanceof CmapRequest.IterNext) {
            Map.Entry<String, Integer> next = values.higherEntry(listed);
            listed = next == null ? "" : next.getKey();
            node.reply(next == null
                    ? new CmapReply.IterNext(IpcError.NO_SECTIONS, "", 0, 0)
                    : new CmapReply.IterNext(IpcError.OK, listed, 4, ValueType.UINT32.code()));
        } else if (request instanceof CmapRequest.IterFinalize) {
            node.reply(new BareReply(CmapReply.ITER_FINALIZE, IpcError.OK));
        } else {
            get(node, assertInstanceOf(CmapRequest.Get.class, request));
        }
    }

    private void get(FakeNode node, CmapRequest.Get get) throws Exception {
        Integer value = values.get(get.key());
        node.reply(value == null
                ? CmapReply.Get.failed(IpcError.NOT_EXIST)
                : new CmapReply.Get(IpcError.OK, 4, ValueType.UINT32.code(), u32(value), get.room()));
    }

    private static long tracked(FakeNode node, CmapRequest.TrackAdd request) throws Exception {
        node.reply(new CmapReply.TrackAdd(IpcError.OK, 99));
        return request.cookie();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsWhatHasBecomeDifferent(boolean socket) throws Exception {
        values.putAll(Map.of("a.gone", 1, "a.other", 2, "a.same", 3));
        try (FakeNode node = node(socket); CMapClient map = connect(options(node).withDispatchThreads(true))) {
            map.listen(heard);
            FutureTask<Tracking> track = Background.begin(
                    () -> map.trackPrefix("a.", EnumSet.allOf(CMapEvent.Change.class), listener()));
            long cookie = tracked(node, serve(node, CmapRequest.TrackAdd.class));
            served(node, track);
            node.event(event(cookie, "a.other", CMapEvent.Change.MODIFY, 2, 5));
            heard.expect("MODIFY a.other 2>5");
            node.die();
            heard.expect("disconnected LIBRARY");

            values.clear();
            values.putAll(Map.of("a.other", 6, "a.same", 3, "a.new", 7));
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                assertEquals(cookie, tracked(next, serve(next, CmapRequest.TrackAdd.class)));
                // a change between the tracking and our reading, which is in what we read
                next.event(event(cookie, "a.other", CMapEvent.Change.MODIFY, 4, 6));
                serveUntil(next, () -> heard.count() == 4);
                heard.expect("reconnected", "DELETE a.gone 1>", "ADD a.new >7", "MODIFY a.other 5>6");
                next.event(event(cookie, "a.other", CMapEvent.Change.MODIFY, 6, 8));
                heard.expect("MODIFY a.other 6>8");
                heard.expectNothingElse();
                assertTrue(map.connected());
            }
        }
    }

    /** Who dispatches himself hears of it there, and only there; a call is enough to connect again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallConnectsAgain(boolean socket) throws Exception {
        values.put(KEY, 1);
        try (FakeNode node = node(socket); CMapClient map = connect(options(node))) {
            map.listen(heard);
            EnumSet<CMapEvent.Change> onlyModified = EnumSet.of(CMapEvent.Change.MODIFY);
            FutureTask<Tracking> track = Background.begin(() -> map.track(KEY, onlyModified, listener()));
            tracked(node, serve(node, CmapRequest.TrackAdd.class));
            served(node, track);
            node.die();
            assertEquals(CsError.TRY_AGAIN, Background.thrown(() -> map.get(KEY)));
            assertFalse(map.connected());
            assertEquals(-1, map.fd());
            values.put(KEY, 2);
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                FutureTask<CMapValue> get = Background.begin(() -> {
                    CMapValue value = null;
                    while (value == null) {
                        try {
                            value = map.get(KEY);
                        } catch (ChorosException e) {
                            assertEquals(CsError.TRY_AGAIN, e.error());
                            Thread.onSpinWait();
                        }
                    }
                    return value;
                });
                tracked(next, serve(next, CmapRequest.TrackAdd.class));
                get(next, serve(next, CmapRequest.Get.class));
                assertEquals(CMapValue.u32(2), Background.get(get));
                heard.expectNothingElse();
                FutureTask<Integer> dispatch = Background.begin(() -> map.dispatch(30_000));
                get(next, serve(next, CmapRequest.Get.class));
                assertTrue(Background.get(dispatch) > 0);
                heard.expect("disconnected LIBRARY", "reconnected", "MODIFY some.key 1>2");
            }
        }
    }

    @Test
    void aCallWithPatienceWaitsForTheNextNode() throws Exception {
        try (FakeNode node = node(false);
                CMapClient map = connect(options(node).withTryAgainFor(Duration.ofSeconds(30)))) {
            node.die();
            FutureTask<Void> set = Background.run(() -> map.set(KEY, CMapValue.u8(1)));
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                assertEquals(KEY, serve(next, CmapRequest.Set.class).key());
                // not now, and once more
                next.reply(new BareReply(CmapReply.SET, IpcError.TRY_AGAIN));
                serve(next, CmapRequest.Set.class);
                next.reply(new BareReply(CmapReply.SET, IpcError.OK));
                Background.get(set);
            }
        }
    }

    @Test
    void theChosenMapIsChosenAgain() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(options(node).withDispatchThreads(true))) {
            FutureTask<Void> select = Background.run(() -> map.select(MapKind.STATS));
            assertEquals(1, serve(node, CmapRequest.SetCurrentMap.class).map());
            node.reply(new BareReply(CmapReply.SET_CURRENT_MAP, IpcError.OK));
            Background.get(select);
            map.listen(heard);
            node.die();
            heard.expect("disconnected LIBRARY");
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                assertEquals(1, serve(next, CmapRequest.SetCurrentMap.class).map());
                next.reply(new BareReply(CmapReply.SET_CURRENT_MAP, IpcError.OK));
                heard.expect("reconnected");
            }
        }
    }

    @Test
    void aClosedTrackingIsNotMadeAgain() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(options(node).withDispatchThreads(true))) {
            map.listen(heard);
            EnumSet<CMapEvent.Change> all = EnumSet.allOf(CMapEvent.Change.class);
            FutureTask<Tracking> track = Background.begin(() -> map.track(KEY, all, listener()));
            tracked(node, serve(node, CmapRequest.TrackAdd.class));
            Tracking tracking = served(node, track);
            node.die();
            heard.expect("disconnected LIBRARY");
            tracking.close();
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                heard.expect("reconnected");
                assertTrue(served(next, Background.begin(() -> map.find(KEY))).isEmpty());
                heard.expectNothingElse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void triesAgainUntilItIsLetIn(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(options(node).withDispatchThreads(true))) {
            map.listen(heard);
            node.die();
            heard.expect("disconnected LIBRARY");
            heard.expectFailure(CsError.LIBRARY);
            try (FakeNode starting = node.restartedRefusing(folder.resolve("starting"), -11)) {
                heard.expectFailure(CsError.TRY_AGAIN);
            }
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                heard.expect("reconnected");
                assertTrue(map.connected());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingEndsTheAttempts(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(options(node))) {
            node.die();
            map.listen(heard);
            FutureTask<Void> dispatch = Background.run(map::dispatchUntilClosed);
            heard.expect("disconnected LIBRARY");
            heard.expectFailure(CsError.LIBRARY);
            map.close();
            Background.get(dispatch);
            assertEquals(CsError.BAD_HANDLE, Background.thrown(() -> map.dispatch(0)));
            assertEquals(CsError.BAD_HANDLE, Background.thrown(() -> map.get(KEY)));
        }
    }

    /** One that does not answer the set-up, or the first question, must not hold up who closes. */
    @Test
    void closingEndsAnAttemptThatHangs() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(options(node).withTimeoutMs(0))) {
            map.listen(heard);
            EnumSet<CMapEvent.Change> all = EnumSet.allOf(CMapEvent.Change.class);
            FutureTask<Tracking> track = Background.begin(() -> map.track(KEY, all, listener()));
            tracked(node, serve(node, CmapRequest.TrackAdd.class));
            served(node, track);
            FutureTask<Void> dispatch = Background.run(map::dispatchUntilClosed);
            node.die();
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                serve(next, CmapRequest.TrackAdd.class);
                map.close();
                Background.get(dispatch);
                heard.expect("disconnected LIBRARY");
            }
        }
    }

    @Test
    void withoutTheOptionAConnectionEndsWithItsNode() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(node.options().withDispatchThreads(true))) {
            map.listen(heard);
            node.die();
            heard.expect("disconnected LIBRARY");
            try (FakeNode next = node.restarted(folder.resolve("next"))) {
                assertEquals(CsError.LIBRARY, Background.thrown(() -> map.get(KEY)));
                assertEquals(CsError.LIBRARY, Background.thrown(() -> map.dispatch(0)));
                heard.expectNothingElse();
            }
        }
    }
}
