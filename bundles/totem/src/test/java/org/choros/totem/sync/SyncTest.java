package org.choros.totem.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.choros.spi.engine.Membership;
import org.choros.totem.ring.RingConfiguration;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The synchronisation engine (IPC specification, section 3.2). */
class SyncTest {
    /** One node's engine; what it sends is kept. */
    private static final class Node implements SyncOutput {
        final List<String> calls = new ArrayList<>();
        final List<ByteBuffer> sent = new ArrayList<>();
        final Sync sync;
        boolean full;

        Node(Dialect dialect, int... services) {
            sync = new Sync(dialect, this);
            for (int id : services) {
                sync.add(new Service(id));
            }
        }

        @Override
        public boolean multicast(ByteBuffer message) {
            if (full) {
                return false;
            }
            byte[] bytes = new byte[message.remaining()];
            message.get(message.position(), bytes);
            sent.add(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
            return true;
        }

        @Override
        public void wake() {
            // the test turns the token itself
        }

        @Override
        public void lastBarrierSent() {
            calls.add("last barrier");
        }

        @Override
        public void synchronised(RingId ring, long nowNs) {
            calls.add("synchronised " + ring);
        }

        /** Takes two calls to process. */
        private final class Service implements SyncService {
            private final int id;
            private int turns;

            Service(int id) {
                this.id = id;
            }

            @Override
            public int id() {
                return id;
            }

            @Override
            public void init(Membership change, long nowNs) {
                turns = 0;
                calls.add("init " + id);
            }

            @Override
            public boolean process(long nowNs) {
                calls.add("process " + id);
                return ++turns == 2;
            }

            @Override
            public void activate(long nowNs) {
                calls.add("activate " + id);
            }

            @Override
            public void abort() {
                calls.add("abort " + id);
            }
        }
    }

    private static Processor processor(Dialect dialect, int id) {
        return dialect == Dialect.V3 ? Processor.of(id) : Processor.of(id, new byte[]{10, 0, 0, (byte) id});
    }

    private static RingConfiguration ring(Dialect dialect, boolean regular, long seq) {
        List<Processor> members = List.of(processor(dialect, 1), processor(dialect, 2));
        return new RingConfiguration(regular, RingId.of(members.get(0), seq), members, List.of(), List.of(), members);
    }

    /** Delivers what both have sent, in one order, to both. */
    private static void exchange(Node one, Node two) {
        Node[] nodes = {one, two};
        for (int i = 0; i < 2; i++) {
            List<ByteBuffer> sent = List.copyOf(nodes[i].sent);
            nodes[i].sent.clear();
            for (ByteBuffer m : sent) {
                one.sync.onMessage(i + 1, m, 0);
                two.sync.onMessage(i + 1, m, 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void servicesTakeTurnsBehindBarriers(Dialect dialect) {
        Node one = new Node(dialect, 2, 0);
        Node two = new Node(dialect, 5);
        one.sync.onConfiguration(ring(dialect, false, 9), 0);
        assertTrue(one.sync.running());
        one.sync.onConfiguration(ring(dialect, true, 9), 0);
        two.sync.onConfiguration(ring(dialect, true, 9), 0);
        int build = dialect == Dialect.V3 ? 552 : 568;
        assertEquals(build, one.sent.get(0).remaining());
        assertEquals(build, one.sent.get(0).getInt(8));
        assertEquals(2, one.sent.get(0).getInt(build - 520));
        for (int i = 0; i < 12 && two.sync.running(); i++) {
            exchange(one, two);
            one.sync.onToken(0);
            two.sync.onToken(0);
        }
        String rest = "synchronised 1.9";
        assertEquals(List.of("init 0", "init 2", "process 0", "process 0", "activate 0", "process 2", "process 2",
                "activate 2", "last barrier", rest), one.calls);
        assertEquals(List.of("init 5", "process 5", "process 5", "last barrier", "activate 5", rest), two.calls);
        assertFalse(one.sync.running());
    }

    @Test
    void aChangeAbortsAndMessagesOfTheOldRingAreIgnored() {
        Node one = new Node(Dialect.V3, 0);
        Node two = new Node(Dialect.V3, 0);
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        two.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        exchange(one, two);
        one.sync.onToken(0);
        two.sync.onToken(0);
        two.sync.onToken(0);
        ByteBuffer oldBarrier = two.sent.remove(0);
        one.sync.onConfiguration(ring(Dialect.V3, false, 13), 0);
        assertEquals(List.of("init 0", "process 0", "abort 0"), one.calls);
        one.sync.onConfiguration(ring(Dialect.V3, true, 13), 0);
        one.sync.onMessage(2, oldBarrier, 0);
        one.sync.onMessage(1, oldBarrier, 0);
        assertEquals("init 0", one.calls.get(one.calls.size() - 1));
    }

    @Test
    void nothingToSynchroniseIsDoneAtOnce() {
        Node one = new Node(Dialect.V3);
        Node two = new Node(Dialect.V3);
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        two.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        exchange(one, two);
        assertEquals(List.of("synchronised 1.9"), one.calls);
    }

    @Test
    void aFullQueueIsTriedAgainOnTheNextToken() {
        Node one = new Node(Dialect.V3, 0);
        one.full = true;
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        assertTrue(one.sent.isEmpty());
        one.full = false;
        one.sync.onToken(0);
        assertEquals(1, one.sent.size());
    }

    @Test
    void aRemovedServiceKeepsItsTurnAndDoesNothing() {
        Node one = new Node(Dialect.V3, 0);
        Node two = new Node(Dialect.V3, 0);
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        two.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        one.sync.remove(0);
        for (int i = 0; i < 6; i++) {
            exchange(one, two);
            one.sync.onToken(0);
            two.sync.onToken(0);
        }
        assertEquals(List.of("init 0", "last barrier", "synchronised 1.9"), one.calls);
        assertFalse(two.sync.running());
    }

    @Test
    void whoRunsAServiceIsKnownInItsTurnAndWhoHasEndedIt() {
        Node one = new Node(Dialect.V3, 0, 16);
        Node two = new Node(Dialect.V3, 0);
        assertEquals(0, one.sync.participants(16).length);
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        two.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        assertFalse(one.sync.awaits(0, 2));
        exchange(one, two);
        assertArrayEquals(new int[]{1, 2}, one.sync.participants(0));
        assertArrayEquals(new int[]{1}, one.sync.participants(16));
        assertArrayEquals(new int[]{1}, two.sync.participants(16));
        assertArrayEquals(new int[0], one.sync.participants(5));
        assertTrue(one.sync.awaits(0, 1));
        assertTrue(one.sync.awaits(0, 2));
        assertFalse(one.sync.awaits(0, 3));
        assertFalse(one.sync.awaits(16, 1));
        two.sync.onToken(0);
        two.sync.onToken(0);
        exchange(one, two);
        assertTrue(one.sync.awaits(0, 1));
        assertFalse(one.sync.awaits(0, 2));
        one.sync.onToken(0);
        one.sync.onToken(0);
        assertTrue(one.sync.awaits(0, 1));
        exchange(one, two);
        assertTrue(one.sync.awaits(16, 1));
        one.sync.onConfiguration(ring(Dialect.V3, true, 13), 0);
        assertFalse(one.sync.awaits(16, 1));
        assertArrayEquals(new int[0], one.sync.participants(16));
    }

    /** At the bound no further service takes part; who runs those that do is known all the same. */
    @Test
    void whoRunsAServiceIsKnownAtTheBoundToo() {
        int bound = 128;
        Node one = new Node(Dialect.V3, IntStream.range(0, bound).toArray());
        Node two = new Node(Dialect.V3, IntStream.range(1, bound + 1).toArray());
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        two.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        exchange(one, two);
        assertArrayEquals(new int[]{1}, one.sync.participants(0));
        assertArrayEquals(new int[]{1, 2}, one.sync.participants(1));
        assertArrayEquals(new int[]{1, 2}, one.sync.participants(bound - 1));
        assertArrayEquals(new int[0], one.sync.participants(bound));
    }

    @Test
    void nonsenseIsIgnored() {
        Node one = new Node(Dialect.V3, 0);
        one.sync.onConfiguration(ring(Dialect.V3, true, 9), 0);
        ByteBuffer build = one.sent.get(0);
        for (int length = 0; length < 40; length++) {
            one.sync.onMessage(1, ByteBuffer.wrap(build.array(), 0, length), 0);
        }
        build.putInt(32, 1_000_000);
        one.sync.onMessage(1, build, 0);
        one.sync.onMessage(2, build, 0);
        assertEquals(List.of("init 0"), one.calls);
    }
}
