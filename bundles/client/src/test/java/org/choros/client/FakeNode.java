package org.choros.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.posix.Futex;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.posix.UnixListener;
import org.choros.posix.UnixStream;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;
import org.choros.wire.qb.RingReader;
import org.choros.wire.qb.RingWriter;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/**
 * The server's side of one connection, driven by a test step by step: it shows requests and sends what it is told. Made
 * from the description of the protocol, without the code of the ipc bundle.
 */
final class FakeNode implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final int DATA = 1_052_672;
    private static final int WAIT_MS = 20_000;

    private final String instance;
    // of the sockets of this connection
    private final String base;
    private final String service;
    private final Path folder;
    private final boolean socket;
    private final UnixListener listener;
    private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final Thread acceptor;
    private UnixStream stream;
    private int refusal;
    private boolean startingUp;
    private RingReader requests;
    private RingWriter responses;
    private RingWriter events;
    private NativeBuffer requestHeader;
    private NativeBuffer responseHeader;
    private ByteBuffer control;
    private UnixDatagram requestSocket;
    private UnixDatagram eventSocket;
    private final NativeBuffer memory = NativeBuffer.allocate(SetupRequest.USUAL_MESSAGE_SIZE);

    FakeNode(String service, Path folder, boolean socket, int refusal) throws IOException {
        this("fake-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet(), service, folder, socket,
                refusal, false);
    }

    /** Another service of the same node. */
    FakeNode(FakeNode node, String service, Path folder) throws IOException {
        this(node.instance, service, folder, false, 0, false);
    }

    /** A node that refuses its first client, as it does not synchronise yet, and lets in the next. */
    static FakeNode starting(String service, Path folder, boolean socket) throws IOException {
        return new FakeNode("fake-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet(), service, folder,
                socket, -11, true);
    }

    /** The service after a restart of its node, once the earlier one has died. */
    FakeNode restarted(Path other) throws IOException {
        return new FakeNode(instance, service, Files.createDirectories(other), socket, 0, false);
    }

    /** The service after a restart, when it does not let anybody in yet. */
    FakeNode restartedRefusing(Path other, int error) throws IOException {
        return new FakeNode(instance, service, Files.createDirectories(other), socket, error, false);
    }

    private FakeNode(String instance, String service, Path folder, boolean socket, int refusal, boolean startingUp)
            throws IOException {
        this.instance = instance;
        base = instance + "-" + NUMBER.incrementAndGet();
        this.service = service;
        this.folder = folder;
        this.socket = socket;
        this.refusal = refusal;
        this.startingUp = startingUp;
        listener = UnixListener.listen(UnixAddress.abstractName(instance + "-" + service), 8);
        acceptor = new Thread(this::accept, "fake-node");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    ClientOptions options() {
        return new ClientOptions(instance, WAIT_MS, false);
    }

    private void accept() {
        try {
            acceptOne();
            if (startingUp) {
                stream.close();
                startingUp = false;
                refusal = 0;
                acceptOne();
            }
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    private void acceptOne() throws IOException {
        await(listener.fd(), Poll.IN);
        stream = listener.accept().orElseThrow();
        await(stream.fd(), Poll.IN);
        int n = stream.receive(memory, 0, SetupRequest.LENGTH);
        if (n != SetupRequest.LENGTH) {
            throw new IOException("set-up request of " + n);
        }
        ByteBuffer reply = memory.buffer();
        if (refusal != 0) {
            SetupResponse.refuse(reply, refusal);
        } else if (socket) {
            openSockets(reply);
        } else {
            openRings(reply);
        }
        if (stream.send(memory, 0, SetupResponse.LENGTH) != SetupResponse.LENGTH) {
            throw new IOException("set-up response");
        }
    }

    private void openRings(ByteBuffer reply) throws IOException {
        String base = folder.toString();
        requestHeader = ring(QbNames.requestRing(folder, service));
        requests = new RingReader(memoryOf(requestHeader, QbNames.requestRing(folder, service)));
        responseHeader = ring(QbNames.responseRing(folder, service));
        responses = new RingWriter(memoryOf(responseHeader, QbNames.responseRing(folder, service)));
        NativeBuffer eventHeader = ring(QbNames.eventRing(folder, service));
        events = new RingWriter(memoryOf(eventHeader, QbNames.eventRing(folder, service)));
        SetupResponse.accept(reply, SetupResponse.TYPE_SHARED_MEMORY, SetupRequest.USUAL_MESSAGE_SIZE, base.length(),
                QbNames.requestRing(folder, service), QbNames.responseRing(folder, service),
                QbNames.eventRing(folder, service));
    }

    private static NativeBuffer ring(String base) throws IOException {
        return NativeBuffer.of(map(Path.of(base + QbNames.HEADER), RingLayout.HEADER_LENGTH_USER));
    }

    private static RingMemory memoryOf(NativeBuffer header, String base) throws IOException {
        RingMemory ring = new RingMemory(header.buffer(), map(Path.of(base + QbNames.DATA), DATA));
        ring.initialise(base + QbNames.HEADER, base + QbNames.DATA);
        return ring;
    }

    private static ByteBuffer map(Path file, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void openSockets(ByteBuffer reply) throws IOException {
        // names of sockets are short, the folder of a test need not be
        Path file = Files.createDirectory(folder.resolve("connection")).resolve("qb-control");
        control = map(file, RingLayout.CONTROL_LENGTH);
        requestSocket = UnixDatagram.open("fake");
        requestSocket.bind(UnixAddress.abstractName(base + QbNames.REQUEST_SOCKET));
        eventSocket = UnixDatagram.open("fake");
        eventSocket.bind(UnixAddress.abstractName(base + QbNames.EVENT_TX_SOCKET));
        SetupResponse.accept(reply, SetupResponse.TYPE_SOCKET, SetupRequest.USUAL_MESSAGE_SIZE, 1, file.toString(),
                base, "");
    }

    private static void await(int fd, int events) throws IOException {
        Poll poll = new Poll(1);
        poll.watch(0, fd, events);
        if (poll.await(WAIT_MS) == 0) {
            throw new IOException("nothing came");
        }
    }

    private void awaitSetup() throws IOException {
        try {
            acceptor.join(WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    /** The next request, whole. */
    ByteBuffer request() throws IOException {
        awaitSetup();
        ByteBuffer message = ByteBuffer.allocate(SetupRequest.USUAL_MESSAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        if (socket) {
            await(requestSocket.fd(), Poll.IN);
            int n = requestSocket.receive(memory, 0, memory.capacity());
            return message.put(0, memory.buffer().clear(), 0, n).limit(n);
        }
        await(stream.fd(), Poll.IN);
        if (stream.receive(memory, 0, 1) != 1) {
            throw new IOException("the client has left");
        }
        if (requests.read(message) < 0) {
            throw new IOException("a byte without a request");
        }
        return message;
    }

    /** Whether a request comes within a moment. */
    boolean hasRequest() throws IOException {
        awaitSetup();
        Poll poll = new Poll(1);
        poll.watch(0, socket ? requestSocket.fd() : stream.fd(), Poll.IN);
        return poll.await(10) > 0;
    }

    void reply(IpcMessage reply) throws IOException {
        send(reply.encode(), false);
    }

    void event(IpcMessage event) throws IOException {
        send(event.encode(), true);
    }

    private void send(ByteBuffer message, boolean event) throws IOException {
        if (socket) {
            int length = message.remaining();
            memory.buffer().clear().put(0, message, 0, length);
            UnixAddress to = UnixAddress.abstractName(
                    base + (event ? QbNames.EVENT_SOCKET : QbNames.RESPONSE_SOCKET));
            if ((event ? eventSocket : requestSocket).sendTo(memory, 0, length, to) != length) {
                throw new IOException("not sent");
            }
            return;
        }
        RingWriter.Outcome outcome = (event ? events : responses).write(message);
        if (event) {
            stream.send(memory, 0, 1);
        } else if (outcome == RingWriter.Outcome.WRITTEN_WAKE) {
            Futex.wake(responseHeader, RingLayout.SEMAPHORE, 1);
        }
    }

    /** The level that tells the client whether to send. */
    void flowControl(int level) throws IOException {
        awaitSetup();
        if (socket) {
            control.putInt(RingLayout.CONTROL_FLOW_CONTROL, level);
        } else {
            requestHeader.buffer().putInt(RingLayout.FLOW_CONTROL, level);
        }
    }

    /** Reference counts of the client's rings as they are now. */
    int references() {
        return requestHeader.buffer().getInt(RingLayout.REF_COUNT);
    }

    Path folder() {
        return folder;
    }

    /** Dies as the kernel would have it: everything is closed, nothing is said. */
    void die() {
        if (stream != null) {
            stream.close();
        }
        if (requestSocket != null) {
            requestSocket.close();
            eventSocket.close();
        }
        listener.close();
    }

    @Override
    public void close() {
        try {
            acceptor.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        die();
        Throwable failure = failures.poll();
        if (failure instanceof IOException e && refusal == 0) {
            throw new UncheckedIOException(e);
        }
    }
}
