package org.choros.node.services;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;

/** A client that remembers its responses. */
final class FakeSession implements ClientSession {
    final List<ByteBuffer> responses = new ArrayList<>();
    SessionStatistics statistics = SessionStatistics.NONE;
    boolean disconnected;
    private final long id;

    FakeSession() {
        this(0x5A);
    }

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
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        responses.add(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void event(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T attachment() {
        return null;
    }

    @Override
    public void attach(Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SessionStatistics statistics() {
        return statistics;
    }

    @Override
    public void disconnect() {
        disconnected = true;
    }
}
