package org.choros.client;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.wire.ipc.IpcMessage;

/** The one listener that a connection's trackstart and trackstop are about. */
final class SingleListener<T> {
    private final Starts starts;
    private final IpcMessage stop;
    // orders what is begun at nodes
    private final Object atNode = new Object();
    private Connection connection;
    private int flagsAgain;
    private volatile T listener;

    /** Makes the request that begins it. */
    interface Starts {
        /**
         * @param connection where it is to begin
         * @param flags the track flags
         */
        IpcMessage start(Connection connection, int flags) throws ChorosException;
    }

    /**
     * @param starts the request that begins it
     * @param stop the request that ends it
     */
    SingleListener(Starts starts, IpcMessage stop) {
        this.starts = starts;
        this.stop = stop;
    }

    /** The listener, or null. */
    T get() {
        return listener;
    }

    Tracking track(Session session, TrackKind kind, T added) throws ChorosException {
        Tracking tracking = session.call(new Session.Call<>() {
            @Override
            public Tracking on(Connection c) throws ChorosException {
                return begin(session, c, kind, added);
            }
        });
        session.begin();
        return tracking;
    }

    private Tracking begin(Session session, Connection c, TrackKind kind, T added) throws ChorosException {
        synchronized (atNode) {
            if (listener != null) {
                throw new ChorosException(CsError.EXIST, "there is a listener");
            }
            if (c != session.connection()) {
                throw new ChorosException(CsError.TRY_AGAIN, "track");
            }
            // events come before the reply
            listener = added;
            boolean done = false;
            try {
                c.call(starts.start(c, kind.flags()));
                connection = c;
                flagsAgain = kind.flagsAgain();
                done = true;
            } finally {
                if (!done) {
                    listener = null;
                }
            }
        }
        return new Tracking() {
            private boolean over;

            @Override
            public void close() throws ChorosException {
                synchronized (atNode) {
                    if (!over) {
                        over = true;
                        end();
                    }
                }
            }
        };
    }

    private void end() throws ChorosException {
        listener = null;
        if (flagsAgain != 0 && connection.connected()) {
            connection.call(stop);
        }
    }

    /** Begins on another connection. */
    void restore(Connection fresh) throws ChorosException {
        synchronized (atNode) {
            if (listener != null && flagsAgain != 0) {
                fresh.call(starts.start(fresh, flagsAgain));
                connection = fresh;
            }
        }
    }
}
