package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;

import org.choros.base.CsError;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that wait until the node takes them, over both channel types against a server that a test drives. */
@Timeout(60)
final class CpgSendTest {
    private static final CpgListener NOBODY = new CpgListener() {
        @Override
        public void delivered(CpgMessage message) {
            // not what these tests are about
        }

        @Override
        public void changed(CpgView view) {
            // not what these tests are about
        }
    };

    @TempDir
    private Path folder;

    private FakeNode node(boolean socket) throws Exception {
        return new FakeNode("cpg", folder, socket, 0);
    }

    private static <T extends CpgRequest> T next(FakeNode node, Class<T> type) throws Exception {
        return assertInstanceOf(type, CpgRequest.decode(node.request()));
    }

    private static CpgClient connect(ClientOptions options) throws Exception {
        return new ChorosClient(options).cpg();
    }

    /** To a node without shared memory for messages, which so shows them in its requests. */
    private static CpgGroup join(FakeNode node, CpgClient cpg) throws Exception {
        FutureTask<CpgGroup> join = Background.begin(() -> cpg.join("crew", NOBODY));
        next(node, CpgRequest.LocalGet.class);
        node.reply(new CpgReply.LocalGet(IpcError.OK, 1));
        next(node, CpgRequest.Join.class);
        node.reply(new BareReply(CpgReply.JOIN, IpcError.OK));
        return Background.get(join);
    }

    private static void noSharedMemory(FakeNode node) throws Exception {
        next(node, CpgRequest.ZcAlloc.class);
        node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.NOT_SUPPORTED));
    }

    /** Both parts of a short message, with the first byte. */
    private static void part(FakeNode node, int type, int error) throws Exception {
        assertEquals(type, next(node, CpgRequest.PartialMcast.class).type());
        node.reply(new BareReply(CpgReply.PARTIAL_MCAST, error));
    }

    private static int taken(FakeNode node) throws Exception {
        CpgRequest.PartialMcast first = next(node, CpgRequest.PartialMcast.class);
        assertEquals(CpgRequest.FIRST, first.type());
        node.reply(new BareReply(CpgReply.PARTIAL_MCAST, IpcError.OK));
        part(node, CpgRequest.LAST, IpcError.OK);
        return first.fragment()[0];
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsInOrderUntilTheNodeTakesThem(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            node.flowControl(2);
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(group.send(new byte[]{(byte) i}));
            }
            assertEquals(CsError.TRY_AGAIN, Background.thrown(() -> group.mcast(new byte[1])));
            futures.forEach(f -> assertFalse(f.isDone()));
            node.flowControl(0);
            noSharedMemory(node);
            for (int i = 0; i < 20; i++) {
                assertEquals(i, taken(node));
                Background.get(futures.get(i));
            }
        }
    }

    /** What the node has not taken is sent again, from its beginning, and nothing overtakes it. */
    @Test
    void tryAgainAndInterruptAreNotTheCallersAffair() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            CompletableFuture<Void> first = group.send(new byte[]{1});
            CompletableFuture<Void> second = group.send(new byte[]{2});
            next(node, CpgRequest.ZcAlloc.class);
            node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.TRY_AGAIN));
            noSharedMemory(node);
            part(node, CpgRequest.FIRST, IpcError.TRY_AGAIN);
            part(node, CpgRequest.FIRST, IpcError.OK);
            part(node, CpgRequest.LAST, IpcError.INTERRUPT);
            assertEquals(1, taken(node));
            Background.get(first);
            assertEquals(2, taken(node));
            Background.get(second);
        }
    }

    /** The node's answer is waited for however short the time for calls is, as it may have taken the message. */
    @Test
    void isNotGivenUpWhileTheNodeIsSilent() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node.options().withTimeoutMs(2000))) {
            CpgGroup group = join(node, cpg);
            CompletableFuture<Void> first = group.send(new byte[]{1});
            next(node, CpgRequest.ZcAlloc.class);
            // other calls are over time meanwhile
            assertEquals(CsError.TIMEOUT, Background.thrown(cpg::localNodeId));
            assertEquals(CsError.TIMEOUT, Background.thrown(() -> group.mcast(new byte[1])));
            assertFalse(first.isDone());
            node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.NOT_SUPPORTED));
            assertEquals(1, taken(node));
            Background.get(first);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWhenTheNodeIsGone(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            node.flowControl(2);
            CompletableFuture<Void> first = group.send(new byte[]{1});
            CompletableFuture<Void> second = group.send(new byte[]{2});
            node.die();
            assertEquals(CsError.LIBRARY, Background.error(first));
            assertEquals(CsError.LIBRARY, Background.error(second));
            assertEquals(CsError.LIBRARY, Background.errorNow(group.send(new byte[]{3})));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWhenWeClose(boolean socket) throws Exception {
        try (FakeNode node = node(socket); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            CompletableFuture<Void> first = group.send(new byte[]{1});
            CompletableFuture<Void> second = group.send(new byte[]{2});
            next(node, CpgRequest.ZcAlloc.class);
            cpg.close();
            assertEquals(CsError.BAD_HANDLE, Background.error(first));
            assertEquals(CsError.BAD_HANDLE, Background.error(second));
            assertEquals(CsError.BAD_HANDLE, Background.errorNow(group.send(new byte[]{3})));
        }
    }

    @Test
    void failsWhenWeLeave() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            node.flowControl(2);
            CompletableFuture<Void> first = group.send(new byte[]{1});
            CompletableFuture<Void> second = group.send(new byte[]{2});
            FutureTask<Void> leave = Background.run(group::leave);
            next(node, CpgRequest.Leave.class);
            // our own join is still under way there
            node.reply(new BareReply(CpgReply.LEAVE, IpcError.BUSY));
            next(node, CpgRequest.Leave.class);
            node.reply(new BareReply(CpgReply.LEAVE, IpcError.OK));
            Background.get(leave);
            assertEquals(CsError.NOT_EXIST, Background.error(first));
            assertEquals(CsError.NOT_EXIST, Background.error(second));
            assertEquals(CsError.NOT_EXIST, Background.errorNow(group.send(new byte[]{3})));
        }
    }

    @Test
    void whatIsTooLongIsRefusedAtOnce() throws Exception {
        try (FakeNode node = node(false); CpgClient cpg = connect(node.options())) {
            CpgGroup group = join(node, cpg);
            byte[] longest = new byte[CpgGroup.MESSAGE_MAX];
            assertEquals(CsError.TOO_BIG, Background.errorNow(group.send(new byte[CpgGroup.MESSAGE_MAX + 1])));
            node.flowControl(2);
            assertFalse(group.send(longest).isDone());
            assertEquals(CsError.QUEUE_FULL, Background.errorNow(group.send(new byte[1])));
        }
    }

    /** With patience the other ways to send wait, too, for as long as was said. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void patienceIsForMessagesToo(boolean socket) throws Exception {
        try (FakeNode node = node(socket);
                CpgClient cpg = connect(node.options().withTryAgainFor(Duration.ofSeconds(30)))) {
            CpgGroup group = join(node, cpg);
            node.flowControl(2);
            FutureTask<Void> mcast = Background.run(() -> group.mcast(new byte[]{7}));
            assertFalse(mcast.isDone());
            node.flowControl(0);
            assertArrayEquals(new byte[]{7}, next(node, CpgRequest.Mcast.class).message());
            Background.get(mcast);
            FutureTask<Void> confirmed = Background.run(() -> group.mcastConfirmed(new byte[]{8}));
            noSharedMemory(node);
            part(node, CpgRequest.FIRST, IpcError.TRY_AGAIN);
            assertEquals(8, taken(node));
            Background.get(confirmed);
        }
    }
}
