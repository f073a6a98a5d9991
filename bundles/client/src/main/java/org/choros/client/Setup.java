package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/**
 * The handshake: what the server answered to a new client.
 *
 * @param type the channel type, datagram sockets or shared memory
 * @param maxMessage the longest message in bytes
 * @param request file of requests: control file, or base name of a ring
 * @param response base name of the sockets, or of the ring of replies
 * @param event base name of the ring of events
 */
record Setup(int type, int maxMessage, String request, String response, String event) {

    private static final long MAX_MESSAGE = 1 << 28;
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
        NativeBuffer memory = NativeBuffer.allocate(SetupResponse.LENGTH);
        ByteBuffer b = memory.buffer();
        SetupRequest.write(b, SetupRequest.USUAL_MESSAGE_SIZE);
        stream.passCredentials(true);
        int sent = stream.send(memory, 0, SetupRequest.LENGTH);
        if (sent != SetupRequest.LENGTH) {
            throw failure(sent < 0 ? -sent : Errno.ENOTCONN);
        }
        Poll poll = new Poll(1);
        int got = 0;
        while (got < SetupResponse.LENGTH) {
            poll.watch(0, stream.fd(), Poll.IN);
            if (poll.await(deadline.leftMs()) == 0 && deadline.passed()) {
                throw new ChorosException(CsError.TIMEOUT, "the node did not answer");
            }
            int n = stream.receive(memory, got, SetupResponse.LENGTH - got);
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
        if (!SetupResponse.valid(b.clear())) {
            throw new ChorosException(CsError.LIBRARY, "the node's answer makes no sense");
        }
        int error = SetupResponse.error(b);
        if (error != 0) {
            throw failure(Math.abs(error));
        }
        int type = SetupResponse.type(b);
        if (type != SetupResponse.TYPE_SOCKET && type != SetupResponse.TYPE_SHARED_MEMORY) {
            throw new ChorosException(CsError.NOT_SUPPORTED, "channel type " + type);
        }
        long maxMessage = SetupResponse.maxMessageSize(b);
        if (maxMessage < SetupResponse.LENGTH || maxMessage > MAX_MESSAGE) {
            throw new ChorosException(CsError.LIBRARY, "messages of " + maxMessage + " bytes");
        }
        return new Setup(type, (int) maxMessage, SetupResponse.request(b), SetupResponse.response(b),
                SetupResponse.event(b));
    }

    static ChorosException failure(int errno) {
        return new ChorosException(ErrorMap.of(errno), Errno.symbol(errno));
    }
}
