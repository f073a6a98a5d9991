package org.choros.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Memory that system calls may read and write: a direct or mapped buffer with its address. Calls take it with an offset
 * and a length, which are checked, so that no argument can reach beyond the buffer.
 */
public final class NativeBuffer {
    private final ByteBuffer buffer;
    private final long address;

    private NativeBuffer(ByteBuffer buffer) {
        this.buffer = buffer;
        this.address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    /**
     * @param capacity bytes
     * @return zeroed memory of our own
     */
    public static NativeBuffer allocate(int capacity) {
        return of(ByteBuffer.allocateDirect(capacity));
    }

    /**
     * @param buffer a writable direct or mapped buffer; the whole of it is used, whatever its position and limit
     * @return the same memory
     */
    public static NativeBuffer of(ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.isReadOnly()) {
            throw new IllegalArgumentException("a writable direct buffer is needed, not " + buffer);
        }
        return new NativeBuffer(buffer.duplicate().clear().order(ByteOrder.nativeOrder()));
    }

    /** @return the memory as a buffer in native order; always the same object; position and limit are free */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** @return the size in bytes */
    public int capacity() {
        return buffer.capacity();
    }

    long address(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        return address + offset;
    }
}
