package org.choros.engine.cpg;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.CpgProcJoin;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;

/** One node of a {@link TestCluster}: its log, its two queues (before and during a synchronisation) and its engine. */
final class TestNode implements EngineContext {
    final int id;
    final int dialect;
    final List<String> log = new ArrayList<>();
    final Deque<ByteBuffer> sent = new ArrayDeque<>();
    final Deque<ByteBuffer> sentInSync = new ArrayDeque<>();
    final ServiceEngine engine;
    final List<FakeSession> sessions = new ArrayList<>();
    boolean synchronising;
    boolean full;
    /** Messages that are taken before the queue is full. */
    int room = Integer.MAX_VALUE;
    private final IcMap map = new IcMap();
    private long connections;

    TestNode(int id, int dialect) {
        this.id = id;
        this.dialect = dialect;
        engine = new CpgFactory().create(this);
    }

    FakeSession connect() {
        FakeSession session = new FakeSession(++connections);
        sessions.add(session);
        engine.onConnect(session);
        return session;
    }

    void disconnect(FakeSession session) {
        sessions.remove(session);
        engine.onDisconnect(session, 0);
    }

    /** A request, let through as the node's gate does; false when it was told to try again. */
    boolean ask(FakeSession session, IpcMessage request) {
        return ask(session, request.encode());
    }

    boolean ask(FakeSession session, ByteBuffer request) {
        int number = IpcMessage.idOf(request);
        if (synchronising && engine.gated(number)) {
            return false;
        }
        engine.onRequest(session, number, request, 0);
        return true;
    }

    /** A client that asks to join; the error of the answer is checked to be success. */
    FakeSession join(String group, int pid) {
        FakeSession session = connect();
        ask(session, new CpgRequest.Join(group, pid, 0));
        if (session.error() != CpgProcJoin.JOIN) {
            throw new AssertionError("refused");
        }
        return session;
    }

    void say(FakeSession session, String text) {
        ask(session, new CpgRequest.Mcast(2, text.getBytes()));
    }

    List<String> warnings() {
        List<String> found = new ArrayList<>();
        for (String line : log) {
            if (!line.startsWith("debug")) {
                found.add(line);
            }
        }
        return found;
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
        if (message.remaining() > 1 << 20) {
            throw new IllegalArgumentException("the ring carries no message of " + message.remaining() + " bytes");
        }
        if (full || room <= 0) {
            return false;
        }
        room--;
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        (synchronising ? sentInSync : sent).add(ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN));
        return true;
    }

    @Override
    public boolean synchronising() {
        return synchronising;
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
    public void quorumDecided(QuorumState decided) {
        throw new AssertionError("cpg decides nothing");
    }

    @Override
    public void onQuorum(QuorumListener listener) {
        throw new AssertionError("cpg does not care");
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
        return Optional.empty();
    }
}
