package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.TransportHost;
import org.choros.tck.TestRing;

/** A host that does not care what it is told. */
record Guest(TestRing ring) implements TransportHost, AutoCloseable {
    @Override
    public RingThread ringThread() {
        return ring;
    }

    @Override
    public void onPacket(int link, ByteBuffer packet, boolean flushing) {
        // not for us
    }

    @Override
    public void onBatchEnd() {
        // not for us
    }

    @Override
    public void onInterface(int link, InetAddress local, boolean up) {
        // not for us
    }

    @Override
    public void onDropped(Drop cause) {
        // not for us
    }

    @Override
    public void log(LogLevel level, String text) {
        // not for us
    }

    @Override
    public void close() {
        ring.close();
    }
}
