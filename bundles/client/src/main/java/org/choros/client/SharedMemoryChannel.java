package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.Poll;
import org.choros.posix.UnixStream;

/** Three rings in shared memory; the set-up stream carries one byte a request and one byte an event. */
final class SharedMemoryChannel implements Channel {
    private final Server server;
    private final UnixStream stream;
    private final ShmRing requests;
    private final ShmRing responses;
    private final ShmRing events;
    private final int longest;
    private final NativeBuffer out = NativeBuffer.allocate(1);
    private final NativeBuffer in = NativeBuffer.allocate(1);
    private final Poll replyPoll = new Poll(1);
    private final Poll eventPoll = new Poll(1);

    SharedMemoryChannel(Server server, Setup setup) throws IOException, ChorosException {
        this.server = server;
        stream = server.stream();
        requests = ShmRing.writing(setup.request());
        responses = ShmRing.reading(setup.response(), setup.maxMessage());
        events = ShmRing.reading(setup.event(), setup.maxMessage());
        longest = setup.maxMessage();
    }

    @Override
    public void send(ByteBuffer message, int blockedUpTo) throws ChorosException, IOException {
        int flow = requests.flowControl();
        if (flow > 0 && flow <= blockedUpTo) {
            throw new ChorosException(CsError.TRY_AGAIN, "the node takes no requests");
        }
        if (!requests.shared()) {
            throw Setup.failure(Errno.ENOTCONN);
        }
        if (!requests.write(message)) {
            throw new ChorosException(CsError.TRY_AGAIN, "the ring of requests is full");
        }
        int n = stream.send(out, 0, 1);
        while (n == -Errno.EAGAIN) {
            // the chunk is in the ring, so its byte is owed
            replyPoll.watch(0, stream.fd(), Poll.OUT);
            replyPoll.await(-1);
            n = stream.send(out, 0, 1);
        }
        if (n < 0) {
            throw Setup.failure(-n);
        }
    }

    @Override
    public int flowControl() {
        return requests.flowControl();
    }

    @Override
    public int longestRequest() {
        return longest;
    }

    @Override
    public ByteBuffer receive(long timeoutNs) throws ChorosException, IOException {
        ByteBuffer reply = responses.read(timeoutNs);
        if (reply == null && hungUp()) {
            reply = responses.read();
            if (reply == null) {
                throw Setup.failure(Errno.ENOTCONN);
            }
        }
        return reply;
    }

    @Override
    public boolean hungUp() throws IOException {
        replyPoll.watch(0, stream.fd(), Poll.IN);
        replyPoll.await(0);
        return (replyPoll.ready(0) & (Poll.HUP | Poll.ERR | Poll.NVAL)) != 0;
    }

    @Override
    public ByteBuffer event(int timeoutMs) throws ChorosException, IOException {
        eventPoll.watch(0, stream.fd(), Poll.IN);
        if (eventPoll.await(timeoutMs) == 0) {
            return null;
        }
        int n = stream.receive(in, 0, 1);
        if (n == -Errno.EAGAIN) {
            return null;
        }
        if (n <= 0) {
            throw Setup.failure(n == 0 ? Errno.ENOTCONN : -n);
        }
        // the byte follows its chunk, so that must be there
        ByteBuffer event = events.read();
        if (event == null) {
            throw new ChorosException(CsError.LIBRARY, "an event was announced but not sent");
        }
        return event;
    }

    @Override
    public int eventFd() {
        return stream.fd();
    }

    @Override
    public void hangUp() {
        stream.shutdown();
    }

    @Override
    public void close(boolean broken) {
        boolean serverDead = broken && server.dead();
        stream.close();
        requests.close(serverDead);
        responses.close(serverDead);
        events.close(serverDead);
        if (serverDead) {
            ShmRing.delete(requests.folder());
        }
    }
}
