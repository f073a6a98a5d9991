package org.choros.engine.cfg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcMessage;

/** A client that remembers what it was sent. */
final class FakeSession implements ClientSession {
    final List<ByteBuffer> responses = new ArrayList<>();
    final List<ByteBuffer> events = new ArrayList<>();
    private final long id;
    private Object attachment;

    FakeSession(long id) {
        this.id = id;
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void respond(ByteBuffer message) {
        responses.add(copy(message));
    }

    @Override
    public void event(ByteBuffer message) {
        events.add(copy(message));
    }

    private static ByteBuffer copy(ByteBuffer message) {
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The error of the only response since the last call. */
    int error() {
        if (responses.size() != 1) {
            throw new AssertionError(responses.size() + " responses");
        }
        return IpcMessage.errorOf(responses.remove(0));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    @Override
    public void disconnect() {
        throw new AssertionError("no client of these tests is sent away");
    }
}
