package org.choros.ipc;

import java.nio.ByteBuffer;

import org.choros.posix.Errno;
import org.choros.posix.NativeBuffer;
import org.choros.posix.StreamSocket;

/**
 * Three rings in shared memory; the stream carries one byte for each request and each event. Bytes that the stream does
 * not take are owed and sent later: a missing one would hang the client.
 */
final class RingChannel implements Channel {
    private static final int BYTES = 256;

    private final NativeBuffer notes = NativeBuffer.allocate(BYTES);
    private final RingFile request;
    private final RingFile response;
    private final RingFile event;
    private long owed;

    RingChannel(RingFile request, RingFile response, RingFile event) {
        this.request = request;
        this.response = response;
        this.event = event;
    }

    @Override
    public int requests(StreamSocket stream) {
        return stream.fd();
    }

    @Override
    public int receive(Scratch scratch, int announced) {
        return request.read(scratch, announced);
    }

    @Override
    public boolean consumed(Scratch scratch) {
        return request.consume(scratch);
    }

    @Override
    public Sent respond(ByteBuffer message, Scratch scratch) {
        return response.write(message, scratch);
    }

    @Override
    public Sent event(ByteBuffer message, Scratch scratch) {
        Sent sent = event.append(message, scratch);
        if (sent == Sent.DONE) {
            owed++;
        }
        return sent;
    }

    @Override
    public Sent settle(StreamSocket stream, Scratch scratch) {
        if (!event.publish(scratch)) {
            return Sent.BROKEN;
        }
        while (owed > 0) {
            int n = stream.send(notes, 0, (int) Math.min(owed, BYTES));
            if (n < 0) {
                return n == -Errno.EAGAIN ? Sent.LATER : Sent.BROKEN;
            }
            owed -= n;
        }
        return Sent.DONE;
    }

    @Override
    public boolean flowControl(int level, Scratch scratch) {
        return request.flowControl(level, scratch);
    }

    @Override
    public void farewell(Scratch scratch) {
        request.release(scratch);
        response.release(scratch);
        event.release(scratch);
    }

    @Override
    public void close() {
        request.close();
        response.close();
        event.close();
    }
}
