package org.choros.ipc;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

import org.choros.itests.fuzz.OracleException;
import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PeerCredentials;
import org.choros.posix.StreamSocket;
import org.choros.posix.UnixSocket;

/** A connected pair of stream sockets: the server has one end, the methods of this class are the client's. */
final class MemoryStream implements MemoryReactor.Source {
    private static final int QUEUE_MAX = 64 * 1024;

    private record Segment(byte[] bytes, PeerCredentials sender) {
    }

    private final MemoryKernel kernel;
    private final int room;
    private final Queue<Segment> toServer = new ArrayDeque<>();
    private int taken;
    private int toServerBytes;
    private byte[] toClient = new byte[64];
    private int toClientLength;
    private boolean shut;
    private boolean closed;
    private boolean serverShut;
    private int fd = -1;

    /**
     * @param kernel whose descriptors are used
     * @param room bytes that wait for the client at most
     */
    MemoryStream(MemoryKernel kernel, int room) {
        this.kernel = kernel;
        this.room = room;
    }

    // --- the client's end

    /** Writes; how many bytes there was room for. */
    int write(byte[] bytes, PeerCredentials sender) {
        int n = closed || shut || serverShut ? 0 : Math.min(bytes.length, QUEUE_MAX - toServerBytes);
        if (n > 0) {
            toServer.add(new Segment(Arrays.copyOf(bytes, n), sender));
            toServerBytes += n;
        }
        return n;
    }

    /** Takes so many bytes at most. */
    byte[] read(int most) {
        int n = Math.min(most, toClientLength);
        byte[] bytes = Arrays.copyOf(toClient, n);
        System.arraycopy(toClient, n, toClient, 0, toClientLength - n);
        toClientLength -= n;
        return bytes;
    }

    int waiting() {
        return toClientLength;
    }

    /** Whether the server has ended it, and nothing is left to read. */
    boolean isOver() {
        return serverShut && toClientLength == 0;
    }

    void shutdown() {
        shut = true;
    }

    void close() {
        closed = true;
    }

    // --- the kernel's

    @Override
    public boolean isReadable() {
        return !toServer.isEmpty() || shut || closed || serverShut;
    }

    @Override
    public boolean isHungUp() {
        return closed || serverShut;
    }

    StreamSocket accepted(int descriptor) {
        fd = descriptor;
        return new Server();
    }

    /** Never accepted: its listener is gone. */
    void refuse() {
        serverShut = true;
    }

    private final class Server implements StreamSocket {
        private boolean credentials = true;
        private boolean reset;

        @Override
        public int fd() {
            return fd;
        }

        @Override
        public void passCredentials(boolean on) {
            credentials = on;
        }

        @Override
        public int send(NativeBuffer from, int offset, int length) {
            if (fd < 0) {
                return -Errno.EBADF;
            }
            if (closed || serverShut) {
                return -Errno.EPIPE;
            }
            int n = Math.min(length, room - toClientLength);
            if (n <= 0) {
                return -Errno.EAGAIN;
            }
            if (toClientLength + n > toClient.length) {
                toClient = Arrays.copyOf(toClient, Math.max(toClientLength + n, 2 * toClient.length));
            }
            from.buffer().get(offset, toClient, toClientLength, n);
            toClientLength += n;
            return n;
        }

        @Override
        public int receive(NativeBuffer into, int offset, int length) {
            return receiveWithCredentials(into, offset, length).count();
        }

        @Override
        public UnixSocket.Received receiveWithCredentials(NativeBuffer into, int offset, int length) {
            OracleException.require(length > 0, "a receive of " + length);
            if (fd < 0) {
                return new UnixSocket.Received(-Errno.EBADF, null);
            }
            Segment segment = toServer.peek();
            if (segment == null) {
                if (closed && toClientLength > 0 && !reset) {
                    reset = true;
                    return new UnixSocket.Received(-Errno.ECONNRESET, null);
                }
                return new UnixSocket.Received(closed || shut || serverShut ? 0 : -Errno.EAGAIN, null);
            }
            int n = Math.min(length, segment.bytes.length - taken);
            into.buffer().put(offset, segment.bytes, taken, n);
            taken += n;
            toServerBytes -= n;
            if (taken == segment.bytes.length) {
                toServer.remove();
                taken = 0;
            }
            return new UnixSocket.Received(n, credentials ? segment.sender : null);
        }

        @Override
        public void shutdown() {
            serverShut = true;
        }

        @Override
        public void close() {
            if (fd >= 0) {
                serverShut = true;
                kernel.closed(fd);
                fd = -1;
            }
        }
    }
}
