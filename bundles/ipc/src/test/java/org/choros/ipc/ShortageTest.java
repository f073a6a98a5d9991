package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.choros.posix.Errno;
import org.choros.posix.ForeignFile;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.StreamListener;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixStream;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.ipc.IpcSettings.Type;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.SetupResponse;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;

/** Clients who use up what all share: places, descriptors, watches, memory. They get less of it, the others enough. */
final class ShortageTest {
    private static final int QUEUED_MAX = 1 << 20;

    /** Makes a server whose kernel and ring thread refuse as often as is said. */
    private static final class Short implements ServerFixture.Maker {
        final AtomicInteger noDescriptor = new AtomicInteger();
        /** How many watches there still are, before one is refused. */
        final AtomicInteger watches = new AtomicInteger(Integer.MAX_VALUE);

        @Override
        public IpcServer make(IpcSettings settings, Echo host, Loop loop) {
            EpollReactor reactor = new EpollReactor((IoEventLoop) loop.as(EventLoop.class).orElseThrow());
            return new QbIpcServer(new ServerCore(settings, host, reactor(reactor), kernel(new Linux(
                    settings.sharedMemory())), Executors.newSingleThreadExecutor(), QUEUED_MAX));
        }

        private Reactor reactor(Reactor real) {
            return new Reactor() {
                @Override
                public void execute(Runnable task) {
                    real.execute(task);
                }

                @Override
                public Runnable schedule(Runnable task, long delayMs) {
                    return real.schedule(task, delayMs);
                }

                @Override
                public Watch watch(int fd, Watch.Listener listener) throws IOException {
                    if (watches.getAndDecrement() == 0) {
                        throw new IOException("epoll_ctl: no space");
                    }
                    return real.watch(fd, listener);
                }
            };
        }

        private Kernel kernel(Kernel real) {
            return new Kernel() {
                @Override
                public StreamListener listen(UnixAddress address, int backlog) throws PosixException {
                    return listener(real.listen(address, backlog));
                }

                @Override
                public Folder folder(String service, int clientPid, int fd) throws IOException {
                    return real.folder(service, clientPid, fd);
                }

                @Override
                public ForeignFile shared(Path file, int uid, long size) throws IOException {
                    return real.shared(file, uid, size);
                }

                @Override
                public int removeStale() {
                    return real.removeStale();
                }
            };
        }

        private StreamListener listener(StreamListener real) {
            return new StreamListener() {
                @Override
                public int fd() {
                    return real.fd();
                }

                @Override
                public Optional<? extends StreamSocket> accept() throws PosixException {
                    if (noDescriptor.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw assertThrows(PosixException.class,
                                () -> UnixStream.connect(UnixAddress.abstractName("nobody listens here"), true));
                    }
                    return real.accept();
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }
    }

    private static boolean isOver(UnixStream stream) {
        return stream.receive(NativeBuffer.allocate(8), 0, 8) == 0;
    }

    private static void echo(MiniClient client) throws IOException {
        assertTrue(client.offer(MiniClient.message(Echo.ECHO, 100)));
        assertEquals(108, client.response().limit());
    }

    /** Everybody may connect to the set-up socket; a place is only for who has said who he is, and may come. */
    @ParameterizedTest
    @EnumSource(Type.class)
    void whoSaysNothingTakesNobodysPlace(Type type) throws Exception {
        List<UnixStream> silent = new ArrayList<>();
        try (ServerFixture it = new ServerFixture(type, 2)) {
            while (silent.size() < ServerCore.STRANGERS_MAX) {
                try {
                    silent.add(UnixStream.connect(it.address("echo"), true));
                } catch (PosixException full) {
                    assertEquals(Errno.EAGAIN, full.errno());
                }
            }
            try (MiniClient one = it.connect()) {
                // the first one has had to go for him, and came back into nobody's place
                ServerFixture.await("the oldest is gone", () -> isOver(silent.get(0)));
                assertFalse(isOver(silent.get(1)));
                try (MiniClient two = it.connect("other"); MiniClient three = it.connect()) {
                    echo(one);
                    echo(two);
                    assertEquals(-Errno.EMFILE, SetupResponse.error(three.setup));
                }
            }
            silent.forEach(UnixStream::close);
            ServerFixture.await("told", () -> it.host.gone == 2);
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    @Test
    void theLastDescriptorIsForWhoSaysWhoHeIs() throws Exception {
        Short few = new Short();
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY, 5, few);
                UnixStream silent = UnixStream.connect(it.address("other"), true)) {
            // whoever is behind it in line is accepted after it
            it.connect("other").close();
            few.noDescriptor.set(1);
            try (MiniClient client = it.connect()) {
                echo(client);
                ServerFixture.await("dismissed", () -> isOver(silent));
            }
            assertEquals(List.of(), it.host.without(LogLevel.INFO));
        }
    }

    @ParameterizedTest
    @EnumSource(Type.class)
    void whoCannotBeWatchedIsSentAway(Type type) throws Exception {
        Short few = new Short();
        try (ServerFixture it = new ServerFixture(type, 10, few); MiniClient good = it.connect("other")) {
            ServerFixture.await("it is watched", () -> it.host.sessions.size() == 1);
            for (int i = 0; i < 4; i++) {
                // one for its set-up, one or two for its session
                few.watches.set(type == Type.SOCKET && i % 2 == 1 ? 2 : 1);
                try (MiniClient client = MiniClient.greet(it.address("echo"), 4096)) {
                    client.awaitEnd();
                }
            }
            few.watches.set(0);
            try (UnixStream client = UnixStream.connect(it.address("echo"), true)) {
                ServerFixture.await("closed", () -> isOver(client));
            }
            few.watches.set(Integer.MAX_VALUE);
            ServerFixture.await("one folder is left", () -> it.folders() == 1);
            try (MiniClient next = it.connect()) {
                echo(next);
                echo(good);
            }
            assertEquals(4, it.host.without(LogLevel.INFO).size(), it.host.log::toString);
        }
    }

    /** What waits for all clients together is bounded, too, and a small debt does not pay for a large one. */
    @Test
    void theOneWithMostHasToGoWhenTooMuchWaits() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY, 5, new Short());
                MiniClient modest = it.connect();
                MiniClient greedy = it.connect()) {
            int size = 4096;
            // more than the ring takes
            int count = ServerFixture.MIB / size + 40;
            assertTrue(modest.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, count).putInt(20, size)));
            modest.response();
            assertTrue(greedy.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, 3 * count).putInt(20, size)));
            greedy.awaitEnd();
            for (int i = 0; i < count; i++) {
                assertEquals(i, modest.event().getInt(24));
            }
            echo(modest);
            assertEquals(1, it.host.without(LogLevel.INFO).size(), it.host.log::toString);
        }
    }

    @Test
    void memoryForMessagesGrowsByDoubling() {
        Scratch scratch = new Scratch();
        assertTrue(scratch.reserve(200_000));
        NativeBuffer in = scratch.in();
        assertTrue(scratch.reserve(200_001));
        assertTrue(scratch.reserve(1 << 18));
        assertSame(in, scratch.in());
        assertTrue(scratch.reserve((1 << 18) + 1));
        assertEquals((1 << 19) + Scratch.MESSAGE, scratch.in().capacity());
    }

    /** The folder is the client's, who may put anything in its place. */
    @Test
    void aLinkInPlaceOfAFolderHarmsNobody() throws Exception {
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY)) {
            MiniClient client = it.connect();
            Path folder = client.request.headerPath.getParent();
            Path moved = Files.move(folder, folder.resolveSibling("moved"));
            List<Path> files;
            try (Stream<Path> all = Files.list(moved)) {
                files = all.toList();
            }
            assertEquals(6, files.size());
            Files.createSymbolicLink(folder, moved);
            client.close();
            it.awaitNoFolders();
            for (Path file : files) {
                assertTrue(Files.exists(file), file::toString);
                Files.delete(file);
            }
            Files.delete(moved);
        }
    }

    /** A part of it may be written by somebody to whom the socket was given: nobody speaks in his name. */
    @Test
    void twoDoNotSayOneSetUp() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3");
        Path script = Files.createTempFile("two", ".py");
        try (ServerFixture it = new ServerFixture(Type.SHARED_MEMORY); MiniClient good = it.connect()) {
            Files.writeString(script, """
                    import os, socket, struct, sys
                    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                    s.connect((b'\\0' + sys.argv[1].encode()).ljust(108, b'\\0'))
                    request = struct.pack('<i4xi4xI4x', -1, 24, 4096)
                    split = int(sys.argv[2])
                    s.send(request[:split])
                    child = os.fork()
                    if child == 0:
                        s.send(request[split:])
                        os._exit(0)
                    os.waitpid(child, 0)
                    sys.exit(1 if s.recv(10) else 0)
                    """);
            for (int split : new int[]{1, 12, 23}) {
                assertEquals(0, new ProcessBuilder("/usr/bin/python3", script.toString(), it.instance + "-echo",
                        Integer.toString(split)).inheritIO().start().waitFor(), "cut at " + split);
            }
            echo(good);
            assertEquals(1, it.host.sessions.size());
        } finally {
            Files.delete(script);
        }
    }
}
