package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PeerCredentials;
import org.choros.posix.PosixException;
import org.choros.posix.UnixStream;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

import io.netty.util.concurrent.Future;

/** A client between accept and the set-up response: reading its request, then making its files on the admin thread. */
final class Handshake implements Watch.Listener {
    /** The longest messages that a client may ask for, in bytes. */
    static final int MAX_MESSAGE_SIZE = 16 << 20;
    private static final long TIMEOUT_S = 10;

    private final ServerCore core;
    private final ServicePort port;
    private final UnixStream stream;
    private final NativeBuffer memory = NativeBuffer.allocate(SetupRequest.LENGTH);
    private final Watch watch;
    private final Future<?> timeout;
    private PeerCredentials sender;
    private int received;
    private boolean done;

    Handshake(ServerCore core, ServicePort port, UnixStream stream) throws PosixException {
        this.core = core;
        this.port = port;
        this.stream = stream;
        stream.passCredentials(true);
        memory.buffer().order(ByteOrder.LITTLE_ENDIAN);
        watch = Watch.on(core.loop(), stream.fd(), this);
        timeout = core.loop().schedule(this::abort, TIMEOUT_S, TimeUnit.SECONDS);
    }

    @Override
    public void readable() {
        UnixStream.Received got = stream.receiveWithCredentials(memory, received, SetupRequest.LENGTH - received);
        if (got.count() == -Errno.EAGAIN) {
            return;
        }
        if (got.sender() != null) {
            sender = got.sender();
        }
        if (got.count() <= 0 || sender == null) {
            abort();
            return;
        }
        received += got.count();
        if (received == SetupRequest.LENGTH) {
            watch.close();
            timeout.cancel(false);
            authenticate();
        }
    }

    @Override
    public void hungUp() {
        abort();
    }

    /** Ends silently. */
    void abort() {
        if (!done) {
            finish(null);
            stream.close();
        }
    }

    private void finish(Session session) {
        done = true;
        watch.close();
        timeout.cancel(false);
        port.done(this, session);
    }

    private void authenticate() {
        ByteBuffer request = memory.buffer().clear();
        if (!SetupRequest.valid(request)) {
            abort();
            return;
        }
        long wish = SetupRequest.maxMessageSize(request);
        int error = 0;
        if (wish > MAX_MESSAGE_SIZE) {
            error = -Errno.EMSGSIZE;
        } else if (core.connections() > core.settings().maxConnections()) {
            error = -Errno.EMFILE;
        } else {
            error = admit();
        }
        if (error != 0) {
            refuse(error);
            return;
        }
        Client client = new Client(sender.pid(), sender.uid(), sender.gid(), (int) wish);
        core.admin(() -> prepare(client, stream.fd()));
    }

    private int admit() {
        try {
            return core.host().admit(port.service(), sender.pid(), sender.uid(), sender.gid());
        } catch (RuntimeException e) {
            core.host().log(LogLevel.ERROR,
                    "admission of " + port.name() + " client " + sender.pid() + " failed: " + e);
            return -Errno.EACCES;
        }
    }

    private void refuse(int error) {
        NativeBuffer response = NativeBuffer.allocate(SetupResponse.LENGTH);
        SetupResponse.refuse(response.buffer().order(ByteOrder.LITTLE_ENDIAN), error);
        stream.send(response, 0, SetupResponse.LENGTH);
        abort();
    }

    /** On the admin thread. */
    private void prepare(Client client, int fd) {
        ConnectionFolder folder = null;
        Channel channel = null;
        String failure = null;
        int error = -Errno.ENOMEM;
        try {
            folder = ConnectionFolder.create(core.settings().sharedMemory(), port.name(), client.pid(), fd);
            channel = folder.open(core.settings().type(), client);
        } catch (PosixException e) {
            error = -e.errno();
            failure = e.getMessage();
        } catch (IOException e) {
            failure = e.toString();
        }
        if (channel == null && folder != null) {
            folder.remove();
        }
        ConnectionFolder made = folder;
        Channel open = channel;
        String why = failure;
        int code = error;
        core.loop().execute(() -> prepared(client, made, open, code, why));
    }

    private void prepared(Client client, ConnectionFolder folder, Channel channel, int error, String failure) {
        if (channel == null) {
            core.host().log(LogLevel.ERROR, "Could not set up " + port.name() + " client " + client.pid() + ": "
                    + failure);
            if (!done) {
                refuse(error);
            }
            return;
        }
        if (done || port.isClosed() || !answer(client, folder)) {
            core.admin(() -> {
                channel.close();
                folder.remove();
            });
            abort();
            return;
        }
        core.scratch().reserve(client.maxMessageSize());
        Session session = new Session(core, port, stream, channel, folder, client, core.nextSessionId());
        finish(session);
        try {
            session.open();
        } catch (PosixException e) {
            session.disconnect();
        }
    }

    /** Sends the whole response at once: older clients do not wait for the rest of a part. */
    private boolean answer(Client client, ConnectionFolder folder) {
        boolean shared = core.settings().type() == IpcSettings.Type.SHARED_MEMORY;
        NativeBuffer response = NativeBuffer.allocate(SetupResponse.LENGTH);
        SetupResponse.accept(response.buffer().order(ByteOrder.LITTLE_ENDIAN),
                shared ? SetupResponse.TYPE_SHARED_MEMORY : SetupResponse.TYPE_SOCKET, client.maxMessageSize(), 0,
                shared ? folder.requestRing() : folder.controlFile(),
                shared ? folder.responseRing() : folder.sockets(), shared ? folder.eventRing() : "");
        try {
            stream.passCredentials(false);
        } catch (PosixException e) {
            return false;
        }
        return stream.send(response, 0, SetupResponse.LENGTH) == SetupResponse.LENGTH;
    }
}
