package ${package};

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/** A node as an engine sees it: what it sends is queued for {@link TestRing}, what it says is written down. */
final class TestNode implements EngineContext {
    final int id;
    final ServiceEngine engine;
    final Deque<ByteBuffer> sent = new ArrayDeque<>();
    final Map<String, LongSupplier> counters = new HashMap<>();
    final List<String> lines = new ArrayList<>();
    boolean quorate = true;
    boolean full;
    TestRing ring;

    TestNode(int id) {
        this.id = id;
        engine = new TallyFactory().create(this);
        try {
            engine.start(id);
        } catch (org.choros.spi.engine.EngineException e) {
            throw new IllegalStateException(e);
        }
    }

    long counter(String name) {
        return counters.get(name).getAsLong();
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
        return new IcMap();
    }

    @Override
    public void counter(String name, LongSupplier source) {
        counters.put(name, source);
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        if (!full) {
            ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            sent.add(copy.put(message.duplicate()).flip());
        }
        return !full;
    }

    @Override
    public RingIdentity ring() {
        return ring.identity();
    }

    @Override
    public boolean synchronising() {
        return ring.synchronising();
    }

    @Override
    public int[] participants() {
        return ring.ids();
    }

    @Override
    public boolean awaits(int nodeId) {
        return true;
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
        return new QuorumState(quorate, ring(), ring.ids(), true);
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void quorumDecided(QuorumState state) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        lines.add(level.label() + " " + subsystem + " " + text);
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return Optional.empty();
    }
}
