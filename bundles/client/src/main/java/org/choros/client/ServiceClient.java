package org.choros.client;

import java.nio.ByteBuffer;

import org.choros.base.ChorosException;
import org.choros.wire.ipc.IpcMessage;

/**
 * A connection to a service by its name, for who knows what its messages mean: what the API of an engine of one's own
 * is built on. Its events go to one handler on a thread of this connection's own, one after the other.
 * <p>
 * With {@link ClientOptions#withReconnect} the connection is made again, but only after all events of the one before
 * were handed on and its loss was told: until then requests fail with TRY_AGAIN. For several threads.
 */
public final class ServiceClient implements AutoCloseable {
    private final Session session;

    /**
     * @param service the name of the service's IPC socket
     * @param options how to talk to the node
     * @param handler its ear
     */
    ServiceClient(String service, ClientOptions options, ServiceHandler handler) throws ChorosException {
        session = new Session(service, options.withDispatchThreads(true), new State(handler));
    }

    /** Begins to hand events on. Until then the node keeps them, up to its bound. Again it does nothing. */
    public void begin() {
        session.begin();
    }

    /**
     * Asks, and asks again while the answer is TRY_AGAIN, for as long as the options say.
     *
     * @param request what to ask
     * @return the reply, whole, which says success
     * @throws ChorosException what the reply says; TRY_AGAIN, TIMEOUT, LIBRARY or BAD_HANDLE of the connection
     */
    public ByteBuffer call(IpcMessage request) throws ChorosException {
        return session.call(request);
    }

    /**
     * Asks once, whatever the node's flow control says: then the answer may take until the node goes on.
     *
     * @param request what to ask
     * @return the reply, whole, whatever it says
     * @throws ChorosException TRY_AGAIN while there is no connection, TIMEOUT, LIBRARY, BAD_HANDLE
     */
    public ByteBuffer ask(IpcMessage request) throws ChorosException {
        return session.connectionForCall().exchange(request, 0);
    }

    /** @return whether the node is there, as far as it is known */
    public boolean connected() {
        return session.connected();
    }

    /** @return whether it was closed, or has lost the node for good */
    public boolean ended() {
        return session.ended();
    }

    /** Ends the connection, and with it what the service keeps for it. The handler is not told. */
    @Override
    public void close() {
        session.close();
    }

    private record State(ServiceHandler handler) implements ServiceState {
        @Override
        public void restore(Connection fresh) {
            // what belongs to the connection is the handler's, who is told when it is there
        }

        @Override
        public void event(ByteBuffer message) {
            handler.event(message);
        }

        /** Otherwise the loss could be told after what was asked on the next connection. */
        @Override
        public boolean restoredByCalls() {
            return false;
        }

        @Override
        public void lost() {
            handler.lost();
        }

        @Override
        public void restored(Connection connection) throws ChorosException {
            handler.reconnected();
        }
    }
}
