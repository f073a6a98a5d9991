package org.choros.spi.engine.sync;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/**
 * Members with a text as their state, on rings of perfect ordered multicast: a ring is formed, then stepped one message
 * or one token at a time; barriers are counted as the real synchronisation does.
 */
final class SyncNet {
    static final int SERVICE = 33;
    static final int FUNCTION = 7;

    final Map<Integer, Member> members = new TreeMap<>();
    int queueBytes = 1 << 20;
    private long ringSeq = 4;

    /** What a message is, or a barrier when it has no bytes. */
    private record Sent(int sender, byte[] bytes) {
    }

    Member member(int id) {
        return members.computeIfAbsent(id, Member::new);
    }

    /** Kills a node; another process of the same id may be made afterwards. */
    void kill(int id) {
        members.remove(id);
    }

    /** Forms a ring of these; those that came from one ring together come along with each other. */
    Ring ring(int... ids) {
        ringSeq += 4;
        return new Ring(new RingIdentity(ids[0], ringSeq), ids);
    }

    /** A ring in its synchronisation. */
    final class Ring {
        private final RingIdentity identity;
        private final int[] ids;
        private final Deque<Sent> stream = new ArrayDeque<>();
        private final Set<Integer> barriers = new LinkedHashSet<>();
        private final Set<Integer> done = new LinkedHashSet<>();
        private int queued;
        int pieces;

        Ring(RingIdentity identity, int... ids) {
            this.identity = identity;
            this.ids = ids;
            for (int id : ids) {
                Member m = members.get(id);
                m.join(this, Arrays.stream(ids).filter(o -> members.get(o).last == m.last || o == id).toArray());
            }
            for (int id : ids) {
                members.get(id).last = this;
            }
        }

        /** Runs the turn to its end; answers the outcome by node. */
        Map<Integer, SyncOutcome> finish() {
            for (int i = 0; i < 100_000; i++) {
                if (step()) {
                    return activate();
                }
            }
            throw new AssertionError("the turn does not end");
        }

        /** One token for each member, and then everything is delivered; whether all barriers are there. */
        boolean step() {
            for (int id : ids) {
                token(id);
            }
            while (!stream.isEmpty()) {
                deliver();
            }
            return barriers.size() == ids.length;
        }

        void token(int id) {
            Member m = members.get(id);
            if (!done.contains(id) && (m == null || !m.runs || m.transfer.syncProcess())) {
                done.add(id);
                stream.add(new Sent(id, new byte[0]));
            }
        }

        void deliver() {
            Sent s = stream.remove();
            queued -= s.bytes().length;
            if (s.bytes().length == 0) {
                barriers.add(s.sender());
                return;
            }
            for (int id : ids) {
                Member m = members.get(id);
                if (m != null && m.runs && m.ring == this) {
                    m.transfer.onMessage(s.sender(), ByteBuffer.wrap(s.bytes()).order(ByteOrder.LITTLE_ENDIAN));
                }
            }
        }

        boolean isIdle() {
            return stream.isEmpty();
        }

        private Map<Integer, SyncOutcome> activate() {
            Map<Integer, SyncOutcome> outcomes = new TreeMap<>();
            for (int id : ids) {
                Member m = members.get(id);
                if (m != null && m.runs) {
                    outcomes.put(id, m.activate());
                }
            }
            return outcomes;
        }

        private boolean offer(int sender, ByteBuffer message) {
            if (queued + message.remaining() > queueBytes) {
                return false;
            }
            byte[] bytes = new byte[message.remaining()];
            message.get(message.position(), bytes);
            queued += bytes.length;
            pieces += bytes[32] == TransferMessage.PIECE ? 1 : 0;
            stream.add(new Sent(sender, bytes));
            return true;
        }
    }

    /** A node with a text as its state. */
    final class Member implements EngineContext, SyncedState {
        final int id;
        StateTransfer transfer;
        VersionRange versions = new VersionRange(1, 3);
        boolean runs = true;
        String text;
        long generation;
        String note = "";
        int snapshots;
        private Ring ring;
        private Ring last;

        Member(int id) {
            this.id = id;
        }

        Member with(String itsText, long itsGeneration) {
            text = itsText;
            generation = itsGeneration;
            return this;
        }

        private void join(Ring newRing, int... together) {
            if (transfer == null) {
                transfer = new StateTransfer(this, SERVICE, FUNCTION, versions, this, 1 << 20);
            }
            ring = newRing;
            if (runs) {
                transfer.syncInit(new Membership(true, newRing.identity, newRing.ids, new int[0], new int[0],
                        together));
            }
        }

        private SyncOutcome activate() {
            SyncOutcome outcome = transfer.syncActivate();
            if (outcome.role() == SyncOutcome.Role.FOUNDER) {
                text = "founded";
            } else if (outcome.role() == SyncOutcome.Role.RECEIVER) {
                text = outcome.complete() ? StandardCharsets.UTF_8.decode(outcome.snapshot()).toString() : null;
            }
            if (outcome.complete()) {
                generation = outcome.change().ring().seq();
            }
            return outcome;
        }

        @Override
        public boolean exists() {
            return text != null;
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public long digest() {
            return text == null ? 0 : text.hashCode();
        }

        @Override
        public byte[] note() {
            return note.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public ByteBuffer snapshot(int version) {
            snapshots++;
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int localNodeId() {
            return id;
        }

        @Override
        public boolean multicast(ByteBuffer message) {
            return ring.offer(id, message);
        }

        @Override
        public boolean hasRoom(int bytes) {
            return ring.queued + bytes <= queueBytes;
        }

        @Override
        public int[] participants() {
            // what was announced before the turn began, also by engines that are gone by now
            return Arrays.stream(ring.ids).filter(o -> members.get(o) == null || members.get(o).announces).toArray();
        }

        /** Whether the node has announced the service when the synchronisation began. */
        boolean announces = true;

        @Override
        public boolean awaits(int nodeId) {
            return !ring.barriers.contains(nodeId);
        }

        @Override
        public int dialect() {
            return 3;
        }

        @Override
        public IcMap map() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RingIdentity ring() {
            return ring.identity;
        }

        @Override
        public boolean synchronising() {
            return true;
        }

        @Override
        public void log(LogLevel level, String subsystem, String line) {
            // nobody looks
        }

        @Override
        public QuorumState quorum() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void quorumDecided(QuorumState state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onQuorum(QuorumListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<InetAddress> addresses(int nodeId) {
            return new ArrayList<>();
        }

        @Override
        public List<LinkStatus> links() {
            return List.of();
        }

        @Override
        public boolean reachable(int nodeId) {
            return true;
        }

        @Override
        public <T> Optional<T> ability(Class<T> type) {
            return Optional.empty();
        }
    }
}
