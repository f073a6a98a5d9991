package org.choros.ipc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

import org.choros.posix.NativeBuffer;
import org.choros.posix.PassedDescriptors;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixDatagram;
import org.choros.posix.UnixStream;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/** A client over the kernel's sockets and files. What fails for him, fails; nobody is told. */
final class RealFoe implements Foe {
    /** Bytes that the memory for transfers has. */
    static final int MEMORY = 200_000;

    private final Path folder;
    private final UnixStream stream;
    private final NativeBuffer memory;
    private final FileRing[] rings = new FileRing[3];
    private final ByteBuffer answer = ByteBuffer.allocate(SetupResponse.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private RandomAccessFile control;
    private UnixDatagram requestSocket;
    private UnixDatagram eventSocket;
    private boolean opened;
    private int said;

    RealFoe(Path folder, UnixStream stream, NativeBuffer memory) {
        this.folder = folder;
        this.memory = memory;
        this.stream = stream;
    }

    @Override
    public void say(int count, int maxMessageSize, int who) {
        ByteBuffer request = ByteBuffer.allocate(SetupRequest.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        SetupRequest.write(request, maxMessageSize);
        int end = Math.min(SetupRequest.LENGTH, said + count);
        write(Arrays.copyOfRange(request.array(), said, end));
        said = end;
    }

    @Override
    public int write(byte[] bytes) {
        memory.buffer().put(0, bytes);
        return bytes.length == 0 ? 0 : Math.max(0, stream.send(memory, 0, bytes.length));
    }

    @Override
    public void open() {
        if (answer.hasRemaining()) {
            int n = stream.receive(memory, 0, answer.remaining());
            if (n > 0) {
                answer.put(answer.position(), memory.buffer(), 0, n).position(answer.position() + n);
            }
        }
        if (opened || answer.hasRemaining()) {
            return;
        }
        opened = true;
        ByteBuffer setup = answer.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
        try {
            if (SetupResponse.valid(setup) && SetupResponse.error(setup) == 0) {
                open(setup);
            }
        } catch (IOException e) {
            closeFiles();
        }
    }

    private void open(ByteBuffer setup) throws IOException {
        if (SetupResponse.type(setup) == SetupResponse.TYPE_SHARED_MEMORY) {
            String[] bases = {SetupResponse.request(setup), SetupResponse.response(setup), SetupResponse.event(setup)};
            for (int i = 0; i < bases.length; i++) {
                rings[i] = new FileRing(bases[i]);
            }
            return;
        }
        String base = SetupResponse.response(setup);
        control = new RandomAccessFile(SetupResponse.request(setup), "rw");
        requestSocket = UnixDatagram.open("request");
        requestSocket.bind(UnixAddress.abstractName(base + QbNames.RESPONSE_SOCKET));
        requestSocket.connect(UnixAddress.abstractName(base + QbNames.REQUEST_SOCKET));
        eventSocket = UnixDatagram.open("event");
        eventSocket.bind(UnixAddress.abstractName(base + QbNames.EVENT_SOCKET));
        eventSocket.connect(UnixAddress.abstractName(base + QbNames.EVENT_TX_SOCKET));
    }

    @Override
    public boolean isOpen() {
        return rings[EVENT] != null || eventSocket != null;
    }

    @Override
    public boolean send(ByteBuffer request) {
        if (rings[REQUEST] == null) {
            byte[] bytes = new byte[request.remaining()];
            request.get(request.position(), bytes);
            return transfer(bytes) == bytes.length;
        }
        try {
            return rings[REQUEST].write(request) && write(new byte[1]) == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private int transfer(byte[] bytes) {
        if (requestSocket == null) {
            return -1;
        }
        int n = Math.min(bytes.length, MEMORY);
        memory.buffer().put(0, bytes, 0, n);
        return requestSocket.send(memory, 0, n);
    }

    @Override
    public void datagram(byte[] bytes) {
        transfer(bytes);
    }

    @Override
    public ByteBuffer response() {
        return take(rings[RESPONSE], requestSocket);
    }

    @Override
    public ByteBuffer event() {
        ByteBuffer event = take(rings[EVENT], eventSocket);
        if (event != null && rings[EVENT] != null) {
            drain(1);
        }
        return event;
    }

    private ByteBuffer take(FileRing ring, UnixDatagram socket) {
        try {
            if (ring != null) {
                return ring.read();
            }
        } catch (IOException e) {
            return null;
        }
        int n = socket == null ? -1 : socket.receive(memory, 0, MEMORY);
        return n < 0 || n > MEMORY
                ? null
                : ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN).put(0, memory.buffer(), 0, n);
    }

    @Override
    public void drain(int most) {
        if (most > 0) {
            stream.receive(memory, 0, most);
        }
    }

    /** Something with a ring. */
    private interface Misdeed {
        void with(FileRing ring) throws IOException;
    }

    private void commit(int ring, Misdeed misdeed) {
        try {
            if (rings[ring] != null) {
                misdeed.with(rings[ring]);
            }
        } catch (IOException e) {
            // it did not work
        }
    }

    @Override
    public void header(int ring, int at, int value) {
        commit(ring, r -> r.header(at, value));
    }

    @Override
    public void word(int ring, int offset, int value) {
        commit(ring, r -> r.word(ring == REQUEST ? RingLayout.READ_INDEX : RingLayout.WRITE_INDEX, offset, value));
    }

    @Override
    public void cut(int which, int size, boolean full) {
        try {
            if (control != null) {
                control.setLength(size);
            }
        } catch (IOException e) {
            return;
        }
        commit(which / 2 % 3, r -> r.cut(which % 2 == 0, size));
    }

    @Override
    public void stranger(byte[] bytes, int who) {
        if (control == null) {
            return;
        }
        try (UnixDatagram socket = UnixDatagram.open("stranger")) {
            memory.buffer().put(0, bytes);
            socket.sendTo(memory, 0, bytes.length, UnixAddress.abstractName(
                    SetupResponse.response(answer.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip())
                            + QbNames.REQUEST_SOCKET));
        } catch (PosixException e) {
            // no descriptor for him
        }
    }

    @Override
    public void closeSocket(boolean ofEvents) {
        UnixDatagram socket = ofEvents ? eventSocket : requestSocket;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void attach(int descriptors) {
        // Not his own: while it is under way to a server that holds him back, nobody sees that he has gone.
        try (UnixDatagram other = UnixDatagram.open("attached")) {
            PassedDescriptors.send(requestSocket == null ? stream : requestSocket, new byte[1], other.fd(),
                    descriptors);
        } catch (PosixException e) {
            // no descriptor for him
        }
    }

    @Override
    public String share(String name, int size, boolean own) {
        if (name.startsWith("/")) {
            return name;
        }
        try {
            Path file = folder.resolve("corosync_zerocopy-" + name);
            Files.write(file, new byte[size]);
            return file.toString();
        } catch (IOException | InvalidPathException e) {
            return name;
        }
    }

    @Override
    public void shutdown() {
        stream.shutdown();
    }

    private void closeFiles() {
        for (FileRing ring : rings) {
            closeQuietly(ring);
        }
        Arrays.fill(rings, null);
        closeQuietly(control);
        closeQuietly(requestSocket);
        closeQuietly(eventSocket);
    }

    private static void closeQuietly(AutoCloseable one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stream.close();
        closeFiles();
    }
}
