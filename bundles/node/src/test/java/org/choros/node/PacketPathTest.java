package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost;
import org.junit.jupiter.api.Test;

/** Packets on their way through plug-ins that may be missing or broken. */
class PacketPathTest {
    private static final InetAddress NEXT = InetAddress.getLoopbackAddress();

    private final List<String> calls = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Integer> received = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final PacketPath path = new PacketPath(new Later(), new Receiver(), () -> nowNs);
    private boolean broken;
    private PacketCrypto.Result result = PacketCrypto.Result.OK;

    /** A ring thread that has something else to do at the moment. */
    private final class Later implements RingThread {
        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public boolean inside() {
            return true;
        }

        @Override
        public <T> Optional<T> as(Class<T> type) {
            return Optional.empty();
        }
    }

    private final class Receiver implements PacketPath.Receiver {
        @Override
        public void onPacket(int link, ByteBuffer message, boolean flushing, long now) {
            received.add(message.remaining());
        }

        @Override
        public void onInterface(int link, InetAddress local, boolean up, long now) {
            calls.add("interface " + link);
        }

        @Override
        public void onBatchEnd(long now) {
            calls.add("batch end");
        }

        @Override
        public void transportLog(LogLevel level, String text) {
            lines.add(level.label() + " " + text);
        }
    }

    /** Seals by one byte in front. */
    private final class Crypto implements PacketCrypto {
        @Override
        public int overhead() {
            return 1;
        }

        @Override
        public void seal(ByteBuffer message, ByteBuffer packet) {
            packet.put((byte) 1).put(message.duplicate()).flip();
        }

        @Override
        public Result open(ByteBuffer packet, ByteBuffer message) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            message.put(packet.duplicate().position(1)).flip();
            return result;
        }

        @Override
        public void close() {
            calls.add("crypto close");
            if (broken) {
                throw new IllegalStateException("broken");
            }
        }
    }

    private final class Fake implements Transport {
        private final String name;

        Fake(String name) {
            this.name = name;
        }

        private void call(String what) {
            calls.add(name + " " + what);
            if (broken) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public void start() {
            call("start");
        }

        @Override
        public void multicast(int link, ByteBuffer packet, boolean everybody) {
            call("multicast " + packet.remaining() + " " + everybody);
        }

        @Override
        public void target(int link, InetAddress target) {
            call("target " + link);
        }

        @Override
        public void unicast(int link, ByteBuffer packet) {
            call("unicast " + packet.remaining());
        }

        @Override
        public void flush() {
            call("flush");
        }

        @Override
        public void discardReceived() {
            call("discard");
        }

        @Override
        public void checkInterfaces() {
            call("check");
        }

        @Override
        public void ringMembers(List<InetAddress> members) {
            call("ring of " + members.size());
        }

        @Override
        public void members(List<Member> members) {
            call("members " + members.size());
        }

        @Override
        public void close() {
            call("close");
        }
    }

    private void open(String name) throws TransportException {
        path.open((settings, host) -> new Fake(name), null);
    }

    private void useEverything() {
        path.multicast(0, ByteBuffer.allocate(10), true);
        path.unicast(0, ByteBuffer.allocate(20));
        path.target(0, NEXT);
        path.ringMembers(List.of(NEXT, NEXT));
        path.members(List.of());
        path.flush();
        path.discardReceived();
        path.checkInterfaces();
    }

    @Test
    void withoutATransportOrCryptoPacketsAreLost() throws TransportException {
        path.crypto(new Crypto());
        useEverything();
        assertEquals(List.of(), calls);
        path.crypto(null);
        open("t");
        calls.clear();
        path.multicast(0, ByteBuffer.allocate(10), true);
        path.unicast(0, ByteBuffer.allocate(20));
        path.onPacket(0, ByteBuffer.allocate(5), false);
        assertEquals(List.of(), calls);
        assertEquals(List.of(), received);
    }

    @Test
    void packetsAreSealedAndOpened() throws TransportException {
        path.crypto(new Crypto());
        open("t");
        useEverything();
        assertEquals(List.of("t start", "t flush", "t multicast 11 true", "t unicast 21", "t target 0", "t ring of 2",
                "t members 0", "t flush", "t discard", "t check"), calls);
        path.onPacket(0, ByteBuffer.allocate(5), false);
        assertEquals(List.of(4), received);
    }

    /** Design, section 4: a transport that takes over learns where the ring stands. */
    @Test
    void aTransportThatTakesOverLearnsTargetAndMembers() throws TransportException {
        open("old");
        path.target(0, NEXT);
        path.ringMembers(List.of(NEXT, NEXT, NEXT));
        calls.clear();
        open("new");
        assertEquals(List.of("old close", "new start", "new target 0", "new ring of 3"), calls);
        calls.clear();
        path.closeTransport();
        path.closeTransport();
        assertEquals(List.of("new close"), calls);
    }

    /** Design, section 4: nothing is lost in a gap, for the token waits in the node that everybody else waits for. */
    @Test
    void aTransportGoesWhenTheTokenWouldLeaveAndTheNextOneSendsIt() throws TransportException {
        path.crypto(new Crypto());
        open("old");
        calls.clear();
        path.part(path::closeTransport);
        path.whenParted(() -> calls.add("next"));
        path.multicast(0, ByteBuffer.allocate(10), false);
        assertEquals(List.of("old multicast 11 false"), calls);
        path.unicast(0, ByteBuffer.allocate(20));
        path.unicast(1, ByteBuffer.allocate(30));
        assertEquals(1, tasks.size(), "not while the transport calls us");
        assertEquals(List.of("old multicast 11 false"), calls);
        tasks.remove().run();
        assertEquals(List.of("old multicast 11 false", "old close", "next"), calls);
        // the ring sends it again, later
        path.unicast(0, ByteBuffer.allocate(21));
        path.multicast(0, ByteBuffer.allocate(10), true);
        nowNs += 7_000_000;
        calls.clear();
        open("new");
        assertEquals(List.of("new start", "new unicast 22", "new unicast 31", "new flush"), calls);
        assertEquals(1L, counters().get("gaps"));
        assertEquals(7_000L, counters().get("last_gap_us"));
        calls.clear();
        path.unicast(0, ByteBuffer.allocate(20));
        assertEquals(List.of("new unicast 21"), calls);
        assertEquals(0, tasks.size());
    }

    @Test
    void aCryptoGoesWithTheTokenTooAndTheNextOneSealsIt() throws TransportException {
        path.crypto(new Crypto());
        open("t");
        path.part(() -> path.crypto(null));
        path.whenParted(() -> path.crypto(new Crypto()));
        calls.clear();
        path.unicast(0, ByteBuffer.allocate(20));
        tasks.remove().run();
        assertEquals(List.of("crypto close", "t unicast 21", "t flush"), calls);
    }

    @Test
    void whatIsToGoGoesWithoutATokenWhenItHasWaitedLongEnoughOrAtTheEnd() throws TransportException {
        path.crypto(new Crypto());
        open("t");
        calls.clear();
        path.part(path::closeTransport);
        assertEquals(List.of(), calls);
        path.partNow();
        path.partNow();
        assertEquals(List.of("t close"), calls);
        path.part(() -> path.crypto(null));
        assertEquals(List.of("t close", "crypto close"), calls, "no token comes without a transport");
        path.crypto(new Crypto());
        open("u");
        calls.clear();
        path.part(() -> calls.add("gone"));
        path.close();
        assertEquals(List.of("gone", "u close", "crypto close"), calls);
        path.unicast(0, ByteBuffer.allocate(20));
        assertEquals(0, tasks.size());
    }

    /** What a crypto has outside the heap is given back when another takes over, and at the end. */
    @Test
    void aCryptoThatIsNotUsedAnyMoreIsClosed() throws TransportException {
        path.crypto(new Crypto());
        path.crypto(new Crypto());
        assertEquals(List.of("crypto close"), calls);
        path.crypto(null);
        path.crypto(null);
        assertEquals(List.of("crypto close", "crypto close"), calls);
        path.crypto(new Crypto());
        open("t");
        calls.clear();
        path.close();
        assertEquals(List.of("t close", "crypto close"), calls);
        broken = true;
        path.crypto(new Crypto());
        assertEquals(List.of("t close", "crypto close", "crypto close"), calls);
        assertEquals(1, lines.size());
        path.multicast(0, ByteBuffer.allocate(10), true);
        assertEquals(3, calls.size());
    }

    @Test
    void oneLineInTenSecondsForRejectedPackets() {
        path.crypto(new Crypto());
        result = PacketCrypto.Result.BAD_DIGEST;
        for (int i = 0; i < 5; i++) {
            path.onPacket(0, ByteBuffer.allocate(5), false);
        }
        assertEquals(1, lines.size());
        assertEquals("error Digest does not match. Received message has invalid digest... ignoring.", lines.get(0));
        nowNs += 9_999_999_999L;
        path.onPacket(0, ByteBuffer.allocate(5), false);
        assertEquals(1, lines.size());
        nowNs += 1;
        result = PacketCrypto.Result.WRONG_FORMAT_3;
        path.onPacket(0, ByteBuffer.allocate(5), false);
        assertEquals("warning Unsupported incoming packet (probably sent by Corosync 3 or newer). Rejecting"
                + " (and 5 more packets were rejected without a line)", lines.get(1));
        assertEquals(6L, counters().get("rejected_bad_digest"));
        assertEquals(1L, counters().get("rejected_wrong_format_3"));
        assertEquals(List.of(), received);
    }

    @Test
    void dropsAreCountedByCause() {
        path.onDropped(TransportHost.Drop.UNLISTED_SOURCE);
        path.onDropped(TransportHost.Drop.UNLISTED_SOURCE);
        path.onDropped(TransportHost.Drop.TRUNCATED);
        assertEquals(2L, counters().get("dropped_unlisted_source"));
        assertEquals(1L, counters().get("dropped_truncated"));
        assertEquals(0L, counters().get("dropped_send_failed"));
        assertEquals(0L, counters().get("dropped_receive_full"));
    }

    private Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>();
        path.counters(all::put);
        return all;
    }

    @Test
    void pluginsThatThrowCostTheirPacketAndFewLines() throws TransportException {
        path.crypto(new Crypto());
        open("t");
        broken = true;
        for (int i = 0; i < 10; i++) {
            useEverything();
            path.onPacket(0, ByteBuffer.allocate(5), false);
        }
        assertEquals(90L, counters().get("plugin_failures"));
        assertEquals(7, lines.size());
        assertTrue(lines.get(0).startsWith("error The transport failed (1 times so far)"));
        path.closeTransport();
        assertEquals("t close", calls.get(calls.size() - 1));
    }
}
