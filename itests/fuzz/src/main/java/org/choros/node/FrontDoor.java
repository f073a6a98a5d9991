package org.choros.node;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

import org.choros.node.core.NodeCore;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.log.LogLevel;

/** The way of packets from a transport through the crypto to a core, for tests; it is not public in its bundle. */
public final class FrontDoor {
    private final PacketPath path;
    private long lines;

    /**
     * @param core who gets what is genuine
     * @param crypto decides that
     * @param nowNs the time
     */
    public FrontDoor(NodeCore core, PacketCrypto crypto, LongSupplier nowNs) {
        path = new PacketPath(null, new PacketPath.Receiver() {
            @Override
            public void onPacket(int link, ByteBuffer message, boolean flushing, long now) {
                core.onPacket(link, message, flushing, now);
            }

            @Override
            public void onInterface(int link, InetAddress local, boolean up, long now) {
                core.onInterface(link, local, up, now);
            }

            @Override
            public void onBatchEnd(long now) {
                // nothing is sent from here
            }

            @Override
            public void transportLog(LogLevel level, String text) {
                lines++;
                if (text.contains("failed")) {
                    throw new IllegalStateException(text);
                }
            }
        }, nowNs);
        path.crypto(crypto);
    }

    /**
     * @param packet a datagram
     */
    public void onPacket(ByteBuffer packet) {
        path.onPacket(0, packet, false);
    }

    /** @return packets that were not let in */
    public long rejected() {
        long[] sum = new long[1];
        path.counters((name, value) -> sum[0] += name.startsWith("rejected") ? value : 0);
        return sum[0];
    }

    /** @return lines that were logged */
    public long lines() {
        return lines;
    }
}
