package org.choros.local;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.Channel;
import org.choros.client.Connector;

/**
 * Opens sessions at a node of this JVM, with a limit for the confirmation of a message, 0 for none.
 *
 * @param link the node
 * @param user who it is, for lists of clients
 * @param timeoutMs the limit
 */
record LocalConnector(NodeLink link, String user, int timeoutMs) implements Connector {
    @Override
    public Channel connect(String service, int limitMs, Consumer<Runnable> begun) throws ChorosException {
        SessionServer server = link.server();
        if (server == null || link.closed()) {
            throw new ChorosException(link.closed() ? CsError.LIBRARY : CsError.TRY_AGAIN,
                    "connect to " + service);
        }
        server.checkThread();
        LocalSession session = new LocalSession(server, service, SessionServer.nextPid(), SessionServer.nextId(), user);
        Request connect = Request.none();
        begun.accept(() -> connect.end(CsError.BAD_HANDLE));
        server.execute(() -> session.connect(connect));
        if (server.closed()) {
            // perhaps there is no ring thread any more that would run this
            connect.end(CsError.LIBRARY);
        }
        if (!connect.await(limitMs == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limitMs))) {
            connect.end(Thread.currentThread().isInterrupted() ? CsError.INTERRUPT : CsError.TIMEOUT);
        }
        if (connect.error() != CsError.OK) {
            session.close();
            throw new ChorosException(connect.error(), "connect to " + service);
        }
        return new LocalChannel(server, session, TimeUnit.MILLISECONDS.toNanos(timeoutMs));
    }
}
