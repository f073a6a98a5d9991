package org.choros.client;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.wire.ipc.IpcMessage;

/**
 * What a client has with one service: a connection, or one after the other where the options say so, and the events of
 * it. Its methods are behind those of {@link Dispatching}.
 */
public final class Session {
    private static final int DISPATCH_SLICE_MS = 1000;

    private final String service;
    private final ClientOptions options;
    private final ServiceState state;
    private final Reconnector connections;
    private final Object telling = new Object();
    private final AtomicBoolean dispatched = new AtomicBoolean();
    private volatile ConnectionListener listener;
    private volatile Object context;
    // the differences since the last connection are still to be told
    private boolean behind;

    /** A call on a connection. Made without lambdas: those cost the tools a good part of their start. */
    interface Call<T> {
        T on(Connection connection) throws ChorosException;
    }

    private record OneRequest(IpcMessage request) implements Call<ByteBuffer> {
        @Override
        public ByteBuffer on(Connection connection) throws ChorosException {
            return connection.call(request);
        }
    }

    Session(String service, ClientOptions options, ServiceState state) throws ChorosException {
        this.service = service;
        this.options = options;
        this.state = state;
        connections = new Reconnector(service, options, state);
    }

    ClientOptions options() {
        return options;
    }

    /** The connection of the moment, which may be broken. */
    Connection connection() {
        return connections.current();
    }

    /** The connection for a call, as the reconnector has it. */
    Connection connectionForCall() throws ChorosException {
        return connections.forCall();
    }

    /** Whether it was closed, or is lost and not made again. */
    boolean ended() {
        return connections.closed() || !options.reconnects() && !connected();
    }

    /** A request that is answered with success; asked again while the answer is TRY_AGAIN, see below. */
    ByteBuffer call(IpcMessage request) throws ChorosException {
        return call(new OneRequest(request));
    }

    /** A decoded reply, or the error that it could not be decoded. */
    <T> T decoded(T reply) throws ChorosException {
        return connection().decoded(reply);
    }

    /** Calls, and calls again while the answer is TRY_AGAIN, for as long as the options say. */
    <T> T call(Call<T> call) throws ChorosException {
        Patience patience = new Patience(options.tryAgainFor());
        while (true) {
            try {
                return call.on(connections.forCall());
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || connections.closed() || !patience.pause()) {
                    throw e;
                }
            }
        }
    }

    int dispatch(int timeoutMs, boolean one) throws ChorosException {
        if (!options.reconnects()) {
            return connection().dispatch(timeoutMs, one, state);
        }
        Deadline deadline = Deadline.within(timeoutMs);
        while (true) {
            if (connections.closed()) {
                throw connections.closedError();
            }
            int count = drain() + tell();
            if (count > 0) {
                return count;
            }
            Connection c = connection();
            if (c.connected()) {
                try {
                    return c.dispatch(deadline.leftMs(), one, state);
                } catch (ChorosException e) {
                    connections.lost(c, e);
                }
            } else if (!connections.lost(c, connections.disconnected()) && !connections.attempt()) {
                // that it has failed is told before the pause
                count = tell();
                if (count > 0 || deadline.passed()) {
                    return count;
                }
                connections.await(deadline);
            }
        }
    }

    /** Hands on what came before the end of a connection, which a call may have seen first. */
    private int drain() {
        Connection c = connection();
        int count = 0;
        while (!c.connected() && !c.over()) {
            try {
                count += c.dispatch(0, false, state);
            } catch (ChorosException e) {
                connections.lost(c, e);
            }
        }
        return count;
    }

    /** Tells what has become of the connection; how many things there were to tell. */
    private int tell() {
        // who else dispatches waits: what is told here comes before the events of the next connection
        synchronized (telling) {
            int count = 0;
            ChorosException loss = connections.takeLoss();
            if (loss != null) {
                state.lost();
                tell(l -> l.disconnected(loss));
                count++;
            }
            ChorosException failure = connections.takeFailure();
            if (failure != null) {
                tell(l -> l.attemptFailed(failure));
                count++;
            }
            if (connections.takeReturn()) {
                tell(ConnectionListener::reconnected);
                behind = true;
                count++;
            }
            return behind ? count + catchUp() : count;
        }
    }

    private int catchUp() {
        Connection c = connection();
        try {
            state.restored(c);
            int count = c.dispatch(0, false, state);
            state.caughtUp();
            behind = false;
            return count;
        } catch (ChorosException e) {
            connections.lost(c, e);
            return 0;
        }
    }

    private void tell(Consumer<ConnectionListener> what) {
        ConnectionListener l = listener;
        if (l != null) {
            what.accept(l);
        }
    }

    /** Begins to dispatch on a thread of our own, if the options say so and it was not begun yet. */
    void begin() {
        if (!options.dispatchThreads() || connections.closed() || !dispatched.compareAndSet(false, true)) {
            return;
        }
        Thread dispatcher = new Thread(new Runnable() {
            @Override
            public void run() {
                dispatchToTheEnd();
            }
        }, "choros-" + service + "-events");
        dispatcher.setDaemon(true);
        dispatcher.start();
    }

    private void dispatchToTheEnd() {
        try {
            while (true) {
                dispatchEnduring();
            }
        } catch (ChorosException e) {
            if (!connections.closed()) {
                state.lost();
                tell(l -> l.disconnected(e));
            }
        }
    }

    /** A fault of a listener's costs one event, not all that come after it. */
    private void dispatchEnduring() throws ChorosException {
        try {
            dispatch(DISPATCH_SLICE_MS, false);
        } catch (RuntimeException e) {
            if (!connection().endures(e)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        } catch (Error e) {
            if (!connection().endures(e)) {
                throw e;
            }
        }
    }

    void dispatchUntilClosed() throws ChorosException {
        try {
            while (true) {
                dispatch(-1, false);
            }
        } catch (ChorosException e) {
            if (!connections.closed()) {
                throw e;
            }
        }
    }

    void listen(ConnectionListener added) {
        listener = added;
        if (added != null) {
            begin();
        }
    }

    Object context() {
        return context;
    }

    void context(Object value) {
        context = value;
    }

    int fd() {
        Connection c = connection();
        return options.reconnects() && !c.connected() ? -1 : c.fd();
    }

    boolean connected() {
        return connection().connected();
    }

    void close() {
        connections.close();
    }
}
