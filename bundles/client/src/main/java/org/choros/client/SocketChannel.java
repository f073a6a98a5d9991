package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.posix.UnixStream;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;

/** Datagram sockets, one message each; the set-up stream only shows whether the server lives. */
final class SocketChannel implements Channel {
    // the system's usual limit of socket buffers lets datagrams of 425 952 bytes through, in both directions
    private static final int USUAL_LIMIT = 393_216;

    private final UnixStream stream;
    private final Path controlFile;
    private final ByteBuffer control;
    private final UnixDatagram requests;
    private final UnixDatagram events;
    private final NativeBuffer requestMemory;
    private final NativeBuffer eventMemory;
    private final Poll replyPoll = new Poll(2);
    private final Poll eventPoll = new Poll(2);

    SocketChannel(Server server, Setup setup) throws IOException {
        stream = server.stream();
        controlFile = Path.of(setup.request());
        try (FileChannel file = FileChannel.open(controlFile, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            control = file.map(MapMode.READ_WRITE, 0, RingLayout.CONTROL_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        }
        String base = setup.response();
        requests = open(base + QbNames.RESPONSE_SOCKET, base + QbNames.REQUEST_SOCKET, setup.maxMessage());
        try {
            events = open(base + QbNames.EVENT_SOCKET, base + QbNames.EVENT_TX_SOCKET, setup.maxMessage());
        } catch (IOException e) {
            requests.close();
            throw e;
        }
        requestMemory = NativeBuffer.allocate(setup.maxMessage());
        eventMemory = NativeBuffer.allocate(setup.maxMessage());
    }

    private static UnixDatagram open(String ours, String theirs, int maxMessage) throws IOException {
        UnixDatagram socket = UnixDatagram.open(ours);
        try {
            socket.bind(UnixAddress.abstractName(ours));
            socket.connect(UnixAddress.abstractName(theirs));
            socket.raiseBuffers(maxMessage);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(ByteBuffer message, int blockedUpTo) throws ChorosException, IOException {
        int flow = flowControl();
        if (flow > 0 && flow <= blockedUpTo) {
            throw new ChorosException(CsError.TRY_AGAIN, "the node takes no requests");
        }
        int length = message.remaining();
        if (length > requestMemory.capacity()) {
            throw Setup.failure(Errno.EMSGSIZE);
        }
        requestMemory.buffer().put(0, message, message.position(), length);
        int n = requests.send(requestMemory, 0, length);
        if (n < 0) {
            throw Setup.failure(-n);
        }
    }

    @Override
    public int flowControl() {
        return control.getInt(RingLayout.CONTROL_FLOW_CONTROL);
    }

    @Override
    public boolean hungUp() throws IOException {
        // nothing is sent there after the set-up
        replyPoll.watch(0, stream.fd(), Poll.IN);
        replyPoll.watch(1, stream.fd(), Poll.IN);
        return replyPoll.await(0) != 0;
    }

    @Override
    public int longestRequest() {
        return Math.min(USUAL_LIMIT, requestMemory.capacity());
    }

    @Override
    public ByteBuffer receive(long timeoutNs) throws ChorosException, IOException {
        return receive(requests, requestMemory, replyPoll, (int) Math.min(Integer.MAX_VALUE, timeoutNs / 1_000_000));
    }

    @Override
    public ByteBuffer event(int timeoutMs) throws ChorosException, IOException {
        return receive(events, eventMemory, eventPoll, timeoutMs);
    }

    private ByteBuffer receive(UnixDatagram socket, NativeBuffer memory, Poll poll, int timeoutMs)
            throws ChorosException, IOException {
        poll.watch(0, socket.fd(), Poll.IN);
        poll.watch(1, stream.fd(), Poll.IN);
        if (poll.await(timeoutMs) == 0) {
            return null;
        }
        int n = socket.receive(memory, 0, memory.capacity());
        if (n >= 0) {
            if (n > memory.capacity()) {
                throw new ChorosException(CsError.LIBRARY, "a message is longer than was agreed");
            }
            ByteBuffer message = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
            return message.put(0, memory.buffer(), 0, n);
        }
        if (n != -Errno.EAGAIN) {
            throw Setup.failure(-n);
        }
        if (poll.ready(1) != 0) {
            throw Setup.failure(Errno.ENOTCONN);
        }
        return null;
    }

    @Override
    public int eventFd() {
        return events.fd();
    }

    @Override
    public void hangUp() {
        stream.shutdown();
    }

    @Override
    public void close(boolean broken) {
        stream.close();
        requests.close();
        events.close();
        // here the client cleans up, whatever the server does
        ShmRing.delete(controlFile);
        ShmRing.delete(controlFile.getParent());
    }
}
