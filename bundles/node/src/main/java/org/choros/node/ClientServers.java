package org.choros.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.choros.node.services.ServiceTable;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.spi.node.LocalServer;
import org.choros.spi.node.LocalServerFactory;
import org.choros.spi.node.NodeState;

/**
 * Who serves a node's clients: one server for other processes, and any number of those in our JVM. Each gets what the
 * services say; one that throws harms none of the others. For the ring thread.
 */
final class ClientServers {
    private final IpcHost host;
    private final RingLoop loop;
    private final Runnable unpublished;
    /** In the order in which they came; the server is null until there are services. */
    private final Map<LocalServerFactory, LocalServer> locals = new LinkedHashMap<>();
    private IpcServer ipc;
    private IpcServerFactory ipcFactory;
    private ServiceTable services;
    private NodeState state;

    /**
     * @param host the node
     * @param loop its ring thread
     * @param unpublished told when a service cannot be published to other processes, after the log
     */
    ClientServers(IpcHost host, RingLoop loop, Runnable unpublished) {
        this.host = host;
        this.loop = loop;
        this.unpublished = unpublished;
    }

    /** There are services to serve now. */
    void begin(ServiceTable table, NodeState now) {
        services = table;
        state = now;
        for (LocalServerFactory factory : List.copyOf(locals.keySet())) {
            open(factory);
        }
    }

    /** Serves other processes by this plug-in, null for by none; one that does already goes on. */
    void ipc(IpcServerFactory factory, IpcSettings settings) {
        if (factory == ipcFactory || services == null) {
            return;
        }
        closeIpc();
        if (factory == null) {
            return;
        }
        try {
            ipc = factory.create(settings, host, loop);
            ipcFactory = factory;
        } catch (RuntimeException | LinkageError e) {
            host.log(LogLevel.ERROR, "The IPC server cannot start: " + e);
            return;
        }
        publishAll(ipc);
    }

    /** A plug-in that serves clients goes. */
    void ipcGone(IpcServerFactory factory) {
        if (factory == ipcFactory) {
            closeIpc();
        }
    }

    void attach(LocalServerFactory factory) {
        if (!locals.containsKey(factory)) {
            locals.put(factory, null);
            if (services != null) {
                open(factory);
            }
        }
    }

    void detach(LocalServerFactory factory) {
        close(locals.remove(factory));
    }

    private void open(LocalServerFactory factory) {
        try {
            LocalServer server = factory.create(host, loop);
            locals.put(factory, server);
            server.state(state);
            publishAll(server);
        } catch (RuntimeException | LinkageError e) {
            host.log(LogLevel.ERROR, "A server of local clients cannot start: " + e);
        }
    }

    private void publishAll(IpcServer server) {
        for (int id = 0; id < ServiceTable.SERVICES_MAX; id++) {
            EngineDescription d = services.description(id);
            if (d != null && d.ipcName() != null) {
                publish(server, d.ipcName(), id);
            }
        }
        services.repeatFlowControl();
    }

    void publish(String name, int service) {
        for (IpcServer server : all()) {
            publish(server, name, service);
        }
    }

    private void publish(IpcServer server, String name, int service) {
        try {
            server.publish(name, service);
        } catch (IpcException | RuntimeException | LinkageError e) {
            host.log(LogLevel.ERROR, e instanceof IpcException ? e.getMessage() : e.toString());
            if (server == ipc) {
                // a node that corosync's clients cannot reach need not begin; one in our JVM is a plug-in like others
                unpublished.run();
            }
        }
    }

    void withdraw(int service) {
        for (IpcServer server : all()) {
            guarded("withdrawing", server, s -> s.withdraw(service));
        }
    }

    void flowControl(int service, int level) {
        for (IpcServer server : all()) {
            guarded("holding back", server, s -> s.flowControl(service, level));
        }
    }

    void state(NodeState now) {
        state = now;
        for (IpcServer server : all()) {
            if (server instanceof LocalServer local) {
                guarded("looking at the node", server, s -> local.state(now));
            }
        }
    }

    /** Shows what local servers have counted, summed up. */
    void counters(BiConsumer<String, Long> to) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (LocalServer server : locals.values()) {
            if (server != null) {
                guarded("counting", server, s -> server.counters((name, value) -> sums.merge(name, value, Long::sum)));
            }
        }
        sums.forEach(to);
    }

    void close() {
        closeIpc();
        for (LocalServerFactory factory : List.copyOf(locals.keySet())) {
            detach(factory);
        }
        services = null;
    }

    private void closeIpc() {
        IpcServer old = ipc;
        ipc = null;
        ipcFactory = null;
        close(old);
    }

    private void close(IpcServer server) {
        if (server != null) {
            guarded("closing", server, IpcServer::close);
        }
    }

    private List<IpcServer> all() {
        List<IpcServer> all = new ArrayList<>(locals.size() + 1);
        if (ipc != null) {
            all.add(ipc);
        }
        for (LocalServer local : locals.values()) {
            if (local != null) {
                all.add(local);
            }
        }
        return all;
    }

    private void guarded(String what, IpcServer server, Consumer<IpcServer> call) {
        try {
            call.accept(server);
        } catch (RuntimeException | LinkageError e) {
            host.log(LogLevel.ERROR, "A server of clients failed on " + what + ": " + e);
        }
    }
}
