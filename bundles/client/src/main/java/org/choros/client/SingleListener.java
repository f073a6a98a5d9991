package org.choros.client;

import java.util.concurrent.atomic.AtomicReference;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.wire.ipc.IpcMessage;

/** The one listener that a connection's trackstart and trackstop are about. */
final class SingleListener<T> {
    private final Connection connection;
    private final IpcMessage start;
    private final IpcMessage stop;
    private final Connection.EventHandler handler;
    private final AtomicReference<T> listener = new AtomicReference<>();

    SingleListener(Connection connection, IpcMessage start, IpcMessage stop, Connection.EventHandler handler) {
        this.connection = connection;
        this.start = start;
        this.stop = stop;
        this.handler = handler;
    }

    /** The listener, or null. */
    T get() {
        return listener.get();
    }

    Connection.EventHandler handler() {
        return handler;
    }

    Tracking track(T added) throws ChorosException {
        // events come before the reply
        if (!listener.compareAndSet(null, added)) {
            throw new ChorosException(CsError.EXIST, "there is a listener");
        }
        boolean done = false;
        try {
            connection.call(start);
            done = true;
        } finally {
            if (!done) {
                listener.set(null);
            }
        }
        connection.dispatchBy(handler);
        return new Tracking() {
            @Override
            public void close() throws ChorosException {
                if (listener.compareAndSet(added, null) && connection.connected()) {
                    connection.call(stop);
                }
            }
        };
    }
}
