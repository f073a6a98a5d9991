package org.choros.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

import org.choros.spi.ipc.IpcException;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;

import io.netty.channel.IoEventLoop;

/** The libqb server: set-up sockets by service. Everything but files runs on the ring thread's event loop. */
final class QbIpcServer implements IpcServer {
    private final ServerCore core;
    private final Map<Integer, ServicePort> ports = new LinkedHashMap<>();
    private boolean closed;

    QbIpcServer(IpcSettings settings, IpcHost host, IoEventLoop loop) {
        core = new ServerCore(settings, host, loop);
        core.admin(() -> {
            int removed = ConnectionFolder.removeStale(settings.sharedMemory());
            if (removed > 0) {
                loop.execute(() -> host.log(LogLevel.INFO, "removed " + removed + " connection folders of the dead"));
            }
        });
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
