package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.choros.itests.fuzz.OracleException;
import org.choros.posix.PeerCredentials;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcSettings;

/**
 * The real server over a kernel, a ring thread and an admin thread in memory: set-up sockets of two services, as many
 * clients as a test wants, and one beside them that keeps the protocol and has to be served all the time.
 */
final class Bench implements Ground {
    static final int CONNECTIONS_MAX = 6;
    static final long QUEUED_MAX = 1 << 20;
    private static final int WISH = 4000;
    private static final int SERVE_TURNS = 300;
    private static final int IDLE_TURNS = 20_000;
    private static final PeerCredentials[] IDS = {new PeerCredentials(101, 1001, 1001),
            new PeerCredentials(102, 1002, 1002), new PeerCredentials(103, 0, 0)};

    private final MemoryKernel kernel = new MemoryKernel();
    private final MemoryAdmin admin = new MemoryAdmin();
    private final BenchHost host = new BenchHost(SERVICE);
    private final ServerCore core;
    private final QbIpcServer server;
    private final Foe good;
    private final Echoes echoes = new Echoes();
    private int clients;
    private boolean closed;

    Bench(IpcSettings.Type type) {
        core = new ServerCore(new IpcSettings("", type, MemoryKernel.SHARED_MEMORY, false, Path.of("/"),
                CONNECTIONS_MAX), host, kernel.reactor(), kernel, admin, QUEUED_MAX);
        server = new QbIpcServer(core);
        publish("busy", SERVICE);
        publish("quiet", QUIET);
        good = connect("quiet");
        good.say(Foe.WHOLE, WISH, 0);
        serve();
    }

    @Override
    public void onRing(Runnable task) {
        task.run();
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
            // it is there, or there is no descriptor for it
        }
    }

    @Override
    public Foe connect(String service) {
        MemoryStream stream = kernel.connect(service);
        return stream == null ? null : new BenchClient(kernel, stream, IDS[clients++ % IDS.length]);
    }

    @Override
    public void turn(int turns) {
        for (int i = 0; i < turns && kernel.reactor().turn(); i++) {
            // there was something to do
        }
    }

    @Override
    public void admin(int tasks) {
        admin.run(tasks);
    }

    @Override
    public void advance(long ms) {
        kernel.reactor().advance(ms);
    }

    @Override
    public void run(int how) {
        switch (how % 5) {
            case 0 -> kernel.descriptorsMax(kernel.descriptors() + how / 5 % 9);
            case 1 -> kernel.full(true);
            case 2 -> kernel.reactor().full(true);
            case 3 -> kernel.streamRoom(how * 60);
            default -> plenty();
        }
    }

    @Override
    public void plenty() {
        kernel.descriptorsMax(Integer.MAX_VALUE);
        kernel.full(false);
        kernel.reactor().full(false);
        kernel.streamRoom(MemoryKernel.STREAM_ROOM);
    }

    @Override
    public void check() {
        OracleException.require(core.connections() >= 0 && core.connections() <= CONNECTIONS_MAX,
                () -> core.connections() + " connections");
        OracleException.require(core.strangers() <= ServerCore.STRANGERS_MAX, () -> core.strangers() + " strangers");
        long queued = 0;
        for (ClientSession session : host.sessions()) {
            queued += ((Session) session).queuedBytes();
        }
        long all = queued;
        OracleException.require(queued <= QUEUED_MAX, () -> all + " bytes wait");
        OracleException.require(admin.waiting() <= 4 * (CONNECTIONS_MAX + ServerCore.STRANGERS_MAX),
                () -> admin.waiting() + " tasks of the admin thread wait");
    }

    @Override
    public void serve() {
        ask(good);
    }

    private void ask(Foe client) {
        ByteBuffer request = echoes.next();
        boolean sent = false;
        ByteBuffer answer = null;
        for (int turns = 0; turns < SERVE_TURNS && answer == null; turns++) {
            client.open();
            sent = sent || client.isOpen() && client.send(request);
            kernel.reactor().turn();
            admin.run(1);
            answer = sent ? client.response() : null;
            while (client.isOpen() && client.event() != null) {
                // events are for all
            }
            if (turns % 10 == 9) {
                kernel.reactor().advance(10);
            }
        }
        OracleException.require(answer != null, sent ? "no answer for the well-behaved client" : "it cannot ask");
        Echoes.check(request, answer);
    }

    @Override
    public void visit() {
        // who has come before him, may take the last place
        settle();
        if (core.connections() >= CONNECTIONS_MAX || kernel.isShort()) {
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
    public void settle() {
        for (int turns = 0; kernel.reactor().turn() | admin.run(Integer.MAX_VALUE); turns++) {
            int now = turns;
            OracleException.require(turns < IDLE_TURNS, () -> "not quiet after " + now + " turns");
        }
    }

    @Override
    public void checkLeft(int servicesLeft) {
        settle();
        // who has waited for a descriptor, is accepted now; then the time is over for who says nothing
        for (int i = 0; i < 2; i++) {
            kernel.reactor().advance(20_000);
            settle();
        }
        host.closeMemories();
        serve();
        settle();
        OracleException.require(core.connections() == 1 && server.active() == 1 && host.sessions().size() == 1,
                () -> core.connections() + " connections, " + server.active() + " sessions are left");
        good.close();
        settle();
        checkNothing(servicesLeft);
    }

    private void checkNothing(int listeners) {
        OracleException.require(core.connections() == 0 && core.strangers() == 0 && core.queuedBytes() == 0,
                () -> core.connections() + " connections, " + core.strangers() + " strangers, " + core.queuedBytes()
                        + " bytes are left");
        OracleException.require(host.sessions().isEmpty(), "a session whose end was not told");
        OracleException.require(kernel.descriptors() == listeners && kernel.reactor().watches() == listeners,
                () -> kernel.descriptors() + " descriptors, " + kernel.reactor().watches() + " watches are left");
        OracleException.require(kernel.folders() == 0 && kernel.mappings() == 0,
                () -> kernel.folders() + " folders, " + kernel.mappings() + " mappings are left");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            server.close();
            settle();
            host.closeMemories();
            checkNothing(0);
            kernel.recycle();
        }
    }
}
