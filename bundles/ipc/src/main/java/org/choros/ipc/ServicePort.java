package org.choros.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.choros.posix.FileOwner;
import org.choros.posix.PosixException;
import org.choros.posix.StreamListener;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixAddress;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;

/** The set-up socket of one service and everybody who came through it. Ring thread only. */
final class ServicePort {
    private static final int BACKLOG = 128;
    private static final int ACCEPTS = 16;
    private static final long PAUSE_MS = 100;
    /** libqb's level of flow control at which a client sends nothing. */
    private static final int BLOCKED = 2;

    private final ServerCore core;
    private final String name;
    private final int service;
    private final StreamListener listener;
    private final Path file;
    private final Watch watch;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Set<Handshake> handshakes = new LinkedHashSet<>();
    private final Backlog backlog;
    private int level;
    private boolean closed;

    private ServicePort(ServerCore core, String name, int service, StreamListener listener, Path file)
            throws IOException {
        this.core = core;
        this.name = name;
        this.service = service;
        this.listener = listener;
        this.file = file;
        backlog = new Backlog(core.highBytes());
        watch = core.reactor().watch(listener.fd(), new Watch.Listener() {
            @Override
            public void readable() {
                accept();
            }

            @Override
            public void hungUp() {
                core.host().log(LogLevel.ERROR, "the set-up socket of " + name + " has failed");
                close();
            }
        });
    }

    /** Opens the socket: an abstract name, or a file that everybody may connect to. */
    static ServicePort open(ServerCore core, String name, int service) throws IOException {
        IpcSettings settings = core.settings();
        String full = socketName(settings, name);
        if (!settings.forceFileSockets()) {
            return listen(core, name, service, UnixAddress.abstractName(full), null);
        }
        Path file = settings.socketDirectory().resolve(full);
        Files.deleteIfExists(file);
        ServicePort port = listen(core, name, service, UnixAddress.file(file), file);
        FileOwner.mode(file, 0777);
        return port;
    }

    private static ServicePort listen(ServerCore core, String name, int service, UnixAddress address, Path file)
            throws IOException {
        StreamListener listener = core.kernel().listen(address, BACKLOG);
        try {
            return new ServicePort(core, name, service, listener, file);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** The socket's name: that of the service, with the instance before it when there is one. */
    static String socketName(IpcSettings settings, String name) {
        return settings.instance().isEmpty() ? name : settings.instance() + "-" + name;
    }

    String name() {
        return name;
    }

    int service() {
        return service;
    }

    private void accept() {
        for (int i = 0; i < ACCEPTS && !closed; i++) {
            Optional<? extends StreamSocket> stream;
            try {
                stream = listener.accept();
            } catch (PosixException e) {
                if (core.dismissStranger()) {
                    continue;
                }
                core.host().log(LogLevel.ERROR, "Could not accept client connection: " + e.getMessage());
                // out of descriptors: the client stays in the backlog until we look again
                watch.input(false);
                core.reactor().schedule(() -> watch.input(true), PAUSE_MS);
                return;
            }
            if (stream.isEmpty()) {
                return;
            }
            begin(stream.get());
        }
    }

    private void begin(StreamSocket stream) {
        try {
            Handshake handshake = new Handshake(core, this, stream);
            handshakes.add(handshake);
            core.stranger(handshake);
            // most have said already what they want, and need not wait for their turn among those who never will
            handshake.readable();
        } catch (IOException e) {
            stream.close();
        }
    }

    /** A handshake has ended; with null it has failed. */
    void done(Handshake handshake, Session session) {
        handshakes.remove(handshake);
        if (session != null) {
            sessions.add(session);
        }
    }

    void gone(Session session) {
        if (sessions.remove(session)) {
            core.connections(-1);
        }
    }

    int active() {
        return sessions.size();
    }

    boolean isClosed() {
        return closed;
    }

    /** Tells all clients to hold back: because the node says so, or because some of them lag. */
    void flowControl(int wanted) {
        level = wanted;
        applyFlowControl();
    }

    private void applyFlowControl() {
        int now = flowLevel();
        for (Session session : List.copyOf(sessions)) {
            session.flowControl(now);
        }
    }

    boolean isHolding() {
        return backlog.isHolding();
    }

    int flowLevel() {
        return backlog.isHolding() ? Math.max(level, BLOCKED) : level;
    }

    /** More or less waits for a client that is waited for. */
    void waiting(int messages, long bytes) {
        backlog.add(messages, bytes);
        if (messages > 0) {
            weigh(0);
        }
    }

    /** Lets clients hold back while others of them lag, and for no longer than those deserve. */
    void weigh(long elapsedMs) {
        boolean was = backlog.isHolding();
        if (backlog.weigh(elapsedMs)) {
            int lag = 0;
            for (Session session : sessions) {
                lag += session.waitNoLonger() ? 1 : 0;
            }
            backlog.release();
            core.host().log(LogLevel.INFO, lag + " clients of " + name
                    + " take their events too slowly, the others no longer wait for them");
        }
        if (was != backlog.isHolding()) {
            applyFlowControl();
        }
    }

    /** Closes the socket and all connections; the host is told of each before this returns. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        core.host().log(LogLevel.INFO, "withdrawing server sockets");
        watch.close();
        listener.close();
        if (file != null) {
            // at once: later it could be the file of the next one who publishes this name
            unlink();
        }
        for (Handshake handshake : new ArrayList<>(handshakes)) {
            handshake.abort();
        }
        for (Session session : List.copyOf(sessions)) {
            session.disconnect();
            session.tell();
        }
    }

    private void unlink() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            core.host().log(LogLevel.WARNING, "Could not remove " + file + ": " + e);
        }
    }
}
