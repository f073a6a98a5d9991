package org.choros.ipc;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.choros.itests.fuzz.OracleException;
import org.choros.posix.Limits;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixStream;
import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcSettings;

import io.netty.channel.IoEventLoop;

/** The server as it is in a node: over the kernel's sockets and files, on an event loop of Netty with epoll. */
final class RealBench implements Ground {
    static final int CONNECTIONS_MAX = 6;
    private static final long QUEUED_MAX = 1 << 20;
    private static final int WISH = 4000;
    private static final int ROUNDS = 3;
    private static final int WAIT_ROUNDS = 2_000;
    private static final long WAIT_S = 60;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final IoEventLoop loop;
    private final Path folder;
    private final String instance = "fuzz" + ProcessHandle.current().pid() + "." + NUMBER.incrementAndGet();
    private final BenchHost host = new BenchHost(SERVICE);
    private final ExecutorService admin = Executors.newSingleThreadExecutor();
    private final List<RealFoe> foes = new ArrayList<>();
    private final NativeBuffer memory = NativeBuffer.allocate(RealFoe.MEMORY);
    private final Echoes echoes = new Echoes();
    private final ServerCore core;
    private final QbIpcServer server;
    private final Foe good;
    private final int descriptorsBefore;
    private final long descriptorsMax;
    private long connections;

    RealBench(IpcSettings.Type type, IoEventLoop loop, Path sharedMemory) {
        this.loop = loop;
        try {
            folder = Files.createTempDirectory(sharedMemory, "choros-fuzz-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        descriptorsMax = Limits.descriptors();
        // the thread is there before its descriptors are counted
        call(admin.submit(() -> true));
        descriptorsBefore = ours();
        core = new ServerCore(new IpcSettings(instance, type, folder, false, folder, CONNECTIONS_MAX), host,
                new EpollReactor(loop), new Linux(folder), admin, QUEUED_MAX);
        server = new QbIpcServer(core);
        onRing(() -> {
            publish("busy", SERVICE);
            publish("quiet", QUIET);
        });
        good = connect("quiet");
        good.say(Foe.WHOLE, WISH, 0);
        serve();
    }

    long connections() {
        return connections;
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    /** Sockets and what is in the folder: the virtual machine opens other files when it likes. */
    private int ours() {
        int n = 0;
        for (String fd : new File("/proc/self/fd").list()) {
            try {
                String name = Files.readSymbolicLink(Path.of("/proc/self/fd", fd)).toString();
                n += name.startsWith("socket:") || name.startsWith(folder.toString()) ? 1 : 0;
            } catch (IOException e) {
                // closed since
            }
        }
        return n;
    }

    private static void call(Future<?> done) {
        try {
            done.get(WAIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new OracleException("the ring thread does not answer: " + e);
        }
    }

    @Override
    public void onRing(Runnable task) {
        call(loop.submit(task));
    }

    @Override
    public BenchHost host() {
        return host;
    }

    @Override
    public QbIpcServer server() {
        return server;
    }

    @Override
    public void publish() {
        publish("busy", SERVICE);
    }

    private void publish(String name, int service) {
        try {
            server.publish(name, service);
        } catch (IpcException e) {
            // there is no descriptor for it
        }
    }

    @Override
    public Foe connect(String service) {
        try {
            UnixStream stream = UnixStream.connect(UnixAddress.abstractName(instance + "-" + service), true);
            RealFoe foe = new RealFoe(folder, stream, memory);
            connections++;
            foes.add(foe);
            return foe;
        } catch (PosixException e) {
            return null;
        }
    }

    @Override
    public void turn(int turns) {
        for (int i = 0; i < turns; i++) {
            onRing(() -> {
            });
        }
    }

    @Override
    public void admin(int tasks) {
        // it works by itself
    }

    @Override
    public void settle() {
        for (int i = 0; i < ROUNDS; i++) {
            if (!admin.isShutdown()) {
                call(admin.submit(() -> true));
            }
            turn(2);
        }
    }

    @Override
    public void advance(long ms) {
        // it passes by itself
    }

    @Override
    public void check() {
        onRing(() -> {
            OracleException.require(core.connections() >= 0 && core.connections() <= CONNECTIONS_MAX,
                    () -> core.connections() + " connections");
            OracleException.require(core.queuedBytes() <= QUEUED_MAX, () -> core.queuedBytes() + " bytes wait");
        });
    }

    private void await(Supplier<String> what, BooleanSupplier state) {
        for (int rounds = 0; !state.getAsBoolean(); rounds++) {
            OracleException.require(rounds < WAIT_ROUNDS, what);
            settle();
        }
    }

    private void await(String what, BooleanSupplier state) {
        await(() -> what, state);
    }

    @Override
    public void serve() {
        ask(good);
    }

    private void ask(Foe client) {
        ByteBuffer request = echoes.next();
        await("it cannot ask", () -> {
            client.open();
            return client.isOpen() && client.send(request);
        });
        ByteBuffer[] answer = new ByteBuffer[1];
        await("no answer for the well-behaved client", () -> {
            answer[0] = client.response();
            return answer[0] != null;
        });
        Echoes.check(request, answer[0]);
    }

    @Override
    public void visit() {
        settle();
        if (core.connections() >= CONNECTIONS_MAX || Limits.descriptors() < descriptorsMax) {
            return;
        }
        Foe visitor = connect("quiet");
        if (visitor != null) {
            visitor.say(Foe.WHOLE, WISH, 0);
            ask(visitor);
            visitor.close();
        }
    }

    @Override
    public void run(int how) {
        // to count them takes one
        plenty();
        if (how % 2 == 1) {
            Limits.descriptors(descriptors() + how / 2 % 16);
        }
    }

    @Override
    public void plenty() {
        Limits.descriptors(descriptorsMax);
    }

    @Override
    public void checkLeft(int services) {
        plenty();
        for (RealFoe foe : foes) {
            if (foe != good) {
                foe.close();
            }
        }
        onRing(host::closeMemories);
        serve();
        await(() -> core.connections() + " connections and " + core.strangers() + " strangers are left",
                () -> core.connections() == 1 && core.strangers() == 0);
        onRing(() -> OracleException.require(server.active() == 1 && host.sessions().size() == 1,
                () -> server.active() + " sessions are left"));
        good.close();
        await("the last connection is left", () -> core.connections() == 0 && core.queuedBytes() == 0);
        settle();
        onRing(() -> OracleException.require(host.sessions().isEmpty(), "a session whose end was not told"));
        awaitLeft("descriptors", this::ours, descriptorsBefore + services);
        awaitLeft("folders", this::folders, 0);
        awaitLeft("mappings", this::mappings, 0);
    }

    /** Who has hung up may still wait to be accepted. */
    private void awaitLeft(String what, IntSupplier found, int expected) {
        await(() -> found.getAsInt() + " " + what + " are left, not " + expected, () -> found.getAsInt() == expected);
    }

    private int folders() {
        int n = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "qb-*")) {
            for (Path path : all) {
                n += Files.exists(path) ? 1 : 0;
            }
            return n;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int mappings() {
        try {
            int n = 0;
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                n += line.contains(folder.toString()) ? 1 : 0;
            }
            return n;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        plenty();
        onRing(server::close);
        // what the admin thread has handed over before its end
        turn(2 * ROUNDS);
        onRing(host::closeMemories);
        foes.forEach(RealFoe::close);
        awaitLeft("descriptors", this::ours, descriptorsBefore);
        awaitLeft("folders", this::folders, 0);
        awaitLeft("mappings", this::mappings, 0);
        try (DirectoryStream<Path> shared = Files.newDirectoryStream(folder)) {
            for (Path path : shared) {
                Files.delete(path);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
