package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.choros.itests.fuzz.OracleException;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;

/**
 * A node that answers what it is asked for, and sees to it that the server keeps its word: whole requests of clients
 * who have connected and are not gone, and each end told once.
 */
final class BenchHost implements IpcHost {
    /** Answered with the request's bytes. */
    static final int ECHO = 1;
    /** Answered with as many events as stand at 16, each as long as stands at 20, then a response. */
    static final int EVENTS = 2;
    /** Not answered. */
    static final int SILENT = 3;
    /** Throws. */
    static final int FAIL = 4;
    /** Answered with a response as long as stands at 16. */
    static final int LONG = 5;
    /** Disconnects within the request, then answers. */
    static final int KICK = 6;
    /** Answered later, by {@link #answerDeferred}. */
    static final int DEFER = 7;
    /** Shares the memory whose name begins at 24, of the size at 16, and reads, writes and closes it. */
    static final int SHARE = 8;

    private static final int EVENT_BYTES_MAX = 1 << 18;
    private static final int LENGTH_MAX = 200_000;
    private final int busy;
    private final Set<ClientSession> sessions = new HashSet<>();
    private final Set<ClientSession> ofBusy = new HashSet<>();
    private final List<ClientSession> deferred = new ArrayList<>();
    private final List<SharedMemory> memories = new ArrayList<>();
    private int verdict;
    private long requests;
    private long lines;
    private boolean throwsAtConnect;

    /**
     * @param busy the service of which nothing good comes: for all others, all goes well
     */
    BenchHost(int busy) {
        this.busy = busy;
    }

    /** What whoever connects is told from now on, and whether it goes wrong afterwards. */
    void verdict(int errno, boolean failing) {
        verdict = errno;
        throwsAtConnect = failing;
    }

    /** @return requests so far */
    long requests() {
        return requests;
    }

    /** @return clients that are there */
    List<ClientSession> sessions() {
        List<ClientSession> all = new ArrayList<>(sessions);
        all.sort((a, b) -> Long.compare(a.id(), b.id()));
        return all;
    }

    /** @return warnings and errors so far */
    long lines() {
        return lines;
    }

    /** Closes the memory that clients have shared; how many pieces. */
    int closeMemories() {
        int count = memories.size();
        memories.forEach(SharedMemory::close);
        memories.clear();
        return count;
    }

    /** Answers what was deferred, also to those who are gone. */
    void answerDeferred(int length) {
        List<ClientSession> all = List.copyOf(deferred);
        deferred.clear();
        all.forEach(s -> s.respond(reply(DEFER, length)));
    }

    /** Sends one of the busy service away. */
    void sendAway(int which) {
        List<ClientSession> all = busy();
        if (!all.isEmpty()) {
            all.get(which % all.size()).disconnect();
        }
    }

    private List<ClientSession> busy() {
        List<ClientSession> all = sessions();
        all.retainAll(ofBusy);
        return all;
    }

    /** An event for one of the busy service, or for all. */
    void tell(int which, int count, int length) {
        List<ClientSession> all = busy();
        for (int i = 0; i < all.size(); i++) {
            if (which >= all.size() || which == i) {
                events(all.get(i), count, length);
            }
        }
    }

    private static void events(ClientSession session, int count, int length) {
        int size = Math.max(QbHeader.RESPONSE_LENGTH, Math.min(length, LENGTH_MAX));
        int most = Math.min(count, EVENT_BYTES_MAX / size + 1);
        ByteBuffer event = reply(EVENTS, size);
        for (int i = 0; i < most; i++) {
            session.event(event);
        }
    }

    private static ByteBuffer reply(int id, int length) {
        int size = Math.max(QbHeader.RESPONSE_LENGTH, Math.min(length, LENGTH_MAX));
        ByteBuffer reply = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        QbHeader.response(reply, 0, id, size, 1);
        return reply;
    }

    @Override
    public int admit(int service, int pid, int uid, int gid) {
        if (service != busy) {
            return 0;
        }
        if (verdict > 0) {
            throw new IllegalStateException("as asked");
        }
        return verdict;
    }

    @Override
    public void onConnect(int service, ClientSession session) {
        OracleException.require(sessions.add(session), "connected twice");
        if (service == busy) {
            ofBusy.add(session);
        }
        if (throwsAtConnect && service == busy) {
            throw new IllegalStateException("as asked");
        }
    }

    @Override
    public void onRequest(int service, ClientSession session, ByteBuffer request) {
        requests++;
        OracleException.require(sessions.contains(session), "a request of nobody");
        int size = request.remaining();
        OracleException.require(request.position() == 0 && size >= QbHeader.REQUEST_LENGTH
                && QbHeader.size(request, 0) == size, () -> "a request of " + size + " bytes that is not whole");
        switch (QbHeader.id(request, 0)) {
            case ECHO -> {
                ByteBuffer reply = ByteBuffer.allocate(size + 8).order(ByteOrder.LITTLE_ENDIAN);
                QbHeader.response(reply, 0, ECHO, size + 8, 1);
                session.respond(reply.put(24, request, 16, size - 16));
            }
            case EVENTS -> {
                if (size >= 24) {
                    events(session, request.getInt(16), request.getInt(20));
                }
                session.respond(reply(EVENTS, 24));
            }
            case LONG -> session.respond(reply(LONG, size >= 20 ? request.getInt(16) : 0));
            case KICK -> {
                session.disconnect();
                session.respond(reply(KICK, 24));
                session.event(reply(KICK, 24));
            }
            case DEFER -> deferred.add(session);
            case FAIL -> throw new IllegalStateException("as asked");
            case SHARE -> share(session, request);
            default -> session.attach("silent");
        }
    }

    private void share(ClientSession session, ByteBuffer request) {
        if (request.remaining() >= 24) {
            byte[] path = new byte[request.remaining() - 24];
            request.get(24, path);
            Optional<SharedMemory> memory = session.share(new String(path, java.nio.charset.StandardCharsets.UTF_8),
                    request.getLong(16));
            memory.ifPresent(m -> {
                memories.add(m);
                m.write(8, ByteBuffer.allocate(8));
                m.read(16, ByteBuffer.allocate(500));
            });
            session.respond(reply(SHARE, memory.isPresent() ? 25 : 24));
        }
    }

    @Override
    public void onDisconnect(int service, ClientSession session) {
        OracleException.require(sessions.remove(session), "the end of nobody");
        ofBusy.remove(session);
        if (throwsAtConnect && service == busy) {
            throw new IllegalStateException("as asked");
        }
    }

    @Override
    public void log(LogLevel level, String text) {
        OracleException.require(!text.contains("OracleException"), text);
        if (level.compareTo(LogLevel.WARNING) <= 0) {
            lines++;
        }
    }
}
