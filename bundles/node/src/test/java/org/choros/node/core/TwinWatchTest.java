package org.choros.node.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.MergeDetectView;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.api.Test;

class TwinWatchTest {
    private static final int OURS = 7;

    private final TwinWatch watch = new TwinWatch(Dialect.V3, OURS);

    private static InetAddress host(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[]{10, 0, 0, (byte) last});
    }

    private static ByteBuffer mergeDetect(int nodeId) {
        ByteBuffer packet = ByteBuffer.allocate(MergeDetectView.fixedLength(Dialect.V3))
                .order(ByteOrder.LITTLE_ENDIAN);
        MergeDetectView view = new MergeDetectView(Dialect.V3).wrap(packet);
        view.header(PacketType.MERGE_DETECT, 0, nodeId);
        view.from(Processor.of(nodeId));
        view.ringId(RingId.of(Processor.of(nodeId), 4));
        return packet;
    }

    @Test
    void ignoresAllThatAHostWithOurIdSendsUntilItHasBeenSilent() throws UnknownHostException {
        ByteBuffer token = ByteBuffer.allocate(100);
        assertFalse(watch.isTwin(host(2), mergeDetect(8), 0));
        assertFalse(watch.isTwin(host(2), token, 0));
        assertTrue(watch.isTwin(host(3), mergeDetect(OURS), 1));
        assertTrue(watch.line().startsWith("Node id 7 is ours, but 10.0.0.3 uses it too"), watch.line());
        assertTrue(watch.isTwin(host(3), token, TwinWatch.MEMORY_NS));
        assertFalse(watch.isTwin(host(2), token, TwinWatch.MEMORY_NS));
        assertFalse(watch.isTwin(host(3), token, TwinWatch.MEMORY_NS + 1));
    }

    @Test
    void leavesWhatIsMalformedToTheRing() throws UnknownHostException {
        ByteBuffer cut = mergeDetect(OURS);
        cut.limit(cut.limit() - 1);
        assertFalse(watch.isTwin(host(3), cut, 0));
        assertFalse(watch.isTwin(host(3), ByteBuffer.allocate(0), 0));
    }
}
