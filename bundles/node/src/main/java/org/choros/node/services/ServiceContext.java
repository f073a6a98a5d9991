package org.choros.node.services;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** One engine's sight of the node. */
final class ServiceContext implements EngineContext {
    private static final int FUNCTION_MASK = 0xFFFF;

    private final int service;
    private final ServiceHost host;
    private final ServiceTable table;

    ServiceContext(int service, ServiceHost host, ServiceTable table) {
        this.service = service;
        this.host = host;
        this.table = table;
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
        int function = message.getInt(message.position()) & FUNCTION_MASK;
        if (!host.multicastService(message)) {
            return false;
        }
        table.countSent(service, function);
        return true;
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
        table.quorumDecided(service, state);
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        table.onQuorum(service, listener);
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

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return host.ability(type);
    }
}
