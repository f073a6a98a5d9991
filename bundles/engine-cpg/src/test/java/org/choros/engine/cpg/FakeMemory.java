package org.choros.engine.cpg;

import java.nio.ByteBuffer;

import org.choros.spi.engine.SharedMemory;

/** A client's memory, which may be cut. */
final class FakeMemory implements SharedMemory {
    byte[] bytes;
    boolean closed;

    FakeMemory(int size) {
        bytes = new byte[size];
    }

    @Override
    public boolean read(long at, ByteBuffer into) {
        if (at + into.remaining() > bytes.length) {
            return false;
        }
        into.put(bytes, (int) at, into.remaining());
        return true;
    }

    @Override
    public boolean write(long at, ByteBuffer from) {
        if (at + from.remaining() > bytes.length) {
            return false;
        }
        from.get(bytes, (int) at, from.remaining());
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
