package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.posix.NativeBuffer;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.SetupResponse;

/**
 * The ring thread's working memory: one area for the request in hand and one for the message on its way out, each with
 * room for a chunk header before the message; and for many short ones at once.
 */
final class Scratch {
    /** Where messages begin, behind the room for a chunk header. */
    static final int MESSAGE = RingLayout.CHUNK_HEADER;
    private static final int FIRST = 64 * 1024;

    private NativeBuffer in = NativeBuffer.allocate(MESSAGE + FIRST);
    private NativeBuffer out = NativeBuffer.allocate(MESSAGE + FIRST);
    private final NativeBuffer words = NativeBuffer.allocate(64);
    private final NativeBuffer block = NativeBuffer.allocate(FIRST);
    private final ChunkStage stage = new ChunkStage();
    private final NativeBuffer setup = NativeBuffer.allocate(SetupResponse.LENGTH);
    private ByteBuffer view = view(in);

    /** Makes room for messages of this length; false when there is no memory for it. */
    boolean reserve(int maxMessageSize) {
        if (in.capacity() - MESSAGE < maxMessageSize) {
            // By doubling: clients who ask for ever a little more would have us fill the memory with what is too small.
            int size = MESSAGE + Math.max(maxMessageSize, Integer.highestOneBit(maxMessageSize - 1) << 1);
            try {
                NativeBuffer newIn = NativeBuffer.allocate(size);
                out = NativeBuffer.allocate(size);
                // a request in hand keeps the old area alive until it is done
                in = newIn;
                view = view(in);
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer view(NativeBuffer memory) {
        return memory.buffer().slice(MESSAGE, memory.capacity() - MESSAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    NativeBuffer in() {
        return in;
    }

    NativeBuffer out() {
        return out;
    }

    /** A piece of a ring with several requests in it. */
    NativeBuffer block() {
        return block;
    }

    /** Events on their way out. */
    ChunkStage stage() {
        return stage;
    }

    /** For a set-up response. */
    NativeBuffer setup() {
        return setup;
    }

    /** Some bytes for index words and notifications. */
    NativeBuffer words() {
        return words;
    }

    /** The request that was received last, from position 0. */
    ByteBuffer request(int length) {
        return view.clear().limit(length);
    }

    /** Copies a message to the way out, at {@link #MESSAGE}. */
    void stage(ByteBuffer message) {
        out.buffer().put(MESSAGE, message, message.position(), message.remaining());
    }
}
