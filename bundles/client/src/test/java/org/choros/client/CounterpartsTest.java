package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;

import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgProcess;
import org.choros.quorum.NodeState;
import org.choros.quorum.VoteQuorumListener;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the C libraries have and programs in Java seldom need, and repeated calls. */
@Timeout(60)
final class CounterpartsTest {
    private static final long TOKEN = 0x7f00_1234_0000L;

    @TempDir
    private Path folder;

    private FakeNode node(String service, boolean socket) throws Exception {
        return new FakeNode(service, folder, socket, 0);
    }

    private static <T extends CpgRequest> T next(FakeNode node, Class<T> type) throws Exception {
        return assertInstanceOf(type, CpgRequest.decode(node.request()));
    }

    /** ipc.md 2.3, zero copy: the message at 56 of memory that the node has mapped, its length at 48. */
    @Test
    void aMessageInSharedMemoryIsNotCopied() throws Exception {
        try (FakeNode node = node("cpg", false); CpgClient cpg = new ChorosClient(node.options()).cpg()) {
            FutureTask<ZeroCopyBuffer> allocate = Background.begin(() -> cpg.allocate(100_000));
            CpgRequest.ZcAlloc alloc = next(node, CpgRequest.ZcAlloc.class);
            ByteBuffer memory;
            try (RandomAccessFile file = new RandomAccessFile(alloc.path(), "rw")) {
                memory = file.getChannel().map(MapMode.READ_WRITE, 0, file.length()).order(ByteOrder.LITTLE_ENDIAN);
            }
            Files.delete(Path.of(alloc.path()));
            memory.putLong(8, TOKEN);
            node.reply(new BareReply(CpgReply.ZC_ALLOC, IpcError.OK));
            ZeroCopyBuffer buffer = Background.get(allocate);
            assertEquals(100_000, buffer.capacity());
            buffer.message().put(new byte[]{1, 2, 3});
            assertEquals(1, memory.get(56));
            assertEquals(3, memory.get(58));
            FutureTask<Void> send = Background.run(() -> buffer.send(3));
            assertEquals(TOKEN, next(node, CpgRequest.ZcExecute.class).token());
            assertEquals(3, memory.getInt(48));
            node.reply(new BareReply(CpgReply.ZC_EXECUTE, IpcError.NOT_EXIST));
            assertEquals(CsError.NOT_EXIST, Background.error(send));
            assertEquals(CsError.TOO_BIG, Background.thrown(() -> buffer.send(100_001)));
            assertEquals(CsError.TOO_BIG, Background.thrown(() -> buffer.send(-1)));
            FutureTask<Void> close = Background.run(buffer::close);
            CpgRequest.ZcFree free = next(node, CpgRequest.ZcFree.class);
            assertEquals(TOKEN, free.token());
            assertEquals(alloc.mapSize(), free.mapSize());
            node.reply(new BareReply(CpgReply.ZC_FREE, IpcError.OK));
            Background.get(close);
            buffer.close();
            assertEquals(CsError.BAD_HANDLE, Background.thrown(() -> buffer.send(1)));
            assertEquals(CsError.TOO_BIG,
                    Background.thrown(() -> cpg.allocate(ZeroCopyBuffer.CAPACITY_MAX + 1)));
        }
    }

    @Test
    void oneGroupIsListed() throws Exception {
        try (FakeNode node = node("cpg", false); CpgClient cpg = new ChorosClient(node.options()).cpg()) {
            FutureTask<List<CpgProcess>> list = Background.begin(() -> cpg.processes("crew"));
            assertEquals(new CpgRequest.IterationInitialize("crew", CpgRequest.ONE_GROUP),
                    next(node, CpgRequest.IterationInitialize.class));
            node.reply(new CpgReply.IterationInitialize(IpcError.OK, 5));
            next(node, CpgRequest.IterationNext.class);
            node.reply(new CpgReply.IterationNext(IpcError.OK, "crew", 1, 4711));
            next(node, CpgRequest.IterationNext.class);
            node.reply(new CpgReply.IterationNext(IpcError.NO_SECTIONS, "", 0, 0));
            next(node, CpgRequest.IterationFinalize.class);
            node.reply(new BareReply(CpgReply.ITERATION_FINALIZE, IpcError.OK));
            assertEquals(List.of(new CpgProcess("crew", new CpgMember(1, 4711))), Background.get(list));
        }
    }

    /** As libcpg says it: what fits a request, and with sockets what also goes through the system's usual buffers. */
    @Test
    void theLongestMessageOfOneRequestIsTold() throws Exception {
        try (FakeNode node = node("cpg", false); CpgClient cpg = new ChorosClient(node.options()).cpg()) {
            assertEquals(1_047_552, cpg.atomicMessageMax());
        }
        try (FakeNode node = new FakeNode("cpg", Files.createDirectory(folder.resolve("socket")), true, 0);
                CpgClient cpg = new ChorosClient(node.options()).cpg()) {
            assertTrue(cpg.atomicMessageMax() < 425_952);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventsAreTakenOneByOne(boolean socket) throws Exception {
        List<Integer> heard = new ArrayList<>();
        try (FakeNode node = node("votequorum", socket);
                VoteQuorumClient votes = new ChorosClient(node.options()).voteQuorum()) {
            FutureTask<Tracking> track = Background.begin(() -> votes.track(new VoteQuorumListener() {
                @Override
                public void expectedVotes(int expectedVotes) {
                    heard.add(expectedVotes);
                }

                @Override
                public void quorum(boolean quorate, Map<Integer, NodeState> nodes) {
                    heard.add(quorate ? 1 : 0);
                }
            }, TrackKind.CHANGES_ONLY));
            assertEquals(4, assertInstanceOf(VoteQuorumRequest.TrackStart.class,
                    VoteQuorumRequest.decode(node.request())).flags());
            node.reply(new BareReply(VoteQuorumReply.DONE, IpcError.OK));
            Tracking tracking = Background.get(track);
            assertFalse(votes.dispatchOne(0));
            for (int i = 7; i < 10; i++) {
                node.event(new VoteQuorumReply.ExpectedVotesNotification(IpcError.OK, 1, i));
            }
            assertTrue(votes.dispatchOne(-1));
            assertEquals(List.of(7), heard);
            assertEquals(2, votes.dispatch(1000));
            assertEquals(List.of(7, 8, 9), heard);
            FutureTask<Void> stop = Background.run(tracking::close);
            assertInstanceOf(VoteQuorumRequest.TrackStop.class, VoteQuorumRequest.decode(node.request()));
            node.reply(new BareReply(VoteQuorumReply.DONE, IpcError.OK));
            Background.get(stop);
            // a state that was told once is at its end already
            FutureTask<Tracking> once = Background.begin(() -> votes.track(new VoteQuorumListener() {
            }, TrackKind.CURRENT));
            assertEquals(1, assertInstanceOf(VoteQuorumRequest.TrackStart.class,
                    VoteQuorumRequest.decode(node.request())).flags());
            node.reply(new BareReply(VoteQuorumReply.DONE, IpcError.OK));
            Background.get(once).close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dispatchingBlocksUntilClosed(boolean socket) throws Exception {
        try (FakeNode node = node("cmap", socket);
                CMapClient map = new ChorosClient(node.options()).cmap(MapKind.ICMAP)) {
            FutureTask<Void> dispatch = Background.run(map::dispatchUntilClosed);
            map.close();
            Background.get(dispatch);
        }
    }

    @Test
    void aContextIsKept() throws Exception {
        try (FakeNode node = node("cmap", false);
                CMapClient map = new ChorosClient(node.options()).cmap(MapKind.ICMAP)) {
            assertNull(map.context());
            map.context(this);
            assertSame(this, map.context());
        }
    }

    @Test
    void repeatsForSoLongAndThenSaysSo() throws Exception {
        try (FakeNode node = node("cmap", false);
                CMapClient map = new ChorosClient(node.options().withTryAgainFor(Duration.ofSeconds(3)))
                        .cmap(MapKind.ICMAP)) {
            FutureTask<Void> set = Background.run(() -> map.set("a.key", CMapValue.u8(1)));
            int asked = 0;
            while (!set.isDone()) {
                if (node.hasRequest()) {
                    assertInstanceOf(CmapRequest.Set.class, CmapRequest.decode(node.request()));
                    node.reply(new BareReply(CmapReply.SET, IpcError.TRY_AGAIN));
                    asked++;
                }
            }
            assertEquals(CsError.TRY_AGAIN, Background.error(set));
            assertTrue(asked > 1, () -> "asked once");
        }
    }

    /** A node that starts refuses at first; with patience it is connected to when it is ready. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectingIsRepeated(boolean socket) throws Exception {
        try (FakeNode node = FakeNode.starting("cpg", folder, socket);
                CpgClient cpg = new ChorosClient(node.options().withTryAgainFor(Duration.ofSeconds(30))).cpg()) {
            node.flowControl(0);
            assertTrue(cpg.connected());
        }
    }

    @Test
    void optionsAreChecked() {
        ClientOptions options = new ClientOptions("", 0, false);
        assertThrows(IllegalArgumentException.class, () -> options.withTryAgainFor(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.withReconnect(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.withTimeoutMs(-1));
        assertFalse(options.reconnects());
    }
}
