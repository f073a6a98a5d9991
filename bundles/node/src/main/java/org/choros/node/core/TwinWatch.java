package org.choros.node.core;

import java.net.InetAddress;
import java.nio.ByteBuffer;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;

/**
 * Recognises another host that was given our node id. Its ring ids can be the same as ours, so nothing it sends may
 * reach the ring. Only joins and merge detects tell: they are never passed on, so their node id is that of the host
 * they come from. Both rings of one go on sending merge detects, which keep the mark alive.
 */
public final class TwinWatch {
    static final long MEMORY_NS = 10_000_000_000L;

    private final Dialect dialect;
    private final int nodeId;
    private final JoinView join;
    private final MergeDetectView mergeDetect;
    private InetAddress twin;
    private long twinUntilNs;

    /**
     * @param dialect what is spoken
     * @param nodeId our node id
     */
    public TwinWatch(Dialect dialect, int nodeId) {
        this.dialect = dialect;
        this.nodeId = nodeId;
        this.join = new JoinView(dialect);
        this.mergeDetect = new MergeDetectView(dialect);
    }

    /**
     * @param source the host that a packet came from, not ourselves
     * @param packet the totemsrp message, position to limit; not checked yet; its byte order may be changed
     * @param nowNs the time
     * @return whether that host uses our node id, and the packet has to be dropped
     */
    public boolean isTwin(InetAddress source, ByteBuffer packet, long nowNs) {
        if (hasOurId(packet)) {
            twin = source;
            twinUntilNs = nowNs + MEMORY_NS;
            return true;
        }
        if (twin != null && nowNs - twinUntilNs >= 0) {
            twin = null;
        }
        return source.equals(twin);
    }

    /** @return the line for the log */
    public String line() {
        return "Node id " + Integer.toUnsignedString(nodeId) + " is ours, but " + twin.getHostAddress()
                + " uses it too, so its packets are ignored. Give each node a nodeid of its own.";
    }

    private boolean hasOurId(ByteBuffer packet) {
        if (packet.remaining() < dialect.headerLength()) {
            return false;
        }
        PacketType type = Packets.type(dialect, packet);
        if (type == PacketType.JOIN) {
            return Packets.check(dialect, packet) == Malformed.NO && join.wrap(packet).nodeId() == nodeId;
        }
        return type == PacketType.MERGE_DETECT && Packets.check(dialect, packet) == Malformed.NO
                && mergeDetect.wrap(packet).nodeId() == nodeId;
    }
}
