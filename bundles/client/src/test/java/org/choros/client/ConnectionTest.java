package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.CMapEvent;
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

/** ipc.md 1.2 to 1.7, the client's side, over both channel types against a server that a test drives. */
@Timeout(60)
final class ConnectionTest {
    private static final byte[] SEVEN = {7, 0, 0, 0};

    @TempDir
    private Path folder;

    private static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static CsError error(FutureTask<?> task) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS));
        return assertInstanceOf(ChorosException.class, e.getCause()).error();
    }

    private FakeNode node(boolean socket) throws Exception {
        return new FakeNode("cmap", folder, socket, 0);
    }

    private static CMapClient connect(FakeNode node) throws ChorosException {
        return new ChorosClient(node.options()).cmap(MapKind.ICMAP);
    }

    private static CMapClient connect(ClientOptions options) throws ChorosException {
        return new ChorosClient(options).cmap(MapKind.ICMAP);
    }

    private static CmapReply.Get seven(int room) {
        return new CmapReply.Get(IpcError.OK, SEVEN.length, ValueType.UINT32.code(), SEVEN, room);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallHasItsReply(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            for (int i = 0; i < 300; i++) {
                String key = "some.key." + i;
                FutureTask<CMapValue> call = begin(() -> map.get(key));
                CmapRequest.Get get = assertInstanceOf(CmapRequest.Get.class, CmapRequest.decode(node.request()));
                assertEquals(key, get.key());
                node.reply(seven(get.room()));
                assertEquals(CMapValue.u32(7), call.get());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyLongMessagesGoRoundTheRing(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            byte[] value = new byte[16_384];
            for (int i = 0; i < 200; i++) {
                value[i] = (byte) i;
                FutureTask<Void> call = begin(() -> {
                    map.set("big.key", CMapValue.bin(value));
                    return null;
                });
                CmapRequest.Set set = assertInstanceOf(CmapRequest.Set.class, CmapRequest.decode(node.request()));
                assertEquals(CMapValue.bin(value), CMapValue.bin(set.value()));
                node.reply(new BareReply(CmapReply.SET, IpcError.OK));
                call.get();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorOfTheReplyIsThrown(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            FutureTask<CMapValue> call = begin(() -> map.get("no.key"));
            node.request();
            node.reply(CmapReply.Get.failed(IpcError.NOT_EXIST));
            assertEquals(CsError.NOT_EXIST, error(call));
            assertTrue(map.connected());
        }
    }

    /** A value that outgrows the usual room is asked for again with its length. */
    @Test
    void aLongValueIsFetchedInThreeSteps() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(node)) {
            FutureTask<CMapValue> call = begin(() -> map.get("long.key"));
            node.request();
            node.reply(CmapReply.Get.failed(IpcError.INVALID_PARAM));
            CmapRequest.Get size = assertInstanceOf(CmapRequest.Get.class, CmapRequest.decode(node.request()));
            assertEquals(0, size.room());
            node.reply(new CmapReply.Get(IpcError.OK, 1000, ValueType.BINARY.code(), new byte[0], 0));
            CmapRequest.Get whole = assertInstanceOf(CmapRequest.Get.class, CmapRequest.decode(node.request()));
            assertEquals(1000, whole.room());
            node.reply(new CmapReply.Get(IpcError.OK, 1000, ValueType.BINARY.code(), new byte[1000], 1000));
            assertEquals(1000, call.get().length());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplyThatComesTooLateIsNotTakenForTheNext(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node.options().withTimeoutMs(2000))) {
            FutureTask<CMapValue> slow = begin(() -> map.get("slow.key"));
            assertEquals(CsError.TIMEOUT, error(slow));
            assertEquals("slow.key", ((CmapRequest.Get) CmapRequest.decode(node.request())).key());
            // both replies wait when the next call begins to look for its own
            node.reply(CmapReply.Get.failed(IpcError.NOT_EXIST));
            node.reply(seven(512));
            assertEquals(CMapValue.u32(7), map.get("next.key"));
        }
    }

    /** ipc.md 1.6: 1 means not now and nothing is sent; 2 does not hold back ordinary calls. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flowControlHoldsRequestsBack(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            node.flowControl(1);
            assertEquals(CsError.TRY_AGAIN, assertThrows(ChorosException.class, () -> map.get("held.back")).error());
            node.flowControl(2);
            FutureTask<CMapValue> call = begin(() -> map.get("let.through"));
            assertEquals("let.through", ((CmapRequest.Get) CmapRequest.decode(node.request())).key());
            node.reply(seven(512));
            assertEquals(CMapValue.u32(7), call.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDeathOfTheNodeEndsACallThatWaits(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            FutureTask<CMapValue> call = begin(() -> map.get("some.key"));
            node.request();
            node.die();
            assertEquals(CsError.LIBRARY, error(call));
            assertFalse(map.connected());
            assertEquals(CsError.LIBRARY, assertThrows(ChorosException.class, () -> map.get("again")).error());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDeathOfTheNodeEndsDispatch(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            FutureTask<Integer> dispatch = begin(() -> map.dispatch(-1));
            node.flowControl(0);
            node.die();
            assertEquals(CsError.LIBRARY, error(dispatch));
            assertFalse(map.connected());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventsComeInOrderAndBeforeTheReplyToo(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            List<CMapEvent> seen = new ArrayList<>();
            FutureTask<Object> track = begin(() -> map.trackPrefix("a.", EnumSet.allOf(CMapEvent.Change.class),
                    seen::add));
            ByteBuffer request = node.request();
            long cookie = assertInstanceOf(CmapRequest.TrackAdd.class, CmapRequest.decode(request)).cookie();
            byte[] none = new byte[0];
            node.event(new CmapReply.Notify(IpcError.OK, cookie, "a.b", 4, 6, SEVEN, 0, none));
            node.reply(new CmapReply.TrackAdd(IpcError.OK, 99));
            track.get();
            node.event(new CmapReply.Notify(IpcError.OK, cookie, "a.b", 1, 0, none, 6, SEVEN));
            // somebody else's tracking, and an event that makes no sense
            node.event(new CmapReply.Notify(IpcError.OK, cookie + 1, "a.c", 1, 0, none, 6, SEVEN));
            node.event(new BareReply(77, IpcError.OK));
            int count = 0;
            while (count < 4) {
                count += map.dispatch(1000);
            }
            assertEquals(List.of(CMapEvent.Change.ADD, CMapEvent.Change.DELETE),
                    List.of(seen.get(0).change(), seen.get(1).change()));
            assertEquals(CMapValue.u32(7), seen.get(0).newValue().orElseThrow());
            assertEquals(CMapValue.u32(7), seen.get(1).oldValue().orElseThrow());
            assertTrue(seen.get(1).newValue().isEmpty());
            assertEquals(2, seen.size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aThreadOfItsOwnDispatches(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node.options().withDispatchThreads(true))) {
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            FutureTask<Object> track = begin(
                    () -> map.track("a.b", EnumSet.allOf(CMapEvent.Change.class), e -> seen.add(e.key())));
            node.request();
            node.reply(new CmapReply.TrackAdd(IpcError.OK, 99));
            track.get();
            node.event(new CmapReply.Notify(IpcError.OK, 1, "a.b", 4, 6, SEVEN, 0, new byte[0]));
            assertEquals("a.b", seen.poll(30, TimeUnit.SECONDS));
        }
    }

    /** A fault of a listener's is reported as one of the thread's, and the next event comes all the same. */
    @Test
    void aListenerThatThrowsHearsOfTheNextEvent() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(node.options().withDispatchThreads(true))) {
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            FutureTask<Object> track = begin(() -> map.track("a.b", EnumSet.allOf(CMapEvent.Change.class), e -> {
                if (e.change() == CMapEvent.Change.ADD) {
                    Thread.currentThread().setUncaughtExceptionHandler((t, fault) -> seen.add(fault.getMessage()));
                    throw new IllegalStateException("a fault");
                }
                seen.add(e.key());
            }));
            node.request();
            node.reply(new CmapReply.TrackAdd(IpcError.OK, 99));
            track.get();
            node.event(new CmapReply.Notify(IpcError.OK, 1, "a.b", 4, 6, SEVEN, 0, new byte[0]));
            node.event(new CmapReply.Notify(IpcError.OK, 1, "a.b", 2, 6, SEVEN, 6, SEVEN));
            assertEquals("a fault", seen.poll(30, TimeUnit.SECONDS));
            assertEquals("a.b", seen.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void aMalformedReplyIsNotBelieved() throws Exception {
        try (FakeNode node = node(false); CMapClient map = connect(node)) {
            FutureTask<CMapValue> call = begin(() -> map.get("some.key"));
            node.request();
            node.reply(new BareReply(CmapReply.Get.ID, IpcError.OK));
            assertEquals(CsError.LIBRARY, error(call));
        }
    }

    @Test
    void closingLetsGoOfTheRings() throws Exception {
        try (FakeNode node = node(false)) {
            CMapClient map = connect(node);
            node.flowControl(0);
            assertEquals(2, node.references());
            map.close();
            map.close();
            assertEquals(0, node.references());
            assertEquals(CsError.BAD_HANDLE, assertThrows(ChorosException.class, () -> map.get("a.key")).error());
        }
    }

    /** ipc.md 1.3: with sockets the client removes the control file and the folder itself. */
    @Test
    void closingRemovesTheControlFile() throws Exception {
        try (FakeNode node = node(true)) {
            CMapClient map = connect(node);
            assertTrue(Files.exists(folder.resolve("connection/qb-control")));
            map.close();
            assertFalse(Files.exists(folder.resolve("connection")));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingEndsACallThatWaits(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CMapClient map = connect(node)) {
            FutureTask<CMapValue> call = begin(() -> map.get("some.key"));
            node.request();
            map.close();
            assertEquals(CsError.BAD_HANDLE, error(call));
        }
    }

    /** ipc.md 1.2: a refusal is a negative errno, mapped as 1.7 says. */
    @ParameterizedTest
    @ValueSource(strings = {"-13 ACCESS", "-11 TRY_AGAIN", "-38 NOT_SUPPORTED", "-24 LIBRARY"})
    void aRefusalSaysWhy(String refusal) throws Exception {
        String[] parts = refusal.split(" ");
        try (FakeNode node = new FakeNode("cmap", folder, false, Integer.parseInt(parts[0]))) {
            ChorosException e = assertThrows(ChorosException.class, () -> connect(node).close());
            assertEquals(CsError.valueOf(parts[1]), e.error());
        }
    }

    @Test
    void withoutANodeThereIsNoConnection() {
        ClientOptions nobody = new ClientOptions("nobody-is-called-so", 1000, false);
        ChorosException e = assertThrows(ChorosException.class, () -> connect(nobody).close());
        assertEquals(CsError.LIBRARY, e.error());
    }
}
