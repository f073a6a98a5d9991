package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import org.choros.posix.DatagramSocket;
import org.choros.posix.Errno;
import org.choros.posix.ForeignFile;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PosixException;
import org.choros.posix.SharedFile;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.posix.UnixSocket;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;

/**
 * Two datagram sockets of our own, connected to the client's two as soon as it has bound them, and a control file.
 * Until the request socket is connected anybody on the host can send to it, so each datagram's sender is looked at.
 */
final class DatagramChannel implements Channel {
    private static final int STRANGERS = 32;
    private final ForeignFile control;
    private final DatagramSocket request;
    private final DatagramSocket eventTx;
    private final UnixAddress responseAddress;
    private final UnixAddress eventAddress;
    private final int pid;
    private final int uid;
    private boolean requestConnected;
    private boolean onlyOurs;
    private boolean eventConnected;

    DatagramChannel(ForeignFile control, DatagramSocket request, DatagramSocket eventTx, String base, Client client) {
        this.control = control;
        this.request = request;
        this.eventTx = eventTx;
        this.pid = client.pid();
        this.uid = client.uid();
        responseAddress = UnixAddress.abstractName(base + QbNames.RESPONSE_SOCKET);
        eventAddress = UnixAddress.abstractName(base + QbNames.EVENT_SOCKET);
    }

    static DatagramChannel create(String control, String base, int maxMessageSize, Client client) throws IOException {
        UnixDatagram request = UnixDatagram.open(base + QbNames.REQUEST_SOCKET);
        UnixDatagram eventTx = null;
        try {
            eventTx = UnixDatagram.open(base + QbNames.EVENT_TX_SOCKET);
            request.raiseBuffers(maxMessageSize);
            eventTx.raiseBuffers(maxMessageSize);
            request.passCredentials(true);
            request.bind(UnixAddress.abstractName(base + QbNames.REQUEST_SOCKET));
            eventTx.bind(UnixAddress.abstractName(base + QbNames.EVENT_TX_SOCKET));
            SharedFile file = SharedFile.create(Path.of(control), RingLayout.CONTROL_LENGTH, client.uid(),
                    client.gid());
            return new DatagramChannel(file, request, eventTx, base, client);
        } catch (PosixException e) {
            request.close();
            if (eventTx != null) {
                eventTx.close();
            }
            throw e;
        }
    }

    @Override
    public int requests(StreamSocket stream) {
        return request.fd();
    }

    @Override
    public int receive(Scratch scratch, int announced) {
        NativeBuffer in = scratch.in();
        int room = in.capacity() - Scratch.MESSAGE;
        // early, so that the kernel stops counting the client's datagrams against its short queue
        connectRequest();
        int n;
        if (onlyOurs) {
            n = request.receive(in, Scratch.MESSAGE, room);
        } else {
            n = first(in, room);
        }
        if (n == -Errno.EAGAIN) {
            return NOTHING;
        }
        return n >= 0 && n <= room ? n : BROKEN;
    }

    /** Skips datagrams of strangers that came before the socket was connected. */
    private int first(NativeBuffer in, int room) {
        for (int i = 0; i < STRANGERS; i++) {
            UnixSocket.Received received = request.receiveWithCredentials(in, Scratch.MESSAGE, room);
            if (received.count() == -Errno.EAGAIN && requestConnected) {
                onlyOurs = true;
            }
            if (received.count() < 0 || received.sender() != null
                    && (received.sender().pid() == pid || received.sender().uid() == uid)) {
                return received.count();
            }
        }
        return -Errno.EAGAIN;
    }

    private boolean connectRequest() {
        if (!requestConnected) {
            requestConnected = connect(request, responseAddress);
        }
        return requestConnected;
    }

    private static boolean connect(DatagramSocket socket, UnixAddress address) {
        try {
            socket.connect(address);
            return true;
        } catch (PosixException e) {
            // the client makes its sockets only after it has read our set-up response: try again with the next message
            return false;
        }
    }

    @Override
    public Sent respond(ByteBuffer message, Scratch scratch) {
        return connectRequest() ? send(request, message, scratch) : Sent.LATER;
    }

    @Override
    public Sent event(ByteBuffer message, Scratch scratch) {
        eventConnected = eventConnected || connect(eventTx, eventAddress);
        return eventConnected ? send(eventTx, message, scratch) : Sent.LATER;
    }

    private static Sent send(DatagramSocket socket, ByteBuffer message, Scratch scratch) {
        if (message.remaining() > scratch.out().capacity() - Scratch.MESSAGE) {
            return Sent.TOO_LONG;
        }
        scratch.stage(message);
        int n = socket.send(scratch.out(), Scratch.MESSAGE, message.remaining());
        if (n >= 0) {
            return Sent.DONE;
        }
        return switch (-n) {
            case Errno.EAGAIN, Errno.ENOBUFS -> Sent.LATER;
            case Errno.EMSGSIZE -> Sent.TOO_LONG;
            case Errno.ECONNREFUSED, Errno.ECONNRESET, Errno.EPIPE -> Sent.GONE;
            default -> Sent.BROKEN;
        };
    }

    @Override
    public boolean consumed(Scratch scratch) {
        return true;
    }

    @Override
    public Sent settle(StreamSocket stream, Scratch scratch) {
        return Sent.DONE;
    }

    @Override
    public boolean flowControl(int level, Scratch scratch) {
        scratch.words().buffer().putInt(0, level);
        return control.write(scratch.words(), 0, Integer.BYTES, RingLayout.CONTROL_FLOW_CONTROL) == Integer.BYTES;
    }

    /** A client that polls only its event socket does not see the stream end: one byte wakes it, then it looks. */
    @Override
    public void farewell(Scratch scratch) {
        eventConnected = eventConnected || connect(eventTx, eventAddress);
        if (eventConnected) {
            eventTx.send(scratch.words(), 0, 1);
        }
    }

    @Override
    public void close() {
        request.close();
        eventTx.close();
        control.close();
    }
}
