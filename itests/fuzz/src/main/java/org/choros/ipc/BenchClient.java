package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.choros.posix.PeerCredentials;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;
import org.choros.wire.qb.RingReader;
import org.choros.wire.qb.RingWriter;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/** A client in memory. */
final class BenchClient implements Foe {
    private static final int PAGE = 4096;
    private static final PeerCredentials[] OTHERS = {new PeerCredentials(102, 1002, 1002),
            new PeerCredentials(103, 0, 0), null};

    private final MemoryKernel kernel;
    private final PeerCredentials ids;
    private final MemoryStream stream;
    private final MemoryFile[] headers = new MemoryFile[3];
    private final MemoryFile[] data = new MemoryFile[3];
    private ByteBuffer answer;
    private RingWriter writer;
    private RingReader responses;
    private RingReader events;
    private ByteBuffer scratch = ByteBuffer.allocate(0);
    private MemoryFile control;
    private MemoryDatagram requestSocket;
    private MemoryDatagram eventSocket;
    private int wish;
    private int said;

    BenchClient(MemoryKernel kernel, MemoryStream stream, PeerCredentials ids) {
        this.kernel = kernel;
        this.stream = stream;
        this.ids = ids;
    }

    // --- set-up

    private PeerCredentials who(int who) {
        return who % (OTHERS.length + 1) == 0 ? ids : OTHERS[who % (OTHERS.length + 1) - 1];
    }

    @Override
    public void say(int count, int maxMessageSize, int who) {
        ByteBuffer request = ByteBuffer.allocate(SetupRequest.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        SetupRequest.write(request, maxMessageSize);
        wish = maxMessageSize;
        int end = Math.min(SetupRequest.LENGTH, said + count);
        stream.write(Arrays.copyOfRange(request.array(), said, end), who(who));
        said = end;
    }

    @Override
    public int write(byte[] bytes) {
        return stream.write(bytes, ids);
    }

    @Override
    public void open() {
        if (answer != null || stream.waiting() < SetupResponse.LENGTH) {
            return;
        }
        answer = ByteBuffer.wrap(stream.read(SetupResponse.LENGTH)).order(ByteOrder.LITTLE_ENDIAN);
        if (!SetupResponse.valid(answer) || SetupResponse.error(answer) != 0) {
            return;
        }
        scratch = ByteBuffer.allocate(Math.max(wish, 64)).order(ByteOrder.LITTLE_ENDIAN);
        if (SetupResponse.type(answer) == SetupResponse.TYPE_SHARED_MEMORY) {
            String[] bases = {SetupResponse.request(answer), SetupResponse.response(answer),
                    SetupResponse.event(answer)};
            for (int i = 0; i < bases.length; i++) {
                headers[i] = kernel.file(bases[i] + QbNames.HEADER);
                data[i] = kernel.file(bases[i] + QbNames.DATA);
                if (headers[i] == null || data[i] == null) {
                    return;
                }
            }
            RingMemory[] rings = new RingMemory[bases.length];
            for (int i = 0; i < bases.length; i++) {
                rings[i] = new RingMemory(headers[i].bytes(), data[i].bytes());
                rings[i].addRef(1);
            }
            writer = new RingWriter(rings[REQUEST]);
            responses = new RingReader(rings[RESPONSE]);
            events = new RingReader(rings[EVENT]);
        } else {
            control = kernel.file(SetupResponse.request(answer));
            bind();
        }
    }

    /** Binds the two sockets that a client has. */
    private void bind() {
        String base = SetupResponse.response(answer);
        if (requestSocket == null && kernel.datagram(base + QbNames.REQUEST_SOCKET) != null) {
            requestSocket = connected(base + QbNames.RESPONSE_SOCKET, base + QbNames.REQUEST_SOCKET);
            eventSocket = connected(base + QbNames.EVENT_SOCKET, base + QbNames.EVENT_TX_SOCKET);
        }
    }

    private MemoryDatagram connected(String name, String peer) {
        MemoryDatagram socket = kernel.bind(name, ids);
        try {
            if (socket != null) {
                socket.connect(peer);
            }
            return socket;
        } catch (org.choros.posix.PosixException e) {
            return socket;
        }
    }

    @Override
    public boolean isOpen() {
        return writer != null || requestSocket != null && eventSocket != null;
    }

    // --- messages

    @Override
    public boolean send(ByteBuffer request) {
        if (writer != null) {
            RingWriter.Outcome outcome = writer.write(request.duplicate().order(ByteOrder.LITTLE_ENDIAN));
            boolean written = outcome == RingWriter.Outcome.WRITTEN || outcome == RingWriter.Outcome.WRITTEN_WAKE;
            return written && write(new byte[1]) == 1;
        }
        byte[] bytes = new byte[request.remaining()];
        request.duplicate().get(bytes);
        return requestSocket != null && requestSocket.send(bytes, SetupResponse.response(answer)
                + QbNames.REQUEST_SOCKET) > 0;
    }

    @Override
    public void datagram(byte[] bytes) {
        if (requestSocket != null) {
            requestSocket.send(bytes, SetupResponse.response(answer) + QbNames.REQUEST_SOCKET);
        }
    }

    @Override
    public ByteBuffer response() {
        return responses != null ? read(responses) : take(requestSocket);
    }

    @Override
    public ByteBuffer event() {
        if (events == null) {
            return take(eventSocket);
        }
        ByteBuffer event = read(events);
        if (event != null) {
            stream.read(1);
        }
        return event;
    }

    private ByteBuffer read(RingReader ring) {
        int length = ring.read(scratch);
        return length < 0
                ? null
                : ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(0, scratch, 0, length);
    }

    private static ByteBuffer take(MemoryDatagram socket) {
        byte[] bytes = socket == null ? null : socket.take();
        return bytes == null ? null : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int flowControl() {
        return writer != null
                ? headers[REQUEST].bytes().getInt(RingLayout.FLOW_CONTROL)
                : control == null ? 0 : control.bytes().getInt(RingLayout.CONTROL_FLOW_CONTROL);
    }

    @Override
    public void drain(int most) {
        stream.read(most);
    }

    // --- misdeeds

    @Override
    public void header(int ring, int at, int value) {
        if (headers[ring] != null && at + Integer.BYTES <= headers[ring].size()) {
            headers[ring].bytes().putInt(at, value);
        }
    }

    @Override
    public void word(int ring, int offset, int value) {
        if (data[ring] != null && data[ring].size() > 0) {
            int words = data[ring].bytes().capacity() / 4;
            int from = headers[ring].bytes().getInt(ring == REQUEST ? RingLayout.READ_INDEX : RingLayout.WRITE_INDEX);
            data[ring].bytes().putInt(Math.floorMod((long) from + offset, words) * 4, value);
        }
    }

    @Override
    public void cut(int which, int size, boolean full) {
        MemoryFile file = control != null ? control : which % 2 == 0 ? headers[which / 2 % 3] : data[which / 2 % 3];
        if (file != null) {
            file.size(size);
            file.full(full);
        }
    }

    @Override
    public void closeSocket(boolean ofEvents) {
        MemoryDatagram socket = ofEvents ? eventSocket : requestSocket;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void attach(int descriptors) {
        // the kernel's matter
        write(new byte[1]);
    }

    @Override
    public String share(String name, int size, boolean own) {
        String path = name.startsWith("/") ? name : MemoryKernel.SHARED_MEMORY + "/corosync_zerocopy-" + name;
        if (kernel.file(path) == null) {
            kernel.make(path, PAGE, own ? ids.uid() : 0).size(size);
        }
        return path;
    }

    @Override
    public void stranger(byte[] bytes, int who) {
        if (answer != null && control != null) {
            String base = SetupResponse.response(answer);
            MemoryDatagram socket = kernel.bind(base + "-stranger", who(who));
            if (socket != null) {
                socket.send(bytes, base + QbNames.REQUEST_SOCKET);
                socket.close();
            }
        }
    }

    @Override
    public void shutdown() {
        stream.shutdown();
    }

    @Override
    public void close() {
        stream.close();
        if (requestSocket != null) {
            requestSocket.close();
        }
        if (eventSocket != null) {
            eventSocket.close();
        }
    }
}
