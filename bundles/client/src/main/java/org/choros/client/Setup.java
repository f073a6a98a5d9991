package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.PosixException;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixStream;

/**
 * The handshake: what the server answered to a new client.
 *
 * @param type the channel type, {@link #SOCKET} or {@link #SHARED_MEMORY}
 * @param maxMessage the longest message in bytes
 * @param request file of requests: control file, or base name of a ring
 * @param response base name of the sockets, or of the ring of replies
 * @param event base name of the ring of events
 */
record Setup(int type, int maxMessage, String request, String response, String event) {

    /** Datagram sockets. */
    static final int SOCKET = 0;
    /** Rings in shared memory. */
    static final int SHARED_MEMORY = 1;
    private static final int AUTHENTICATE = -1;
    private static final int REQUEST_SIZE = 24;
    private static final int REPLY_SIZE = 12_328;
    private static final int WANTED = 1_048_576;
    private static final int NAMES = 40;
    private static final int NAME_MAX = 4096;
    private static final Path FORCE_FILES = Path.of("/etc/libqb/force-filesystem-sockets");
    private static final Path SOCKET_DIRECTORY = Path.of("/tmp");

    static UnixStream connect(String name) throws PosixException {
        UnixAddress address = Files.exists(FORCE_FILES)
                ? UnixAddress.file(SOCKET_DIRECTORY.resolve(name))
                : UnixAddress.abstractName(name);
        return UnixStream.connect(address, true);
    }

    /** Introduces us and waits for the answer, at most until the deadline. */
    static Setup negotiate(UnixStream stream, Deadline deadline) throws IOException, ChorosException {
        NativeBuffer memory = NativeBuffer.allocate(REPLY_SIZE);
        ByteBuffer b = memory.buffer();
        b.putInt(0, AUTHENTICATE).putInt(8, REQUEST_SIZE).putInt(16, WANTED);
        stream.passCredentials(true);
        int sent = stream.send(memory, 0, REQUEST_SIZE);
        if (sent != REQUEST_SIZE) {
            throw failure(sent < 0 ? -sent : Errno.ENOTCONN);
        }
        Poll poll = new Poll(1);
        int got = 0;
        while (got < REPLY_SIZE) {
            poll.watch(0, stream.fd(), Poll.IN);
            if (poll.await(deadline.leftMs()) == 0 && deadline.passed()) {
                throw new ChorosException(CsError.TIMEOUT, "the node did not answer");
            }
            int n = stream.receive(memory, got, REPLY_SIZE - got);
            if (n == 0) {
                throw failure(Errno.ENOTCONN);
            }
            if (n < 0 && n != -Errno.EAGAIN) {
                throw failure(-n);
            }
            got += Math.max(n, 0);
        }
        stream.passCredentials(false);
        return decode(b);
    }

    private static Setup decode(ByteBuffer b) throws ChorosException {
        int error = b.getInt(16);
        if (error != 0) {
            throw failure(Math.abs(error));
        }
        int type = b.getInt(24);
        int maxMessage = b.getInt(28);
        if (type != SOCKET && type != SHARED_MEMORY) {
            throw new ChorosException(CsError.NOT_SUPPORTED, "channel type " + type);
        }
        if (b.getInt(8) != REPLY_SIZE || maxMessage < REPLY_SIZE || maxMessage > 1 << 28) {
            throw new ChorosException(CsError.LIBRARY, "the node's answer makes no sense");
        }
        return new Setup(type, maxMessage, name(b, 0), name(b, 1), name(b, 2));
    }

    private static String name(ByteBuffer b, int index) throws ChorosException {
        byte[] bytes = new byte[NAME_MAX];
        b.get(NAMES + NAME_MAX * index, bytes);
        int length = 0;
        while (length < NAME_MAX && bytes[length] != 0) {
            length++;
        }
        if (length == NAME_MAX) {
            throw new ChorosException(CsError.LIBRARY, "the node's answer makes no sense");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    static ChorosException failure(int errno) {
        return new ChorosException(ErrorMap.of(errno), Errno.symbol(errno));
    }
}
