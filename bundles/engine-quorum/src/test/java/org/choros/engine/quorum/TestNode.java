package org.choros.engine.quorum;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ExpectedVotesStore;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.ExecMessage;
import org.choros.wire.ipc.IpcMessage;

/** One node of a {@link TestCluster}: its map, its log, what it has sent, and the two engines. */
final class TestNode implements EngineContext {
    final int id;
    final int dialect;
    final IcMap map = new IcMap();
    final List<String> log = new ArrayList<>();
    final Deque<ByteBuffer> sent = new ArrayDeque<>();
    final List<QuorumState> decisions = new ArrayList<>();
    final ShadowEngine votequorum;
    final ServiceEngine quorum;
    RingIdentity ring = RingIdentity.NONE;
    long stored;
    boolean full;
    boolean wasFull;
    private final List<ExecMessage> told = new ArrayList<>();
    private final List<QuorumListener> listeners = new ArrayList<>();
    private QuorumState state = new QuorumState(true, RingIdentity.NONE, new int[0], false);
    private long sessions;

    TestNode(int id, int dialect, long storedBarrier) {
        this.id = id;
        this.dialect = dialect;
        this.stored = storedBarrier;
        map.put("quorum.provider", MapValue.str("corosync_votequorum"));
        votequorum = new ShadowEngine(this, new VotequorumFactory().create(this));
        quorum = new QuorumFactory().create(this);
    }

    /** Loads the engines, and says what the node says when votequorum refuses. */
    void start(long nowNs) throws EngineException {
        if (new VotequorumFactory().wanted(map)) {
            try {
                votequorum.start(nowNs);
            } catch (EngineException e) {
                log(LogLevel.CRIT, "QUORUM", "Quorum provider: corosync_votequorum failed to initialize.");
                throw e;
            }
        }
        quorum.start(nowNs);
    }

    /** What was sent since the last call. */
    List<ExecMessage> told() {
        List<ExecMessage> all = List.copyOf(told);
        told.clear();
        return all;
    }

    FakeSession connect() {
        return new FakeSession(++sessions);
    }

    /** A request to votequorum. */
    void ask(FakeSession session, IpcMessage request, long nowNs) {
        ByteBuffer m = request.encode();
        votequorum.onRequest(session, IpcMessage.idOf(m), m, nowNs);
    }

    /** A request to quorum. */
    void askQuorum(FakeSession session, IpcMessage request, long nowNs) {
        ByteBuffer m = request.encode();
        quorum.onRequest(session, IpcMessage.idOf(m), m, nowNs);
    }

    /** The {@link #notices} of a subsystem. */
    List<String> lines(String subsystem) {
        return notices().stream().filter(l -> l.contains("[" + subsystem)).toList();
    }

    /** What corosync logs too: without the reasons of decisions, which are ours. */
    List<String> notices() {
        List<String> found = new ArrayList<>();
        for (String line : log) {
            if (!line.startsWith("debug") && !line.matches("info    \\[VOTEQ ] (not )?quorate: .*")) {
                found.add(line);
            }
        }
        return found;
    }

    /** The last decision with its reasons. */
    String verdict() {
        return map.getString("runtime.choros.votequorum.verdict", "");
    }

    boolean quorate() {
        return state.quorate();
    }

    long runtime(String key) {
        return map.getLong("runtime.votequorum." + key, -1);
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
        return ring;
    }

    @Override
    public boolean multicast(ByteBuffer message) {
        if (full) {
            wasFull = true;
            return false;
        }
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        ByteBuffer copy = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        sent.add(copy);
        told.add(ShadowEngine.decode(ExecMessage.functionOf(copy), copy.duplicate()));
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
        return state;
    }

    @Override
    public void quorumDecided(QuorumState decided) {
        state = decided;
        decisions.add(decided);
        for (QuorumListener l : listeners) {
            l.onQuorum(decided, 0);
        }
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        listeners.add(listener);
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
        if (type != ExpectedVotesStore.class) {
            return Optional.empty();
        }
        return Optional.of(type.cast(new ExpectedVotesStore() {
            @Override
            public long load() {
                return stored;
            }

            @Override
            public void store(long barrier) {
                stored = barrier;
            }
        }));
    }
}
