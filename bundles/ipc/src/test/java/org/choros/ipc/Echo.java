package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;

/** A host whose service answers what it is asked for, by request id. */
final class Echo implements IpcHost {
    /** A verdict that throws. */
    static final int FAILS = 99;
    /** Answered with a response as long as the request and 8 bytes more. */
    static final int ECHO = 1;
    /** Answered with as many events as stand at 16, each as long as says 20, then a response. */
    static final int EVENTS = 2;
    /** Not answered. */
    static final int SILENT = 3;
    /** Throws. */
    static final int FAIL = 4;
    /** Answered with a response of the length at 16. */
    static final int LONG = 5;
    /** Disconnects in the request, then tries to answer. */
    static final int KICK = 6;

    final List<String> log = new CopyOnWriteArrayList<>();
    final List<ClientSession> sessions = new CopyOnWriteArrayList<>();
    volatile int verdict;
    volatile boolean rejectsAtConnect;
    volatile int requests;
    volatile int gone;

    @Override
    public int admit(int service, int pid, int uid, int gid) {
        if (verdict == FAILS) {
            throw new IllegalStateException("as asked");
        }
        return verdict;
    }

    @Override
    public void onConnect(int service, ClientSession session) {
        sessions.add(session);
        if (rejectsAtConnect) {
            throw new IllegalStateException("as asked");
        }
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer, the ring thread
    public void onRequest(int service, ClientSession session, ByteBuffer request) {
        requests++;
        int size = request.remaining();
        switch (QbHeader.id(request, 0)) {
            case ECHO -> {
                ByteBuffer reply = reply(ECHO, size + 8);
                reply.put(24, request, 16, size - 16);
                session.respond(reply);
            }
            case EVENTS -> {
                int count = request.getInt(16);
                int length = request.getInt(20);
                for (int i = 0; i < count; i++) {
                    session.event(reply(1000 + i, length).putInt(24, i));
                }
                session.respond(reply(EVENTS, 24));
            }
            case LONG -> session.respond(reply(LONG, request.getInt(16)));
            case KICK -> {
                session.disconnect();
                session.respond(reply(KICK, 24));
                session.event(reply(KICK, 24));
            }
            case FAIL -> throw new IllegalStateException("as asked");
            default -> session.attach("silent");
        }
    }

    static ByteBuffer reply(int id, int size) {
        ByteBuffer reply = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        QbHeader.response(reply, 0, id, size, 1);
        return reply;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer, the ring thread
    public void onDisconnect(int service, ClientSession session) {
        sessions.remove(session);
        gone++;
        if (verdict == FAILS) {
            throw new IllegalStateException("as asked");
        }
    }

    @Override
    public void log(LogLevel level, String text) {
        log.add(level.label() + " " + text);
    }

    /** Lines that are not of the given level. */
    List<String> without(LogLevel level) {
        List<String> lines = new ArrayList<>(log);
        lines.removeIf(line -> line.startsWith(level.label()));
        return lines;
    }
}
