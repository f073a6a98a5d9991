package org.choros.engine.amf;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** A node with an availability manager and model processes on an {@link AmfNet}. */
final class AmfNode implements EngineContext {
    final AmfNet net;
    final int id;
    final IcMap map = new IcMap();
    final List<String> lines = new ArrayList<>();
    final Deque<ByteBuffer> queue = new ArrayDeque<>();
    ModelHost host;
    AmfEngine engine;
    AmfNet.Ring ring;
    /** The ring whose messages it is delivered, before the next one is formed. */
    int delivered;
    long position;
    long togetherNs = NEVER;
    boolean synchronising;
    /** Whether the service has been announced in this synchronisation. */
    boolean runs = true;
    /** Whether the process stands still. */
    boolean paused;
    private QuorumState quorum = new QuorumState(false, RingIdentity.NONE, new int[0], true);
    private final List<QuorumListener> listeners = new ArrayList<>();

    AmfNode(AmfNet net, int id) {
        this.net = net;
        this.id = id;
        map.put("quorum.provider", MapValue.str("corosync_votequorum"));
        net.keys.forEach((key, value) -> map.put(key, MapValue.str(value)));
        load();
    }

    /** A new engine and a new host: nothing runs. */
    private void load() {
        host = new ModelHost(this);
        engine = new AmfEngine(this, host);
        try {
            engine.start(net.nowNs + id);
        } catch (EngineException e) {
            throw new AssertionError(e);
        }
    }

    /** The configuration is read again. */
    void reload(SortedMap<String, String> keys) {
        map.withPrefix("availability.").keySet().forEach(map::remove);
        map.remove("totem.config_version");
        keys.forEach((key, value) -> map.put(key, MapValue.str(value)));
        engine.onConfigurationChanged(Set.of("availability.group.0.name"), net.nowNs);
    }

    void decide(boolean quorate) {
        quorum = new QuorumState(quorate, ring(), ring.ids(), true);
        List.copyOf(listeners).forEach(l -> l.onQuorum(quorum, net.nowNs));
    }

    void message(int sender, byte[] bytes) {
        ByteBuffer m = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (runs) {
            engine.onMessage(m.getInt(0) & 0xFFFF, sender, m, net.nowNs);
        }
    }

    @Override
    public int dialect() {
        return 3;
    }

    @Override
    public int localNodeId() {
        return id;
    }

    @Override
    public IcMap map() {
        return map;
    }

    @Override
    public void counter(String name, LongSupplier source) {
        if (source.getAsLong() < 0) {
            throw new AssertionError(name);
        }
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        queue.add(ByteBuffer.wrap(bytes));
        return true;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public RingIdentity ring() {
        return ring == null ? RingIdentity.NONE : ring.identity();
    }

    @Override
    public boolean synchronising() {
        return synchronising;
    }

    @Override
    public int[] participants() {
        return ring.participants();
    }

    @Override
    public boolean awaits(int nodeId) {
        return !ring.hasEnded(nodeId);
    }

    @Override
    public long togetherNs() {
        return togetherNs;
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return List.of();
    }

    @Override
    public List<LinkStatus> links() {
        return List.of();
    }

    @Override
    public boolean reachable(int nodeId) {
        return true;
    }

    @Override
    public QuorumState quorum() {
        return quorum;
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        listeners.add(listener);
    }

    @Override
    public void quorumDecided(QuorumState state) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        lines.add((net.nowNs - AmfNet.BEGIN_NS) / AmfNet.MS + " node " + id + ": " + text);
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return Optional.empty();
    }
}
