package org.choros.node.services;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** One engine's sight of the node. */
final class ServiceContext implements EngineContext, Supervision {
    private static final int SERVICE_SHIFT = 16;
    private static final int FUNCTION_MASK = 0xFFFF;

    private final int service;
    private final ServiceHost host;
    private final ServiceTable table;
    private boolean closed;

    ServiceContext(int service, ServiceHost host, ServiceTable table) {
        this.service = service;
        this.host = host;
        this.table = table;
    }

    /** The engine has gone: whoever keeps its context does nothing with it any more. */
    void close() {
        closed = true;
    }

    @Override
    public int dialect() {
        return host.dialect();
    }

    @Override
    public int localNodeId() {
        return host.localNodeId();
    }

    @Override
    public IcMap map() {
        return host.map();
    }

    @Override
    public RingIdentity ring() {
        return host.ring();
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        int id = message.getInt(message.position());
        if (id >>> SERVICE_SHIFT != service) {
            throw new IllegalArgumentException("service " + service + " sends a message of service "
                    + (id >>> SERVICE_SHIFT));
        }
        if (closed || !host.multicastService(message)) {
            return false;
        }
        table.countSent(service, id & FUNCTION_MASK);
        return true;
    }

    @Override
    public boolean hasRoom(int bytes) {
        return bytes <= host.longestMessage() && host.roomFor(bytes);
    }

    @Override
    public int longestMessage() {
        return host.longestMessage();
    }

    @Override
    public long position() {
        return host.position();
    }

    @Override
    public int[] participants() {
        return host.participants(service);
    }

    @Override
    public boolean awaits(int nodeId) {
        return host.awaits(service, nodeId);
    }

    @Override
    public long togetherNs() {
        return host.togetherNs();
    }

    @Override
    public void counter(String name, LongSupplier source) {
        if (!closed) {
            table.counter(service, name, source);
        }
    }

    @Override
    public boolean synchronising() {
        return host.synchronising();
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        host.log(level, subsystem, text);
    }

    @Override
    public QuorumState quorum() {
        return table.quorum();
    }

    @Override
    public void quorumDecided(QuorumState state) {
        if (!closed) {
            table.quorumDecided(service, state);
        }
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        if (!closed) {
            table.onQuorum(service, listener);
        }
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return host.addresses(nodeId);
    }

    @Override
    public List<LinkStatus> links() {
        return host.links();
    }

    @Override
    public boolean reachable(int nodeId) {
        return host.reachable(nodeId);
    }

    // --- for an engine that runs elsewhere

    @Override
    public void failed(String doing, Throwable thrown) {
        if (!closed) {
            table.failing().failed(service, doing, thrown);
        }
    }

    @Override
    public void unload(String reason) {
        if (!closed) {
            table.failing().unload(service, reason);
        }
    }

    @Override
    public boolean lastWords(ByteBuffer message) {
        return host.multicastService(message);
    }

    @Override
    public boolean filling() {
        return host.filling();
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return host.ability(type);
    }
}
