package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.PosixException;
import org.choros.posix.Processes;
import org.choros.posix.UnixStream;
import org.choros.spi.ipc.IpcSettings.Type;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that misbehave lose their own connection; the good one beside them notices nothing. */
final class HostileClientTest {
    private static final String WARNING = "warning echo client " + Processes.pid();

    private static void good(MiniClient client) throws Exception {
        assertTrue(client.offer(MiniClient.message(Echo.ECHO, 100)));
        assertEquals(108, client.response().limit());
    }

    private static void cut(Path file) throws Exception {
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(0);
        }
    }

    /** IPC 1.4, JVM hazard: the client owns the files and may cut them at any time. */
    @Test
    void cutFilesEndTheConnectionOnly() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect()) {
            for (int file = 0; file < 6; file++) {
                MiniClient.Ring[] rings = new MiniClient.Ring[3];
                MiniClient bad = it.connect();
                rings[0] = bad.request;
                rings[1] = bad.response;
                rings[2] = bad.event;
                bad.offer(MiniClient.message(Echo.SILENT, 1000));
                MiniClient.Ring ring = rings[file / 2];
                cut(file % 2 == 0 ? ring.headerPath : ring.dataPath);
                // the mini client itself must not touch what is gone: only the stream
                for (int i = 0; i < 40; i++) {
                    bad.notifyServer();
                }
                it.loop.call(() -> {
                    it.server.flowControl(ServerFixture.SERVICE, 1);
                    it.host.sessions.forEach(s -> s.event(Echo.reply(5, 2000)));
                    it.host.sessions.forEach(s -> s.respond(Echo.reply(5, 2000)));
                    it.server.flowControl(ServerFixture.SERVICE, 0);
                    return null;
                });
                assertEquals(5, QbHeader.id(good.event(), 0));
                assertEquals(5, QbHeader.id(good.response(), 0));
                bad.close();
                int gone = file + 1;
                ServerFixture.await("the bad one is gone", () -> it.host.gone == gone);
                good(good);
            }
            assertEquals(1, (int) it.loop.call(it.server::active));
        }
    }

    private interface Misdeed {
        void commit(MiniClient client) throws Exception;
    }

    private static void chunk(MiniClient client, int length, int magic) {
        client.request.data.putInt(0, length).putInt(4, magic);
        client.request.header.buffer().putInt(RingLayout.SEMAPHORE, 1);
        client.notifyServer();
    }

    @Test
    void nonsenseInTheRingsEndsTheConnection() throws Exception {
        List<Misdeed> misdeeds = new ArrayList<>();
        for (int length : new int[]{-1, 0, 15, ServerFixture.MIB + 1, ServerFixture.MIB + 4000, Integer.MAX_VALUE,
                Integer.MIN_VALUE}) {
            misdeeds.add(client -> chunk(client, length, RingLayout.COMMITTED));
        }
        misdeeds.add(client -> {
            QbHeader.request(client.request.data, 8, Echo.ECHO, 99);
            chunk(client, 100, RingLayout.COMMITTED);
        });
        for (int index : new int[]{-1, 263_168, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            misdeeds.add(client -> {
                client.response.header.buffer().putInt(RingLayout.READ_INDEX, index);
                for (int i = 0; i < 3; i++) {
                    client.offer(MiniClient.message(Echo.LONG, 24).putInt(16, 500_000));
                }
            });
        }
        misdeeds.add(client -> client.offer(MiniClient.message(Echo.LONG, 24).putInt(16, ServerFixture.MIB + 1)));
        misdeeds.add(client -> client.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, 1).putInt(20,
                ServerFixture.MIB + 1)));
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect()) {
            for (int i = 0; i < misdeeds.size(); i++) {
                try (MiniClient bad = it.connect()) {
                    misdeeds.get(i).commit(bad);
                    bad.awaitEnd();
                }
                int gone = i + 1;
                ServerFixture.await("misdeed " + i, () -> it.host.gone == gone);
                good(good);
            }
            List<String> lines = it.host.without(LogLevel.INFO);
            assertEquals(misdeeds.size(), lines.size(), lines::toString);
            assertTrue(lines.stream().allMatch(l -> l.startsWith(WARNING) && l.endsWith(", disconnecting")),
                    lines::toString);
        }
    }

    @Test
    void lyingCountsAndNotificationsAreSwallowed() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient client = it.connect()) {
            client.request.header.buffer().putInt(RingLayout.SEMAPHORE, 1_000_000);
            client.request.header.buffer().putInt(RingLayout.WRITE_INDEX, -5);
            for (int i = 0; i < 10; i++) {
                client.notifyServer();
            }
            // honest again: the server never believed any of it
            client.request.header.buffer().putInt(RingLayout.SEMAPHORE, 0);
            client.offer(MiniClient.message(Echo.ECHO, 50));
            assertEquals(58, client.response().limit());
            // one of the lies may have announced the honest request, whose own byte is then the last to be found empty
            ServerFixture.await("every lie noticed", () -> recvRetries(it) == 10);
            client.response.header.buffer().putInt(RingLayout.SEMAPHORE, 0).putInt(RingLayout.SEMAPHORE + 4, 1 << 20);
            client.offer(MiniClient.message(Echo.ECHO, 50));
            assertEquals(58, client.response().limit());
        }
    }

    private static long recvRetries(ServerFixture it) {
        try {
            return it.loop.call(it.host.sessions.get(0)::statistics).recvRetries();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Random bytes over every header word and the first chunks: whatever happens, the good client lives. */
    @Test
    void randomDamage() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect()) {
            for (long seed = 0; seed < 60; seed++) {
                Random random = new Random(seed);
                try (MiniClient bad = it.connect()) {
                    for (int i = 0; i < 20; i++) {
                        MiniClient.Ring ring = random.nextBoolean() ? bad.request : bad.response;
                        ring.header.buffer().putInt(4 * random.nextInt(3), random.nextInt());
                        ring.header.buffer().putInt(8204 + 4 * random.nextInt(10), random.nextInt());
                        ring.data.putInt(4 * random.nextInt(64), random.nextBoolean()
                                ? RingLayout.COMMITTED
                                : random.nextInt(64));
                        bad.notifyServer();
                    }
                    good(good);
                }
            }
            ServerFixture.await("all gone", () -> it.host.gone == 60);
            good(good);
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void eventsNobodyTakesAreBounded(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type);
                MiniClient good = it.connect();
                MiniClient bad = it.connect()) {
            bad.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, 200).putInt(20, 400_000));
            bad.awaitEnd();
            ServerFixture.await("the bad one is gone", () -> it.host.gone == 1);
            assertTrue(it.host.without(LogLevel.INFO).get(0).startsWith(WARNING + " does not take its events, "),
                    it.host.log::toString);
            good(good);
        }
    }

    @Test
    void damagedDatagramsEndTheConnection() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SOCKET); MiniClient good = it.connect()) {
            int gone = 0;
            for (int size : new int[]{0, 15, 17, Integer.MAX_VALUE, -1}) {
                try (MiniClient bad = it.connect()) {
                    bad.offer(MiniClient.message(Echo.ECHO, 16).putInt(8, size));
                    bad.awaitEnd();
                }
                int now = ++gone;
                ServerFixture.await("gone", () -> it.host.gone == now);
            }
            try (MiniClient bad = it.connect()) {
                cut(Path.of(SetupResponse.request(bad.setup)));
                it.flowControl(1);
                it.flowControl(0);
                bad.requestSocket.send(bad.scratch, 0, 1);
                bad.awaitEnd();
            }
            good(good);
        }
    }

    /** Somebody else may send to the request socket before it is connected; nothing of it arrives. */
    @Test
    void strangersCannotSpeakForAClient() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SOCKET)) {
            Path helper = Files.createTempFile(Path.of("/dev/shm"), "choros", ".py");
            if (Processes.effectiveUid() != 0 || !Files.isExecutable(Path.of("/usr/bin/python3"))
                    || !Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
                org.junit.jupiter.api.Assumptions.abort("needs root, python3 and setpriv");
            }
            try (MiniClient client = it.connect()) {
                Files.writeString(helper, "import socket,sys\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\n"
                        + "s.sendto(b'\\x03'+bytes(7)+b'\\x10'+bytes(7),(b'\\0'+sys.argv[1].encode()).ljust(108,"
                        + "b'\\0'))\n");
                Process stranger = new ProcessBuilder("setpriv", "--reuid", "65534", "--regid", "65534",
                        "--clear-groups", "/usr/bin/python3", "-", SetupResponse.response(client.setup)
                                + QbNames.REQUEST_SOCKET)
                        .inheritIO()
                        .redirectInput(helper.toFile()).start();
                assertEquals(0, stranger.waitFor());
                good(client);
                good(client);
                assertEquals(2, it.host.requests);
            } finally {
                Files.delete(helper);
            }
        }
    }

    @Test
    void badHandshakesAreClosedSilently() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect()) {
            NativeBuffer memory = NativeBuffer.allocate(64);
            ByteBuffer b = memory.buffer().order(ByteOrder.LITTLE_ENDIAN);
            for (int id : new int[]{0, -2, -3, 77}) {
                try (UnixStream stream = UnixStream.connect(it.address("echo"), false)) {
                    SetupRequest.write(b, 4096);
                    b.putInt(0, id);
                    stream.send(memory, 0, SetupRequest.LENGTH);
                    Poll poll = new Poll(1);
                    poll.watch(0, stream.fd(), Poll.IN);
                    assertEquals(1, poll.await(30_000));
                    assertEquals(0, stream.receive(memory, 0, 10));
                }
            }
            // in two pieces is fine, half of one and gone is forgotten
            SetupRequest.write(b, 4096);
            try (UnixStream stream = UnixStream.connect(it.address("echo"), false)) {
                stream.send(memory, 0, 10);
            }
            List<UnixStream> idle = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                try {
                    idle.add(UnixStream.connect(it.address("echo"), true));
                } catch (PosixException full) {
                    assertEquals(Errno.EAGAIN, full.errno());
                }
            }
            good(good);
            idle.forEach(UnixStream::close);
            ServerFixture.await("room again", () -> connects(it));
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    private static boolean connects(ServerFixture it) {
        try (MiniClient client = it.connect()) {
            return SetupResponse.error(client.setup) == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void killedClientsLeaveNothing(Type type) throws Exception {
        try (ServerFixture it = new ServerFixture(type); MiniClient good = it.connect()) {
            Process victim = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), FloodMain.class.getName(), it.instance + "-echo")
                    .inheritIO().start();
            ServerFixture.await("it floods", () -> it.host.requests > 500);
            victim.destroyForcibly().waitFor();
            ServerFixture.await("it is gone", () -> it.host.gone == 1);
            ServerFixture.await("its folder is gone", () -> it.folders() == 1);
            good(good);
        }
    }

    /** IPC 1.4: folders of servers that were killed are removed by the next one, those of the living stay. */
    @Test
    void staleFoldersAreRemoved() throws Exception {
        Path parent = Files.createTempDirectory(Path.of("/dev/shm"), "choros-ipc-");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        long us = ProcessHandle.current().pid();
        Path stale = Files.createDirectory(parent.resolve("qb-" + dead.pid() + "-" + dead.pid() + "-12-abcDE1"));
        Files.createFile(stale.resolve("qb-request-cmap-header"));
        List<Path> kept = new ArrayList<>();
        for (String name : new String[]{us + "-" + dead.pid() + "-1-abcdef", dead.pid() + "-" + us + "-1-abcdef",
                dead.pid() + "-" + dead.pid() + "-x", "corosync-blackbox"}) {
            kept.add(Files.createDirectory(parent.resolve("qb-" + name)));
        }
        Path foreign = Files.createDirectory(parent.resolve("qb-" + dead.pid() + "-" + dead.pid() + "-1-foreig"));
        kept.add(0, Files.createFile(foreign.resolve("something")));
        Path link = parent.resolve("qb-" + dead.pid() + "-" + dead.pid() + "-1-link00");
        kept.add(Files.createSymbolicLink(link, foreign));
        assertEquals(1, ConnectionFolder.removeStale(parent));
        assertTrue(Files.notExists(stale));
        for (Path path : kept) {
            assertTrue(Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS), path.toString());
            Files.delete(path);
        }
        Files.delete(foreign);
        Files.delete(parent);
    }
}
