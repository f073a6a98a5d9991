package org.choros.ipc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.posix.PosixException;
import org.choros.posix.Errno;
import org.choros.posix.Futex;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.posix.UnixStream;
import org.choros.wire.qb.QbHeader;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;
import org.choros.wire.qb.RingReader;
import org.choros.wire.qb.RingWriter;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/** A blocking libqb client for tests, over both channel types, that can also misbehave. Maps the rings as C does. */
final class MiniClient implements AutoCloseable {
    static final int TIMEOUT_MS = 30_000;

    final UnixStream stream;
    final ByteBuffer setup;
    final NativeBuffer scratch;
    private final Poll poll = new Poll(2);
    Ring request;
    Ring response;
    Ring event;
    UnixDatagram requestSocket;
    UnixDatagram eventSocket;
    NativeBuffer control;

    /** One mapped ring. */
    static final class Ring {
        final Path headerPath;
        final Path dataPath;
        final NativeBuffer header;
        final ByteBuffer data;
        final RingMemory memory;

        Ring(String base, int headerLength) throws IOException {
            headerPath = Path.of(base + QbNames.HEADER);
            header = NativeBuffer.of(map(headerPath, headerLength));
            dataPath = Path.of(RingMemory.dataPath(header.buffer()));
            data = map(dataPath, (int) Files.size(dataPath));
            memory = new RingMemory(header.buffer(), data);
            memory.addRef(1);
        }
    }

    /** Whoever comes while the server has a full line waits for a place in it, as a blocking client does. */
    private static UnixStream stream(UnixAddress address) throws IOException {
        while (true) {
            try {
                return UnixStream.connect(address, true);
            } catch (PosixException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    private MiniClient(UnixAddress address, int maxMessageSize) throws IOException {
        stream = stream(address);
        scratch = NativeBuffer.allocate(Math.max(maxMessageSize, SetupResponse.LENGTH));
        ByteBuffer b = scratch.buffer().order(ByteOrder.LITTLE_ENDIAN);
        SetupRequest.write(b, maxMessageSize);
        stream.send(scratch, 0, SetupRequest.LENGTH);
        await(stream.fd(), -1);
        // in one piece, as libqb 2.0.6 wants it
        int n = stream.receive(scratch, 0, SetupResponse.LENGTH);
        if (n != SetupResponse.LENGTH) {
            stream.close();
            throw new IOException("set-up response of " + n + " bytes");
        }
        setup = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN).put(0, b.clear(), 0, n);
    }

    /** Connects and takes the response, but does not open the channels. */
    static MiniClient greet(UnixAddress address, int maxMessageSize) throws IOException {
        return new MiniClient(address, maxMessageSize);
    }

    /** Connects and opens the channels, unless refused. */
    static MiniClient connect(UnixAddress address, int maxMessageSize) throws IOException {
        MiniClient client = greet(address, maxMessageSize);
        if (SetupResponse.error(client.setup) == 0) {
            client.open();
        }
        return client;
    }

    private void open() throws IOException {
        if (SetupResponse.type(setup) == SetupResponse.TYPE_SHARED_MEMORY) {
            request = new Ring(SetupResponse.request(setup), RingLayout.HEADER_LENGTH_USER);
            response = new Ring(SetupResponse.response(setup), RingLayout.HEADER_LENGTH);
            event = new Ring(SetupResponse.event(setup), RingLayout.HEADER_LENGTH);
            writer = new RingWriter(request.memory);
            responseReader = new RingReader(response.memory);
            eventReader = new RingReader(event.memory);
        } else {
            String base = SetupResponse.response(setup);
            control = NativeBuffer.of(map(Path.of(SetupResponse.request(setup)), RingLayout.CONTROL_LENGTH));
            requestSocket = UnixDatagram.open("request");
            requestSocket.bind(UnixAddress.abstractName(base + QbNames.RESPONSE_SOCKET));
            requestSocket.raiseBuffers(scratch.capacity());
            requestSocket.connect(UnixAddress.abstractName(base + QbNames.REQUEST_SOCKET));
            eventSocket = UnixDatagram.open("event");
            eventSocket.bind(UnixAddress.abstractName(base + QbNames.EVENT_SOCKET));
            eventSocket.raiseBuffers(scratch.capacity());
            eventSocket.connect(UnixAddress.abstractName(base + QbNames.EVENT_TX_SOCKET));
        }
    }

    private RingWriter writer;
    private RingReader responseReader;
    private RingReader eventReader;

    private static ByteBuffer map(Path path, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
            return file.getChannel().map(MapMode.READ_WRITE, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    boolean shared() {
        return request != null;
    }

    int flowControl() {
        return shared()
                ? request.memory.flowControl()
                : control.buffer().order(ByteOrder.LITTLE_ENDIAN).getInt(RingLayout.CONTROL_FLOW_CONTROL);
    }

    /** A request with zeros behind its header. */
    static ByteBuffer message(int id, int size) {
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        QbHeader.request(b, 0, id, size);
        return b;
    }

    /** Puts a request on its way; false when there is no room. */
    boolean offer(ByteBuffer message) {
        if (shared()) {
            if (writer.write(message) == RingWriter.Outcome.FULL) {
                return false;
            }
            return notifyServer();
        }
        scratch.buffer().clear().put(0, message, 0, message.limit());
        return requestSocket.send(scratch, 0, message.limit()) == message.limit();
    }

    boolean notifyServer() {
        scratch.buffer().clear().put(0, (byte) 1);
        return stream.send(scratch, 0, 1) == 1;
    }

    /** Waits for a response and returns a copy. */
    ByteBuffer response() throws IOException {
        long end = System.nanoTime() + TIMEOUT_MS * 1_000_000L;
        while (shared()) {
            int n = responseReader.read(scratch.buffer());
            if (n >= 0) {
                return copy(n);
            }
            if (System.nanoTime() > end) {
                throw new IOException("no response");
            }
            response.memory.waiter(true);
            Futex.await(response.header, RingLayout.SEMAPHORE, 0, 2_000_000_000L);
            response.memory.waiter(false);
        }
        return datagram(requestSocket);
    }

    /** Waits for an event and returns a copy. */
    ByteBuffer event() throws IOException {
        if (!shared()) {
            return datagram(eventSocket);
        }
        await(stream.fd(), -1);
        int n = eventReader.read(scratch.buffer());
        ByteBuffer copy = n < 0 ? null : copy(n);
        if (n < 0 || stream.receive(scratch, 0, 1) != 1) {
            throw new IOException("event " + n + " and its notification");
        }
        return copy;
    }

    private ByteBuffer datagram(UnixDatagram socket) throws IOException {
        await(socket.fd(), stream.fd());
        int n = socket.receive(scratch, 0, scratch.capacity());
        if (n < QbHeader.REQUEST_LENGTH) {
            throw new IOException("datagram " + n);
        }
        return copy(n);
    }

    private ByteBuffer copy(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(0, scratch.buffer(), 0, length);
    }

    /** Waits until the server has closed the connection; what still comes is thrown away. */
    void awaitEnd() throws IOException {
        for (;;) {
            await(stream.fd(), -1);
            int n = stream.receive(scratch, 0, 1000);
            if (n <= 0 && n != -Errno.EAGAIN) {
                return;
            }
        }
    }

    private void await(int fd, int other) throws IOException {
        poll.watch(0, fd, Poll.IN);
        poll.watch(1, other, 0);
        if (poll.await(TIMEOUT_MS) == 0) {
            throw new IOException("nothing came");
        }
    }

    @Override
    public void close() {
        stream.close();
        if (requestSocket != null) {
            requestSocket.close();
            eventSocket.close();
        }
    }
}
