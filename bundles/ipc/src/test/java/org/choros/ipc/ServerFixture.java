package org.choros.ipc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.choros.posix.Processes;
import org.choros.posix.UnixAddress;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;

/** A server with two services, echo (9) and other (10), under a name of its own. */
final class ServerFixture implements AutoCloseable {
    static final int MIB = 1_048_576;
    static final int SERVICE = 9;
    static final int OTHER = 10;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Makes the server, on the ring thread. */
    interface Maker {
        IpcServer make(IpcSettings settings, Echo host, Loop loop);
    }

    final Loop loop = new Loop();
    final Echo host = new Echo();
    final String instance = "it" + Processes.pid() + "." + NUMBER.incrementAndGet();
    final Path folder;
    final IpcServer server;

    ServerFixture(IpcSettings.Type type) throws Exception {
        this(type, 20);
    }

    ServerFixture(IpcSettings.Type type, int maxConnections) throws Exception {
        this(type, maxConnections, (settings, host, loop) -> new QbIpcServerFactory().create(settings, host, loop));
    }

    ServerFixture(IpcSettings.Type type, int maxConnections, Maker maker) throws Exception {
        folder = Files.createTempDirectory(Path.of("/dev/shm"), "choros-ipc-");
        IpcSettings settings = new IpcSettings(instance, type, folder, false, folder, maxConnections);
        server = loop.call(() -> maker.make(settings, host, loop));
        loop.call(() -> {
            server.publish("echo", SERVICE);
            server.publish("other", OTHER);
            return null;
        });
    }

    MiniClient connect() throws IOException {
        return connect("echo");
    }

    MiniClient connect(String service) throws IOException {
        return MiniClient.connect(address(service), MIB);
    }

    UnixAddress address(String service) {
        return UnixAddress.abstractName(instance + "-" + service);
    }

    void flowControl(int level) throws Exception {
        loop.call(() -> {
            server.flowControl(SERVICE, level);
            return null;
        });
    }

    /** Waits for a state; the time limit only ends a hopeless wait. */
    static void await(String what, BooleanSupplier state) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    void awaitNoFolders() {
        await("folders are removed", () -> folders() == 0);
    }

    int folders() {
        int n = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                n += path.getFileName().toString().startsWith("qb-") ? 1 : 0;
            }
        } catch (IOException e) {
            return -1;
        }
        return n;
    }

    @Override
    public void close() throws Exception {
        loop.call(() -> {
            server.close();
            return null;
        });
        loop.close();
        Files.deleteIfExists(folder);
    }
}
