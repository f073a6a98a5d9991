package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.RejectedExecutionException;

import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PeerCredentials;
import org.choros.posix.PosixException;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixSocket;
import org.choros.spi.ipc.IpcSettings;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/** A client between accept and the set-up response: reading its request, then making its files on the admin thread. */
final class Handshake implements Watch.Listener {
    /** The longest messages that a client may ask for, in bytes. */
    static final int MAX_MESSAGE_SIZE = 16 << 20;
    private static final long TIMEOUT_MS = 10_000;

    private final ServerCore core;
    private final ServicePort port;
    private final StreamSocket stream;
    private final NativeBuffer memory = NativeBuffer.allocate(SetupRequest.LENGTH);
    private final Watch watch;
    private final Runnable noTimeout;
    private PeerCredentials sender;
    private int received;
    private boolean counted;
    private boolean done;

    Handshake(ServerCore core, ServicePort port, StreamSocket stream) throws IOException {
        this.core = core;
        this.port = port;
        this.stream = stream;
        stream.passCredentials(true);
        memory.buffer().order(ByteOrder.LITTLE_ENDIAN);
        watch = core.reactor().watch(stream.fd(), this);
        noTimeout = core.reactor().schedule(this::abort, TIMEOUT_MS);
    }

    @Override
    public void readable() {
        UnixSocket.Received got = stream.receiveWithCredentials(memory, received, SetupRequest.LENGTH - received);
        if (got.count() == -Errno.EAGAIN) {
            return;
        }
        // Who has written a part of it to a socket that he was given has not asked for anything in his name.
        boolean another = sender != null && !sender.equals(got.sender());
        if (got.count() <= 0 || got.sender() == null || another) {
            abort();
            return;
        }
        sender = got.sender();
        received += got.count();
        if (received == SetupRequest.LENGTH) {
            watch.close();
            noTimeout.run();
            core.known(this);
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
        noTimeout.run();
        core.known(this);
        if (counted && session == null) {
            core.connections(-1);
        }
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
        } else if (core.connections() >= core.settings().maxConnections()) {
            error = -Errno.EMFILE;
        } else {
            error = admit();
        }
        if (error != 0) {
            refuse(error);
            return;
        }
        counted = true;
        core.connections(1);
        Client client = new Client(sender.pid(), sender.uid(), sender.gid(), (int) wish);
        int fd = stream.fd();
        core.admin(() -> prepare(client, fd));
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
        NativeBuffer response = core.scratch().setup();
        SetupResponse.refuse(response.buffer().order(ByteOrder.LITTLE_ENDIAN), error);
        stream.send(response, 0, SetupResponse.LENGTH);
        abort();
    }

    /** On the admin thread. */
    private void prepare(Client client, int fd) {
        Kernel.Folder folder = null;
        Channel channel = null;
        String failure = null;
        int error = -Errno.ENOMEM;
        try {
            folder = core.kernel().folder(port.name(), client.pid(), fd);
            channel = folder.open(core.settings().type(), client);
        } catch (PosixException e) {
            error = -e.errno();
            failure = e.getMessage();
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
        }
        if (channel == null && folder != null) {
            folder.remove();
        }
        Kernel.Folder made = folder;
        Channel open = channel;
        String why = failure;
        int code = error;
        try {
            core.reactor().execute(() -> prepared(client, made, open, code, why));
        } catch (RejectedExecutionException e) {
            // the ring thread has ended: nobody serves anybody any more
            if (open != null) {
                open.close();
                made.remove();
            }
        }
    }

    private void prepared(Client client, Kernel.Folder folder, Channel channel, int error, String failure) {
        if (channel == null) {
            core.host().log(LogLevel.ERROR, "Could not set up " + port.name() + " client " + client.pid() + ": "
                    + failure);
            if (!done) {
                refuse(error);
            }
        } else if (done || port.isClosed()) {
            discard(channel, folder);
            abort();
        } else if (!core.scratch().reserve(client.maxMessageSize())) {
            discard(channel, folder);
            refuse(-Errno.ENOMEM);
        } else if (!answer(client, folder)) {
            discard(channel, folder);
            abort();
        } else {
            Session session = new Session(core, port, stream, channel, folder, client, core.nextSessionId());
            finish(session);
            session.open();
        }
    }

    private void discard(Channel channel, Kernel.Folder folder) {
        core.admin(() -> {
            channel.close();
            folder.remove();
        });
    }

    /** Sends the whole response at once: older clients do not wait for the rest of a part. */
    private boolean answer(Client client, Kernel.Folder folder) {
        boolean shared = core.settings().type() == IpcSettings.Type.SHARED_MEMORY;
        NativeBuffer response = core.scratch().setup();
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
