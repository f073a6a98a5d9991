package org.choros.node.isolation;

import java.nio.ByteBuffer;
import java.util.Optional;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;
import org.choros.spi.engine.SharedMemory;

/** A client as an engine on a thread of its own sees it. */
final class IsolatedSession implements ClientSession {
    private static final int SMALL = 64;

    private final ClientSession session;
    private final IsolatedEngine ring;
    private final RingHands hands;
    private final int pid;
    private final int uid;
    private final int gid;
    private final long id;
    private final String processName;
    private Object attachment;
    /** Set on the ring thread: the server does not know it any more. */
    private boolean gone;

    IsolatedSession(ClientSession session, IsolatedEngine ring, RingHands hands) {
        this.session = session;
        this.ring = ring;
        this.hands = hands;
        pid = session.pid();
        uid = session.uid();
        gid = session.gid();
        id = session.id();
        processName = session.processName();
    }

    /** It has disconnected; on the ring thread. */
    void end() {
        gone = true;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return gid;
    }

    @Override
    public String processName() {
        return processName;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void respond(ByteBuffer message) {
        ByteBuffer copy = IsolatedEngine.copy(message);
        command(copy.remaining(), () -> session.respond(copy));
    }

    @Override
    public void event(ByteBuffer message) {
        ByteBuffer copy = IsolatedEngine.copy(message);
        command(copy.remaining(), () -> session.event(copy));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object object) {
        attachment = object;
    }

    @Override
    public SessionStatistics statistics() {
        return hands.ask(session::statistics, SessionStatistics.NONE);
    }

    @Override
    public Optional<SharedMemory> share(String path, long size) {
        Optional<SharedMemory> memory = hands.ask(() -> gone ? Optional.empty() : session.share(path, size),
                Optional.empty());
        return AbilityCalls.of(SharedMemory.class, memory, hands, ring);
    }

    @Override
    public void disconnect() {
        command(0, session::disconnect);
    }

    private void command(int bytes, Runnable task) {
        ring.fromEngine(SMALL + bytes, () -> {
            if (!gone) {
                task.run();
            }
        });
    }
}
