package org.choros.transport.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Sizes the reads of a channel: room for whole batches of the longest datagrams, so that nothing is ever cut off, and a
 * bounded number of them before timers and the other channels get their turn.
 */
final class ReceiveBuffer implements RecvByteBufAllocator {
    /** Room for one datagram, bytes; more than IPv4 or IPv6 (without jumbograms) can carry. */
    static final int DATAGRAM_MAX = 65536;
    private static final int DATAGRAMS_PER_TURN = 128;

    private final int batch;

    ReceiveBuffer(int batch) {
        this.batch = batch;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
        return new BatchHandle(batch * DATAGRAM_MAX);
    }

    private static final class BatchHandle implements ExtendedHandle {
        private final int length;
        private int read;
        private int lastBytes;
        private int attemptedBytes;

        BatchHandle(int length) {
            this.length = length;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.directBuffer(length, length);
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
            return lastBytes > 0 && read < DATAGRAMS_PER_TURN;
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
