package org.choros.ipc;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

import org.choros.posix.DatagramSocket;
import org.choros.posix.Errno;
import org.choros.posix.Fault;
import org.choros.posix.NativeBuffer;
import org.choros.posix.PeerCredentials;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixSocket;

/** A datagram socket with a name; the server's have a descriptor, clients' have none. */
final class MemoryDatagram implements DatagramSocket, MemoryReactor.Source {
    static final int LENGTH_MAX = 100_000;
    private static final int QUEUE_MAX = 10;

    private record Message(byte[] bytes, PeerCredentials sender) {
    }

    private final MemoryKernel kernel;
    private final String name;
    private final PeerCredentials owner;
    private final Queue<Message> queue = new ArrayDeque<>();
    private int fd;
    private String peer;
    private boolean closed;
    private boolean reset;

    MemoryDatagram(MemoryKernel kernel, String name, PeerCredentials owner, int fd) {
        this.kernel = kernel;
        this.name = name;
        this.owner = owner;
        this.fd = fd;
    }

    @Override
    public boolean isReadable() {
        return !queue.isEmpty();
    }

    @Override
    public boolean isHungUp() {
        return reset;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void passCredentials(boolean on) {
        // always
    }

    @Override
    public void connect(UnixAddress address) throws PosixException {
        connect(address.toString().substring(1));
    }

    void connect(String to) throws PosixException {
        if (closed || kernel.datagram(to) == null) {
            throw Fault.of("connect", closed ? Errno.EBADF : Errno.ECONNREFUSED);
        }
        peer = to;
    }

    /** Sends, to the peer or to anybody; what comes of it. */
    int send(byte[] bytes, String to) {
        MemoryDatagram receiver = closed || to == null ? null : kernel.datagram(to);
        if (closed || to == null) {
            return closed ? -Errno.EBADF : -Errno.ENOTCONN;
        }
        if (receiver == null) {
            return -Errno.ECONNREFUSED;
        }
        if (receiver.peer != null && !receiver.peer.equals(name)) {
            return -Errno.EPERM;
        }
        if (bytes.length > LENGTH_MAX) {
            return -Errno.EMSGSIZE;
        }
        if (receiver.queue.size() >= QUEUE_MAX) {
            return -Errno.EAGAIN;
        }
        receiver.queue.add(new Message(bytes, owner));
        return bytes.length;
    }

    @Override
    public int send(NativeBuffer from, int offset, int length) {
        byte[] bytes = new byte[Math.min(length, LENGTH_MAX + 1)];
        from.buffer().get(offset, bytes, 0, bytes.length);
        return send(bytes, peer);
    }

    /** Takes one whole, null when there is none. */
    byte[] take() {
        Message message = queue.poll();
        return message == null ? null : message.bytes;
    }

    @Override
    public int receive(NativeBuffer into, int offset, int length) {
        return receiveWithCredentials(into, offset, length).count();
    }

    @Override
    public UnixSocket.Received receiveWithCredentials(NativeBuffer into, int offset, int length) {
        if (closed) {
            return new UnixSocket.Received(-Errno.EBADF, null);
        }
        Message message = queue.poll();
        if (message == null) {
            return new UnixSocket.Received(-Errno.EAGAIN, null);
        }
        byte[] fits = Arrays.copyOf(message.bytes, Math.min(length, message.bytes.length));
        into.buffer().put(offset, fits);
        // as the kernel: nothing is told of an empty one
        return new UnixSocket.Received(message.bytes.length, message.bytes.length == 0 ? null : message.sender);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kernel.closed(name, this);
            MemoryDatagram other = peer == null ? null : kernel.datagram(peer);
            if (other != null && name.equals(other.peer)) {
                other.reset = true;
            }
            if (fd >= 0) {
                kernel.closed(fd);
                fd = -1;
            }
        }
    }
}
