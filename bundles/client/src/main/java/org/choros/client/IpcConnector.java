package org.choros.client;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.PosixException;
import org.choros.posix.UnixStream;
import org.choros.wire.qb.SetupResponse;

/**
 * Connects to a node on this host as C clients do.
 *
 * @param instance its instance name, empty for the standard one
 */
record IpcConnector(String instance) implements Connector {
    @Override
    public Channel connect(String service, int timeoutMs, Consumer<Runnable> begun) throws ChorosException {
        String name = instance.isEmpty() ? service : instance + "-" + service;
        UnixStream stream = null;
        boolean done = false;
        try {
            Deadline deadline = Deadline.inMs(timeoutMs);
            stream = Setup.connect(name);
            begun.accept(stream::shutdown);
            Setup setup = Setup.negotiate(stream, deadline);
            Server server = new Server(stream, stream.peer().pid());
            Channel channel = setup.type() == SetupResponse.TYPE_SOCKET
                    ? new SocketChannel(server, setup)
                    : new SharedMemoryChannel(server, setup);
            done = true;
            return channel;
        } catch (PosixException e) {
            throw new ChorosException(connectError(e), "connect to " + name, e);
        } catch (NoSuchFileException e) {
            throw new ChorosException(CsError.LIBRARY, "connect to " + name, e);
        } catch (IOException | InternalError e) {
            throw new ChorosException(CsError.LIBRARY, "connect to " + name, e);
        } finally {
            if (!done && stream != null) {
                // from here on the descriptor may be another's
                begun.accept(null);
                stream.close();
            }
        }
    }

    private static CsError connectError(PosixException e) {
        CsError error = ErrorMap.of(e.errno());
        return error == CsError.NOT_EXIST ? CsError.LIBRARY : error;
    }
}
