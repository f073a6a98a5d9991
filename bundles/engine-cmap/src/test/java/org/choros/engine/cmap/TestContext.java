package org.choros.engine.cmap;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** A node that remembers what its engine sent and logged. */
final class TestContext implements EngineContext, NodeControl {
    final IcMap map = new IcMap();
    final StatsMap stats = new StatsMap();
    final List<ByteBuffer> sent = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    boolean full;
    int shutdowns;
    private final int id;
    private final int dialect;

    TestContext(int id, int dialect) {
        this.id = id;
        this.dialect = dialect;
    }

    @Override
    public int dialect() {
        return dialect;
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
    public RingIdentity ring() {
        return RingIdentity.NONE;
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        if (full) {
            return false;
        }
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        sent.add(ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN));
        return true;
    }

    @Override
    public boolean synchronising() {
        return false;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        log.add(String.format("%-7s [%-6s] %s", level.label(), subsystem, text));
    }

    @Override
    public QuorumState quorum() {
        return new QuorumState(true, RingIdentity.NONE, new int[0], false);
    }

    @Override
    public void quorumDecided(QuorumState state) {
        throw new AssertionError("only votequorum decides");
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        throw new AssertionError("cmap does not ask for quorum");
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
    public <T> Optional<T> ability(Class<T> type) {
        if (type == StatsMap.class) {
            return Optional.of(type.cast(stats));
        }
        return type == NodeControl.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void shutdown() {
        shutdowns++;
    }

    @Override
    public void die(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public void reload(Consumer<Integer> done) {
        throw new AssertionError("cmap does not reload");
    }

    @Override
    public void reopenLogs(Consumer<Integer> done) {
        throw new AssertionError("cmap does not reopen logs");
    }

    @Override
    public void reenableRings() {
        throw new AssertionError("cmap does not touch rings");
    }
}
