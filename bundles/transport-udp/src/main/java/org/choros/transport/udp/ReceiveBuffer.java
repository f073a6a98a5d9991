package org.choros.transport.udp;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * What one channel reads into: the same buffer again and again, with room for whole batches of the longest datagrams so
 * that nothing is ever cut off; and a bounded number of datagrams before timers and other channels get their turn.
 */
final class ReceiveBuffer implements RecvByteBufAllocator {
    /** Room for one datagram, bytes; more than IPv4 or IPv6 (without jumbograms) can carry. */
    static final int DATAGRAM_MAX = 65536;
    private static final int DATAGRAMS_PER_TURN = 128;

    private final int batch;
    private final int length;
    /** Made at the first read; null before that and after {@link #free()}. */
    private ByteBuf shared;
    private ByteBuffer view;

    /** @param batch how many datagrams one system call reads */
    ReceiveBuffer(int batch) {
        this.batch = batch;
        this.length = batch * DATAGRAM_MAX;
    }

    private ByteBuf next(ByteBufAllocator allocator) {
        if (shared == null) {
            shared = allocator.directBuffer(length, length);
            view = shared.nioBuffer(0, length);
        }
        // somebody may have kept a packet, though nobody here does
        return shared.refCnt() == 1 ? shared.clear().retain() : allocator.directBuffer(length, length);
    }

    /** @return the bytes of a packet, without a new object when it was read into this buffer; until the next call */
    ByteBuffer bytes(ByteBuf packet) {
        if (shared != null && packet.hasMemoryAddress()) {
            long start = packet.memoryAddress() + packet.readerIndex() - shared.memoryAddress();
            if (start >= 0 && start + packet.readableBytes() <= length) {
                return view.limit((int) start + packet.readableBytes()).position((int) start);
            }
        }
        return packet.nioBuffer();
    }

    /** Gives the memory back when the channel is closed. */
    void free() {
        if (shared != null) {
            shared.release();
            shared = null;
            view = null;
        }
    }

    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
        return new BatchHandle();
    }

    private final class BatchHandle implements ExtendedHandle {
        private int read;
        private int lastBytes;
        private int attemptedBytes;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return next(allocator);
        }

        @Override
        public int guess() {
            return length;
        }

        @Override
        public void reset(ChannelConfig config) {
            read = 0;
            lastBytes = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            read += count;
        }

        @Override
        public void lastBytesRead(int bytes) {
            lastBytes = bytes;
        }

        @Override
        public int lastBytesRead() {
            return lastBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public boolean continueReading() {
            // a batch that is not full has emptied the socket: what was received is answered before anybody looks again
            boolean more = batch == 1 ? lastBytes > 0 : lastBytes == attemptedBytes;
            return more && read < DATAGRAMS_PER_TURN;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return continueReading();
        }

        @Override
        public void readComplete() {
            lastBytes = 0;
        }
    }
}
