package org.choros.engine.cfg;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.CryptoRekey;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.engine.NodeStatus;
import org.choros.spi.engine.NodeStatusSource;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** A node that remembers what its engine sent, logged and asked for. */
final class TestContext implements EngineContext, NodeControl, CryptoRekey {
    final IcMap map = new IcMap();
    final Deque<ByteBuffer> sent = new ArrayDeque<>();
    final List<String> log = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<Consumer<Integer>> pendingReloads = new ArrayList<>();
    final List<Consumer<Integer>> pendingLogs = new ArrayList<>();
    final NavigableMap<Integer, List<InetAddress>> addresses = new TreeMap<>();
    final NavigableMap<Integer, NodeStatus> statuses = new TreeMap<>();
    boolean full;
    boolean knet = true;
    boolean controlled = true;
    boolean newKey;
    private final int id;
    private final int dialect;

    TestContext(int id, int dialect) {
        this.id = id;
        this.dialect = dialect;
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
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
        throw new AssertionError("cfg does not ask for quorum");
    }

    @Override
    public List<InetAddress> addresses(int nodeId) {
        return addresses.getOrDefault(nodeId, List.of());
    }

    @Override
    public List<LinkStatus> links() {
        return List.of(new LinkStatus(0, address("10.99.1.1"), knet ? "n" : "OK", 1410));
    }

    @Override
    public boolean reachable(int nodeId) {
        return nodeId != 3;
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        if (type == NodeStatusSource.class && knet) {
            NodeStatusSource source = nodeId -> Optional.ofNullable(statuses.get(nodeId));
            return Optional.of(type.cast(source));
        }
        boolean mine = controlled && (type == NodeControl.class || type == CryptoRekey.class && newKey);
        return mine ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void shutdown() {
        asked.add("shutdown");
    }

    @Override
    public void die(String reason) {
        asked.add("die " + reason);
    }

    @Override
    public void reload(Consumer<Integer> done) {
        pendingReloads.add(done);
    }

    @Override
    public void reopenLogs(Consumer<Integer> done) {
        pendingLogs.add(done);
    }

    @Override
    public void reenableRings() {
        asked.add("reenable");
    }

    @Override
    public boolean pending() {
        return newKey;
    }

    @Override
    public void activate() {
        asked.add("activate");
    }

    @Override
    public void cleanUp() {
        asked.add("clean up");
    }
}
