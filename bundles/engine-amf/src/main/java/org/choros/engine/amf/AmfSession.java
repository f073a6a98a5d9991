package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcReply;

/** One client: the status that it reads, what it watches, and what waits for its operation. */
final class AmfSession {
    /** As many requests as may wait behind one that is not answered; C libraries send none. */
    private static final int WAITING_MAX = 16;

    private final ClientSession session;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private byte[] status;
    private boolean operating;
    private boolean gone;

    AmfSession(ClientSession session) {
        this.session = session;
    }

    /** The client's user. */
    int uid() {
        return session.uid();
    }

    void respond(IpcReply reply) {
        if (!gone) {
            session.respond(reply.encode());
        }
    }

    void tell(IpcReply event) {
        if (!gone) {
            session.event(event.encode());
        }
    }

    void gone() {
        gone = true;
        status = null;
        waiting.clear();
    }

    /** The status that it reads at the moment; null for none. */
    byte[] status() {
        return status;
    }

    void status(byte[] bytes) {
        status = bytes;
    }

    // --- answers go out in the order of the requests

    boolean isOperating() {
        return operating;
    }

    void operating(boolean is) {
        operating = is;
    }

    /** A request has to wait for the answer to the one before; who sends too many is sent away. */
    void later(ByteBuffer message) {
        if (waiting.size() >= WAITING_MAX) {
            session.disconnect();
            return;
        }
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        waiting.add(bytes);
    }

    /** The next that waited; null for none. */
    ByteBuffer next() {
        byte[] bytes = waiting.poll();
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
