package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.spi.engine.ClientSession;

/** A client that asks and keeps the last answer. */
final class ProbeSession implements ClientSession {
    ByteBuffer answer;

    @Override
    public int pid() {
        return 1;
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
        return 1;
    }

    @Override
    public void respond(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        answer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void event(ByteBuffer message) {
        throw new SimException("nobody asked for events");
    }

    @Override
    public <T> T attachment() {
        return null;
    }

    @Override
    public void attach(Object value) {
        // not kept: this client only asks
    }

    @Override
    public void disconnect() {
        throw new SimException("a client was sent away");
    }
}
