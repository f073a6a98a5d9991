package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.QuorumRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon of corosync 2.4.6 dies of requests that it does not know, as a real one did: it must never get one. */
class OldNodeTest {
    private static final byte[] TWO_SECONDS = {(byte) 0xD0, 7, 0, 0};

    @TempDir
    private Path folder;

    private static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void sayOld(FakeNode map) throws IOException {
        CmapRequest.Get get = assertInstanceOf(CmapRequest.Get.class, CmapRequest.decode(map.request()));
        assertEquals(NodeVersion.ONLY_IN_24, get.key());
        map.reply(new CmapReply.Get(IpcError.OK, TWO_SECONDS.length, ValueType.UINT32.code(), TWO_SECONDS,
                get.room()));
    }

    private FakeNode node(String service, FakeNode of) throws IOException {
        Path own = Files.createDirectory(folder.resolve(service));
        return of == null ? new FakeNode(service, own, false, 0) : new FakeNode(of, service, own);
    }

    @Test
    void quorumIsAskedForItsTypeWithoutModels() throws Exception {
        try (FakeNode map = node("cmap", null); FakeNode quorum = node("quorum", map)) {
            FutureTask<QuorumClient> open = begin(() -> new ChorosClient(map.options()).quorum());
            sayOld(map);
            assertInstanceOf(QuorumRequest.GetType.class, QuorumRequest.decode(quorum.request()));
            quorum.reply(new QuorumReply.Type(IpcError.OK, true));
            try (QuorumClient client = open.get(30, TimeUnit.SECONDS)) {
                assertTrue(client.hasProvider());
            }
        }
    }

    @Test
    void theStatisticsMapIsRefusedHere() throws Exception {
        try (FakeNode map = node("cmap", null)) {
            FutureTask<CMapClient> open = begin(() -> new ChorosClient(map.options()).cmap(MapKind.STATS));
            sayOld(map);
            ExecutionException e = assertThrows(ExecutionException.class, () -> open.get(30, TimeUnit.SECONDS));
            assertEquals(CsError.NOT_SUPPORTED, assertInstanceOf(ChorosException.class, e.getCause()).error());
        }
    }
}
