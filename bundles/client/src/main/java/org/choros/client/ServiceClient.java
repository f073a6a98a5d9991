package org.choros.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
    /** Length of a request's header: id i32 at 0, size i32 at 8, zero between and behind. */
    public static final int REQUEST_HEADER = IpcMessage.REQUEST_HEADER;
    /** Length of the header of replies and events: a request's, and the error i32 at 16. */
    public static final int REPLY_HEADER = IpcMessage.REPLY_HEADER;

    private static final int SIZE_AT = 8;

    private final Session session;

    /**
     * @param service the name of the service's IPC socket
     * @param options how to talk to the node
     * @param handler its ear
     */
    ServiceClient(String service, ClientOptions options, ServiceHandler handler) throws ChorosException {
        session = new Session(service, options.withDispatchThreads(true), new State(handler));
    }

    /**
     * Makes a request: header written, fields zero, to be filled by {@code put} at their places.
     *
     * @param id the request id, not negative
     * @param size its length in bytes, header included
     * @return the whole message, little-endian, position 0
     * @throws IllegalArgumentException when the id is negative, or the size cannot be one
     */
    public static ByteBuffer request(int id, int size) {
        if (id < 0 || size < REQUEST_HEADER || size > IpcMessage.MAX_SIZE) {
            throw new IllegalArgumentException("request " + id + " of " + size + " bytes");
        }
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).putInt(0, id).putInt(SIZE_AT, size);
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
     * Asks as {@link #call(IpcMessage)} does, with bytes.
     *
     * @param request the whole request as from {@link #request}, position to limit; left as it is
     * @return the reply, which says success: the whole message with its header, little-endian, position 0; how long it
     *         is has to be looked at
     * @throws ChorosException what the reply says; TRY_AGAIN, TIMEOUT, LIBRARY or BAD_HANDLE of the connection
     * @throws IllegalArgumentException when the message is no request
     */
    public ByteBuffer callBytes(ByteBuffer request) throws ChorosException {
        if (!IpcMessage.isRequest(request)) {
            throw new IllegalArgumentException("no request, or not as long as its header says");
        }
        ByteBuffer reply = call(new Bytes(request));
        return ByteBuffer.allocate(reply.remaining()).put(reply).flip().order(ByteOrder.LITTLE_ENDIAN);
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

    /** A request that comes as bytes. */
    private record Bytes(ByteBuffer bytes) implements IpcMessage {
        @Override
        public int id() {
            return IpcMessage.idOf(bytes);
        }

        @Override
        public int size() {
            return bytes.remaining();
        }

        @Override
        public void body(ByteBuffer message) {
            message.put(REQUEST_HEADER, bytes, bytes.position() + REQUEST_HEADER, size() - REQUEST_HEADER);
        }
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
