package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;

import org.choros.posix.Processes;
import org.choros.posix.UnixAddress;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;
import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.ipc.IpcSettings.Type;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;
import org.choros.wire.qb.SetupResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Well-behaved clients over both channel types. */
final class QbIpcServerTest {
    /** IPC 1.3: what a datagram carries with the usual limits of the kernel. */
    private static final int DATAGRAM = 400_000;

    private static ByteBuffer random(Random random, int id, int size) {
        ByteBuffer message = MiniClient.message(id, size);
        byte[] body = new byte[size - 16];
        random.nextBytes(body);
        return message.put(16, body);
    }

    private static void echo(MiniClient client, Random random, int size) throws IOException {
        ByteBuffer request = random(random, Echo.ECHO, size);
        assertTrue(client.offer(request));
        ByteBuffer response = client.response();
        assertEquals(size + 8, QbHeader.size(response, 0));
        assertEquals(1, QbHeader.error(response, 0));
        assertEquals(request.slice(16, size - 16), response.slice(24, size - 16));
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void requestsOfAllLengthsAreAnswered(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type); MiniClient client = it.connect()) {
            assertEquals(type == Type.SHARED_MEMORY, client.shared());
            assertEquals(ServerFixture.MIB, SetupResponse.maxMessageSize(client.setup));
            Random random = new Random(1);
            int most = type == Type.SHARED_MEMORY ? ServerFixture.MIB - 8 : DATAGRAM;
            for (int size = 16; size < most; size += 1 + random.nextInt(size)) {
                echo(client, random, size);
            }
            for (int i = 0; i < 6; i++) {
                echo(client, random, most);
            }
            for (int i = 0; i < 2000; i++) {
                echo(client, random, 16 + random.nextInt(3000));
            }
            ClientSession session = it.host.sessions.get(0);
            assertEquals(Processes.pid(), session.pid());
            assertEquals(Processes.uid(), session.uid());
            assertEquals(Processes.gid(), session.gid());
            SessionStatistics statistics = it.loop.call(session::statistics);
            assertEquals(it.host.requests, statistics.requests());
            assertEquals(it.host.requests, statistics.responses());
            assertEquals(1, (int) it.loop.call(it.server::active));
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void eventsComeInOrderHoweverLateTheyAreTaken(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type); MiniClient client = it.connect()) {
            int count = 20_000;
            assertTrue(client.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, count).putInt(20, 600)));
            assertEquals(24, client.response().limit());
            ClientSession session = it.host.sessions.get(0);
            assertTrue(it.loop.call(session::statistics).queueing());
            for (int i = 0; i < count; i++) {
                ByteBuffer event = client.event();
                assertEquals(1000 + i, QbHeader.id(event, 0));
                assertEquals(600, event.limit());
                assertEquals(i, event.getInt(24));
            }
            SessionStatistics statistics = it.loop.call(session::statistics);
            assertEquals(count, statistics.dispatched());
            assertEquals(statistics.queued(), statistics.sent());
            assertTrue(statistics.queued() > 0 && statistics.sendRetries() >= statistics.queued());
            assertFalse(statistics.queueing());
            echo(client, new Random(2), 100);
        }
    }

    /** Many small events: the notification bytes outgrow the stream's buffer and are owed (IPC 1.4). */
    @Test
    void owedNotificationsArePaid() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient client = it.connect()) {
            int count = 60_000;
            client.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, count).putInt(20, 28));
            client.response();
            for (int i = 0; i < count; i++) {
                assertEquals(i, client.event().getInt(24));
            }
            it.flowControl(1);
            assertEquals(0, client.event.memory.chunks());
            assertTrue(client.stream.receive(client.scratch, 0, 10) < 0, "a byte too many");
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void floodsDoNotStarveOthers(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type);
                MiniClient loud = it.connect();
                MiniClient quiet = it.connect("other")) {
            ByteBuffer silent = MiniClient.message(Echo.SILENT, 200);
            int sent = 0;
            for (int round = 0; round < 50; round++) {
                while (sent < (round + 1) * 1000 && loud.offer(silent)) {
                    sent++;
                }
                assertTrue(quiet.offer(MiniClient.message(Echo.ECHO, 32)));
                assertEquals(40, quiet.response().limit());
            }
            int expected = sent + 50;
            ServerFixture.await("all arrive", () -> it.host.requests == expected);
        }
    }

    /** Its stream ends last; who is gone has damaged nothing. */
    @Test
    void whoGoesInTheMiddleOfItsRequestIsNoWarning() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SOCKET); MiniClient client = it.connect()) {
            echo(client, new Random(1), 64);
            it.flowControl(2);
            assertTrue(client.offer(MiniClient.message(Echo.ECHO, 16)));
            client.requestSocket.close();
            client.eventSocket.close();
            it.flowControl(0);
            ServerFixture.await("it is gone", () -> it.host.gone == 1);
            assertEquals(2, it.host.requests);
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    /** IPC 1.6: the value is visible, requests wait, other services go on. */
    @ParameterizedTest
    @EnumSource(Type.class)
    void heldBackClientsAreNotRead(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type);
                MiniClient held = it.connect();
                MiniClient free = it.connect("other")) {
            assertEquals(0, held.flowControl());
            it.flowControl(2);
            assertEquals(2, held.flowControl());
            assertEquals(0, free.flowControl());
            assertTrue(held.offer(MiniClient.message(Echo.ECHO, 16)));
            assertTrue(held.offer(MiniClient.message(Echo.ECHO, 17)));
            for (int i = 0; i < 20; i++) {
                echo(free, new Random(i), 64);
            }
            assertEquals(20, it.host.requests);
            try (MiniClient late = it.connect()) {
                assertEquals(0, late.flowControl());
                echo(late, new Random(3), 64);
            }
            it.flowControl(0);
            assertEquals(0, held.flowControl());
            assertEquals(24, held.response().limit());
            assertEquals(25, held.response().limit());
            it.flowControl(1);
            it.flowControl(2);
            SessionStatistics statistics = it.loop.call(it.host.sessions.get(0)::statistics);
            assertEquals(2, statistics.flowControlCount());
            assertEquals(2, statistics.flowControl());
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void responsesThatAreNotTakenHoldTheirOwnClient(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type); MiniClient client = it.connect()) {
            int size = type == Type.SHARED_MEMORY ? ServerFixture.MIB - 100 : DATAGRAM;
            int sent = 0;
            while (sent < 20 && client.offer(MiniClient.message(Echo.LONG, 24).putInt(16, size))) {
                sent++;
            }
            for (int i = 0; i < sent; i++) {
                assertEquals(size, client.response().limit());
            }
            // a datagram client is connected back only with its first request, so its burst may end early
            assertTrue(sent >= 5, "sent " + sent);
            assertEquals(sent, it.host.requests);
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void refusalsCarryTheErrno(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type, 1)) {
            for (int errno : new int[]{-11, -13, -38}) {
                it.host.verdict = errno;
                try (MiniClient client = it.connect()) {
                    assertEquals(errno, SetupResponse.error(client.setup));
                    assertEquals("", SetupResponse.request(client.setup));
                    client.awaitEnd();
                }
            }
            it.host.verdict = 0;
            try (MiniClient first = it.connect(); MiniClient second = it.connect("other")) {
                assertEquals(-24, SetupResponse.error(second.setup));
                echo(first, new Random(4), 50);
            }
            ServerFixture.await("the first is gone", () -> it.host.gone == 1);
            try (MiniClient huge = MiniClient.connect(it.address("echo"), Handshake.MAX_MESSAGE_SIZE + 1)) {
                assertEquals(-90, SetupResponse.error(huge.setup));
            }
            try (MiniClient client = it.connect()) {
                echo(client, new Random(5), 50);
            }
            it.awaitNoFolders();
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void disconnectsFromEitherSideLeaveNothing(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type)) {
            for (int id : new int[]{QbHeader.ID_DISCONNECT, Echo.KICK, Echo.FAIL}) {
                int before = it.host.gone;
                try (MiniClient client = it.connect()) {
                    client.offer(MiniClient.message(id, 16));
                    client.awaitEnd();
                    ServerFixture.await("host is told", () -> it.host.gone == before + 1);
                    assertFalse(client.shared() && client.request.memory.refCount() == 2);
                }
            }
            assertTrue(it.host.log.contains("error request 4 of echo client " + Processes.pid()
                    + " failed: java.lang.IllegalStateException: as asked"), it.host.log::toString);
            int before = it.host.gone;
            MiniClient client = it.connect();
            client.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, 10).putInt(20, 1000));
            client.close();
            ServerFixture.await("host is told", () -> it.host.gone == before + 1);
            it.awaitNoFolders();
            assertEquals(0, (int) it.loop.call(it.server::active));
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void withdrawEndsItsClientsAndNobodyElse(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type);
                MiniClient client = it.connect();
                MiniClient other = it.connect("other")) {
            it.loop.call(() -> {
                it.server.withdraw(ServerFixture.SERVICE);
                assertEquals(1, it.host.gone, "told before withdraw returns");
                it.server.withdraw(ServerFixture.SERVICE);
                it.host.sessions.get(0).event(Echo.reply(7, 24));
                return null;
            });
            client.awaitEnd();
            assertThrows(IOException.class, it::connect);
            assertEquals(7, QbHeader.id(other.event(), 0));
            assertEquals(List.of("info server name: " + it.instance + "-echo",
                    "info server name: " + it.instance + "-other", "info withdrawing server sockets"), it.host.log);
            it.loop.call(() -> {
                assertThrows(IpcException.class, () -> it.server.publish("again", ServerFixture.OTHER));
                it.server.publish("echo", ServerFixture.SERVICE);
                return null;
            });
            try (MiniClient again = it.connect()) {
                echo(again, new Random(6), 70);
            }
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    /** IPC 1.3: a client that polls only its event socket is woken by an orderly end. */
    @Test
    void orderlyEndWakesTheEventSocket() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SOCKET); MiniClient client = it.connect()) {
            echo(client, new Random(7), 70);
            it.loop.call(() -> {
                it.server.withdraw(ServerFixture.SERVICE);
                return null;
            });
            assertEquals(1, client.eventSocket.receive(client.scratch, 0, 100));
            client.awaitEnd();
        }
    }

    @Test
    void namesThatAreTakenAreReported() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY)) {
            IpcSettings same = new IpcSettings(it.instance, Type.SOCKET, it.folder, false, it.folder, 5);
            IpcServer second = it.loop.call(() -> new QbIpcServerFactory().create(same, it.host, it.loop));
            IpcException taken = assertThrows(IpcException.class, () -> {
                try {
                    it.loop.call(() -> {
                        second.publish("echo", 1);
                        return null;
                    });
                } catch (java.util.concurrent.ExecutionException e) {
                    throw e.getCause();
                }
            });
            assertEquals("Could not open the IPC socket " + it.instance + "-echo: bind(@" + it.instance
                    + "-echo): EADDRINUSE", taken.getMessage());
            it.loop.call(() -> {
                second.close();
                return null;
            });
        }
    }

    /** IPC 1.1: file names, mode 0777, a stale file is replaced, the file goes with the service. */
    @Test
    void socketFiles() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "choros-ipc-");
        Path socket = Files.createFile(folder.resolve("cmap"));
        Echo host = new Echo();
        try (Loop loop = new Loop()) {
            IpcSettings settings = new IpcSettings("", Type.SOCKET, folder, true, folder, 5);
            IpcServer server = loop.call(() -> new QbIpcServerFactory().create(settings, host, loop));
            loop.call(() -> {
                server.publish("cmap", 0);
                return null;
            });
            assertEquals("rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            try (MiniClient client = MiniClient.connect(UnixAddress.file(socket), 20_000)) {
                echo(client, new Random(8), 90);
            }
            loop.call(() -> {
                server.close();
                return null;
            });
        }
        Files.delete(folder);
        assertEquals(1, host.gone);
    }

    /** Rings of a single page, so that chunks wrap at every word, the two words of a chunk's header included. */
    @Test
    void chunksWrapAtEveryWord() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY);
                MiniClient client = MiniClient.connect(it.address("echo"), 3000)) {
            assertEquals(4096, client.request.data.capacity());
            Random random = new Random(12);
            for (int i = 0; i < 20_000; i++) {
                echo(client, random, 16 + random.nextInt(i % 50 == 0 ? 2970 : 60));
            }
            for (int i = 0; i < 300; i++) {
                int count = 1 + random.nextInt(40);
                client.offer(
                        MiniClient.message(Echo.EVENTS, 24).putInt(16, count).putInt(20, 28 + random.nextInt(900)));
                for (int k = 0; k < count; k++) {
                    assertEquals(k, client.event().getInt(24));
                }
                client.response();
            }
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    /** An engine that throws loses the client it threw over, nothing else. */
    @Test
    void failingEnginesLoseTheirClientOnly() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect("other")) {
            it.host.verdict = Echo.FAILS;
            try (MiniClient refused = it.connect()) {
                assertEquals(-13, SetupResponse.error(refused.setup));
            }
            it.host.verdict = 0;
            it.host.rejectsAtConnect = true;
            // its rings may be gone before it could open them
            try (MiniClient client = MiniClient.greet(it.address("echo"), 4096)) {
                client.awaitEnd();
            }
            it.host.rejectsAtConnect = false;
            ServerFixture.await("told", () -> it.host.gone == 1);
            try (MiniClient one = it.connect(); MiniClient two = it.connect()) {
                echo(one, new Random(11), 30);
                echo(two, new Random(11), 30);
                it.host.verdict = Echo.FAILS;
                it.loop.call(() -> {
                    it.server.withdraw(ServerFixture.SERVICE);
                    return null;
                });
                assertEquals(3, it.host.gone);
            }
            it.host.verdict = 0;
            echo(good, new Random(10), 30);
            assertEquals(4, it.host.without(LogLevel.INFO).size(), it.host.log::toString);
        }
    }

    @Test
    void sessionNumbersNeverRepeat() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY);
                MiniClient one = it.connect();
                MiniClient two = it.connect()) {
            echo(one, new Random(9), 40);
            echo(two, new Random(9), 40);
            long first = it.host.sessions.get(0).id();
            long second = it.host.sessions.get(1).id();
            assertNotEquals(first, second);
            assertTrue(first > 0 && second > 0);
        }
    }
}
