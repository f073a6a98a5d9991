package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.wire.totem.RingId;

/** Watches from outside; knows the properties by name (design, section 5). */
final class Checker {
    /** Mark, node, incarnation, number, CRC. */
    static final int HEADER_LENGTH = 1 + 4 * Integer.BYTES;
    private static final byte MARK = 0x41;
    /** Sent during a synchronisation: may overtake what was queued before. */
    private static final byte URGENT = 0x55;
    private static final int CRC_AT = 13;

    /** One node's life on one ring. */
    private static final class Life {
        RingConfiguration ring;
        boolean transitional;
        boolean first = true;
        int lastSeq;
        long digest;
        int frames;
        final Map<Long, BitSet> messages = new HashMap<>();
        final Map<Long, Integer> lastNumber = new HashMap<>();
        BitSet own = new BitSet();
        int sent;
    }

    /** How a node went from one ring to the next. */
    private record Passage(List<Integer> along, long digest, int frames) {
    }

    private final Map<String, Life> lives = new HashMap<>();
    private final Map<RingId, List<Integer>> ringMembers = new HashMap<>();
    private final Map<RingId, Map<Integer, Long>> ringFrames = new HashMap<>();
    private final Map<List<Object>, Passage> passages = new HashMap<>();
    private final Map<RingId, Integer> synchronisedAt = new HashMap<>();
    private final long[] ringSeqs;
    private final int[] born;
    private int delivered;
    private int rings;
    private int retransmits;
    private int failures;

    Checker(int nodes) {
        ringSeqs = new long[nodes + 1];
        born = new int[nodes + 1];
    }

    private Life life(int node, int incarnation) {
        born[node] = Math.max(born[node], incarnation);
        return lives.computeIfAbsent(node + "." + incarnation, k -> new Life());
    }

    void onEvent(RingEvent event) {
        if (event instanceof RingEvent.RetransmitList) {
            retransmits++;
        } else if (event instanceof RingEvent.FailedToReceive) {
            failures++;
        }
    }

    /** Makes a message that can be recognised and checked. */
    void seal(ByteBuffer message, int node, int incarnation, int number, boolean urgent) {
        message.put(0, urgent ? URGENT : MARK).putInt(1, node).putInt(5, incarnation).putInt(9, number).putInt(CRC_AT,
                0);
        message.putInt(CRC_AT, crc(message, 0));
    }

    private static int crc(ByteBuffer message, int at) {
        byte[] bytes = new byte[message.limit() - at];
        message.get(at, bytes);
        Arrays.fill(bytes, CRC_AT, CRC_AT + Integer.BYTES, (byte) 0);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    void onSent(int node, int incarnation, int number) {
        life(node, incarnation).sent = number + 1;
    }

    boolean allDelivered(int node, int incarnation) {
        return missing(node, incarnation) == 0;
    }

    int missing(int node, int incarnation) {
        Life life = life(node, incarnation);
        return life.sent - life.own.cardinality();
    }

    /** V1 not altered, not twice; V3 counts our own; and each sender's in the order of sending. */
    void onMessage(int node, int incarnation, int sender, ByteBuffer message) {
        ByteOrder order = message.order();
        message.order(ByteOrder.LITTLE_ENDIAN);
        int at = message.position();
        if (message.remaining() < HEADER_LENGTH || message.getInt(at + 1) != sender
                || message.getInt(at + CRC_AT) != crc(message, at)) {
            throw new SimException("V1: node " + node + " got an altered message of " + sender);
        }
        int from = message.getInt(at + 5);
        int number = message.getInt(at + 9);
        message.order(order);
        Life life = life(node, incarnation);
        long key = (long) sender << 32 | from;
        BitSet seen = life.messages.computeIfAbsent(key, k -> new BitSet());
        if (seen.get(number)) {
            throw new SimException("V1: node " + node + " got message " + number + " of " + sender + " twice");
        }
        seen.set(number);
        if (message.get(at) == MARK) {
            if (life.lastNumber.getOrDefault(key, -1) > number) {
                throw new SimException("V2: node " + node + " got message " + number + " of " + sender + " too late");
            }
            life.lastNumber.put(key, number);
        }
        if (sender == node && from == incarnation) {
            life.own.set(number);
        }
        delivered++;
    }

    /** V2: in a ring every number stands for the same frame everywhere, and none is left out. */
    void onFrame(int node, int incarnation, int sender, int seq, ByteBuffer frame) {
        Life life = life(node, incarnation);
        if (life.ring == null) {
            throw new SimException("V2: node " + node + " delivers before its first ring");
        }
        CRC32 crc = new CRC32();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        crc.update(bytes);
        long digest = crc.getValue() | (long) sender << 32;
        RingId ring = life.ring.ring();
        Long known = ringFrames.computeIfAbsent(ring, k -> new HashMap<>()).putIfAbsent(seq, digest);
        if (known != null && known != digest) {
            throw new SimException("V2: node " + node + " has another frame " + seq + " on ring " + ring);
        }
        int step = seq - life.lastSeq;
        if (!life.first && (life.transitional ? step <= 0 : step != 1)) {
            throw new SimException("V2: node " + node + " goes from frame " + life.lastSeq + " to " + seq + " on ring "
                    + ring);
        }
        if (!life.ring.members().stream().anyMatch(p -> p.nodeId() == sender)) {
            throw new SimException("V1: node " + node + " got a frame of " + sender + ", no member of ring " + ring);
        }
        life.first = false;
        life.lastSeq = seq;
        life.digest = life.digest * 31 + digest + seq;
        life.frames++;
    }

    void onConfiguration(int node, int incarnation, RingConfiguration c) {
        Life life = life(node, incarnation);
        if (!c.regular()) {
            life.transitional = true;
            return;
        }
        rings++;
        List<Integer> members = ids(c.members());
        List<Integer> known = ringMembers.putIfAbsent(c.ring(), members);
        if (known != null && !known.equals(members)) {
            throw new SimException("V5: ring " + c.ring() + " has members " + known + " and " + members);
        }
        // V5: never back, across restarts too
        if (c.ring().seq() <= ringSeqs[node]) {
            throw new SimException("V5: node " + node + " goes from ring " + ringSeqs[node] + " to " + c.ring().seq());
        }
        ringSeqs[node] = c.ring().seq();
        checkPassage(node, life, c);
        life.ring = c;
        life.transitional = false;
        life.first = true;
        life.digest = 0;
        life.frames = 0;
    }

    /** V4: who goes along delivers the same set before the change. */
    private void checkPassage(int node, Life life, RingConfiguration c) {
        if (life.ring == null) {
            return;
        }
        List<Integer> along = ids(c.transitional());
        if (!along.contains(node)) {
            throw new SimException("V4: node " + node + " is not in its own transitional configuration");
        }
        Passage passage = new Passage(along, life.digest, life.frames);
        List<Object> key = List.of(life.ring.ring(), c.ring());
        Passage before = passages.putIfAbsent(key, passage);
        if (before != null && !before.equals(passage)) {
            throw new SimException("V4: node " + node + " from " + key.get(0) + " to " + key.get(1) + ": " + passage
                    + ", another: " + before);
        }
    }

    private static List<Integer> ids(List<org.choros.wire.totem.Processor> processors) {
        List<Integer> all = new ArrayList<>();
        processors.forEach(p -> all.add(p.nodeId()));
        return all;
    }

    /** All members end their synchronisation at the same frame. */
    void onSynchronised(int node, RingId ring) {
        Life life = life(node, born[node]);
        if (!life.ring.ring().equals(ring)) {
            throw new SimException("synchronisation: node " + node + " ended one of ring " + ring);
        }
        Integer before = synchronisedAt.putIfAbsent(ring, life.lastSeq);
        if (before != null && before != life.lastSeq) {
            throw new SimException("synchronisation: ring " + ring + " ended at " + before + " and " + life.lastSeq);
        }
    }

    @Override
    public String toString() {
        return "installations=" + rings + " messages=" + delivered + " retransmit-lists=" + retransmits
                + " failed-to-receive=" + failures;
    }
}
