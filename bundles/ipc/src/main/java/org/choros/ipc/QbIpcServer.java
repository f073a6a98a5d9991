package org.choros.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;

import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;

import io.netty.channel.IoEventLoop;

/** The libqb server: set-up sockets by service. Everything but files runs on the ring thread's event loop. */
final class QbIpcServer implements IpcServer {
    private static final long QUEUED_MAX = 256L << 20;

    private final ServerCore core;
    private final Map<Integer, ServicePort> ports = new LinkedHashMap<>();
    private boolean closed;

    QbIpcServer(IpcSettings settings, IpcHost host, IoEventLoop loop) {
        // the admin thread is not a daemon: an orderly end of the process waits until the files are gone
        this(new ServerCore(settings, host, new EpollReactor(loop), new Linux(settings.sharedMemory()),
                Executors.newSingleThreadExecutor(task -> new Thread(task, "choros-ipc-admin")), queuedMax()));
    }

    QbIpcServer(ServerCore core) {
        this.core = core;
        core.admin(() -> {
            int removed = core.kernel().removeStale();
            if (removed > 0) {
                core.reactor().execute(() -> core.host().log(LogLevel.INFO,
                        "removed " + removed + " connection folders of the dead"));
            }
        });
    }

    /** A quarter of the heap, whatever its size: what waits for clients must not be what ends the node. */
    private static long queuedMax() {
        return Math.min(QUEUED_MAX, Runtime.getRuntime().maxMemory() / 4);
    }

    @Override
    public void publish(String name, int service) throws IpcException {
        String full = ServicePort.socketName(core.settings(), name);
        if (closed || ports.containsKey(service)) {
            throw new IpcException("service " + service + " cannot be published as " + full + ": "
                    + (closed ? "the server is closed" : "it is published already"), null);
        }
        try {
            ports.put(service, ServicePort.open(core, name, service));
        } catch (IOException | IllegalArgumentException e) {
            throw new IpcException("Could not open the IPC socket " + full + ": " + e.getMessage(), e);
        }
        core.host().log(LogLevel.INFO, "server name: " + full);
    }

    boolean isPublished(int service) {
        return ports.containsKey(service);
    }

    @Override
    public void withdraw(int service) {
        ServicePort port = ports.remove(service);
        if (port != null) {
            port.close();
        }
    }

    @Override
    public void flowControl(int service, int level) {
        ServicePort port = ports.get(service);
        if (port != null) {
            port.flowControl(level);
        }
    }

    @Override
    public int active() {
        int active = 0;
        for (ServicePort port : ports.values()) {
            active += port.active();
        }
        return active;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (Integer service : new ArrayList<>(ports.keySet())) {
                withdraw(service);
            }
            core.close();
        }
    }
}
