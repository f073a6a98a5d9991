package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.supervise.Report;
import org.choros.spi.engine.RingIdentity;

/**
 * What availability managers tell each other, version 1: a header of 16 bytes as all services have it, u32 node, u32 0
 * and u64 sequence of the ring that it is sent on, then the fields, little-endian. Function 0 is that of the state's
 * transfer.
 *
 * <p>
 * A message that is cut may begin on one ring and end on the next; who was not on the first does not get it. So what
 * was sent on another ring than the one that it comes on is heeded by nobody.
 */
sealed interface AmfMessage permits AmfMessage.Told, AmfMessage.Clean, AmfMessage.Quorate, AmfMessage.Over,
        AmfMessage.Operate, AmfMessage.Propose, AmfMessage.Repaired, AmfMessage.Bare,
        StatesMessage, DeclarationMessage {
    /** The service. */
    int SERVICE = 17;
    /** The function of {@code StateTransfer}. */
    int TRANSFER = 0;
    /** The number of functions. */
    int FUNCTIONS = 12;
    /** The version of these messages and of the snapshot. */
    int VERSION = 1;
    /** Where the ring is. */
    int RING = 16;
    /** Where the fields begin. */
    int BODY = 32;

    /** The function. */
    int function();

    /** The length of the fields. */
    int length();

    /** Writes the fields. */
    void body(ByteBuffer m);

    /** The whole message, to be sent on a ring. */
    default ByteBuffer encode(RingIdentity ring) {
        int size = BODY + length();
        ByteBuffer m = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        m.putInt(0, SERVICE << 16 | function()).putInt(8, size);
        m.position(RING);
        put(m, ring);
        body(m);
        return m.rewind();
    }

    /**
     * Reads a message.
     *
     * @param function its function
     * @param message the whole message
     * @return the message, or null when it is none of ours or not wholly right
     */
    static AmfMessage decode(int function, ByteBuffer message) {
        if (message.remaining() < BODY) {
            return null;
        }
        ByteBuffer m = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        m.position(BODY);
        AmfMessage read = switch (function) {
            case Told.FUNCTION -> Told.read(m);
            case Clean.FUNCTION -> m.remaining() == 16 ? new Clean(ring(m)) : null;
            case Quorate.FUNCTION -> m.remaining() == 17 ? new Quorate(ring(m), m.get() != 0) : null;
            case Over.FUNCTION -> Over.read(m);
            case Operate.FUNCTION -> Operate.read(m);
            case Propose.FUNCTION -> Propose.read(m);
            case Repaired.FUNCTION -> Repaired.read(m);
            case NodeOut.FUNCTION -> new NodeOut();
            case Leaving.FUNCTION -> new Leaving();
            case StatesMessage.FUNCTION -> StatesMessage.read(m);
            case DeclarationMessage.FUNCTION -> DeclarationMessage.read(m);
            default -> null;
        };
        return m.hasRemaining() ? null : read;
    }

    /** The ring that a message was sent on, which has been decoded. */
    static RingIdentity sentOn(ByteBuffer message) {
        ByteBuffer m = message.slice().order(ByteOrder.LITTLE_ENDIAN);
        m.position(RING);
        return ring(m);
    }

    private static RingIdentity ring(ByteBuffer m) {
        int node = m.getInt();
        m.getInt();
        return new RingIdentity(node, m.getLong());
    }

    private static void put(ByteBuffer m, RingIdentity ring) {
        m.putInt(ring.nodeId()).putInt(0).putLong(ring.seq());
    }

    /** What has come of an entry: u8 kind, u64 serial. */
    record Told(Report report) implements AmfMessage {
        static final int FUNCTION = 1;

        static Told read(ByteBuffer m) {
            if (m.remaining() != 9) {
                return null;
            }
            int kind = m.get();
            Report.Kind[] kinds = Report.Kind.values();
            long serial = m.getLong();
            return kind < 0 || kind >= kinds.length ? null : new Told(new Report(kinds[kind], serial));
        }

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return 9;
        }

        @Override
        public void body(ByteBuffer m) {
            m.put((byte) report.kind().ordinal()).putLong(report.serial());
        }
    }

    /** On this ring, nothing runs at the sender that the ledger does not have: u32 node, u32 0, u64 sequence. */
    record Clean(RingIdentity ring) implements AmfMessage {
        static final int FUNCTION = 2;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return 16;
        }

        @Override
        public void body(ByteBuffer m) {
            put(m, ring);
        }
    }

    /** The sender thinks otherwise of quorum than when the ring synchronised: the ring, u8 whether it is quorate. */
    record Quorate(RingIdentity ring, boolean quorate) implements AmfMessage {
        static final int FUNCTION = 3;

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return 17;
        }

        @Override
        public void body(ByteBuffer m) {
            put(m, ring);
            m.put((byte) (quorate ? 1 : 0));
        }
    }

    /**
     * What nodes ran that were lost with a ring or before is over: u32 node, u64 ring sequence.
     *
     * @param node the node that was fenced; 0: time has passed for all
     * @param ringSeq the ring
     */
    record Over(int node, long ringSeq) implements AmfMessage {
        static final int FUNCTION = 4;

        static Over read(ByteBuffer m) {
            return m.remaining() == 12 ? new Over(m.getInt(), m.getLong()) : null;
        }

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return 12;
        }

        @Override
        public void body(ByteBuffer m) {
            m.putInt(node).putLong(ringSeq);
        }
    }

    /** An operation: u8 which, text target, text argument, u64 number that the sender knows it by. */
    record Operate(Operation operation, Target target, String argument, long number) implements AmfMessage {

        static final int FUNCTION = 5;

        static Operate read(ByteBuffer m) {
            Operation operation = m.hasRemaining() ? Operation.of(m.get()) : null;
            String text = Bytes.text(m);
            Target target = text == null ? null : Target.parse(text);
            String argument = Bytes.text(m);
            return operation == null || target == null || argument == null || m.remaining() < Long.BYTES
                    ? null
                    : new Operate(operation, target, argument, m.getLong());
        }

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return 1 + Bytes.length(target.toString()) + Bytes.length(argument) + Long.BYTES;
        }

        @Override
        public void body(ByteBuffer m) {
            m.put((byte) operation.ordinal());
            Bytes.put(m, target.toString());
            Bytes.put(m, argument);
            m.putLong(number);
        }
    }

    /** A configuration, its version among its keys: u32 n, n times text key, text value. */
    record Propose(SortedMap<String, String> source) implements AmfMessage {
        static final int FUNCTION = 6;

        static Propose read(ByteBuffer m) {
            SortedMap<String, String> source = readMap(m);
            return source == null ? null : new Propose(source);
        }

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return mapLength(source);
        }

        @Override
        public void body(ByteBuffer m) {
            putMap(m, source);
        }
    }

    /** A unit of the sender that had failed may be used again: text unit. */
    record Repaired(String unit) implements AmfMessage {
        static final int FUNCTION = 7;

        static Repaired read(ByteBuffer m) {
            String unit = Bytes.text(m);
            return unit == null ? null : new Repaired(unit);
        }

        @Override
        public int function() {
            return FUNCTION;
        }

        @Override
        public int length() {
            return Bytes.length(unit);
        }

        @Override
        public void body(ByteBuffer m) {
            Bytes.put(m, unit);
        }
    }

    /** A message without fields: who sends it says all. */
    sealed interface Bare extends AmfMessage permits NodeOut, Leaving {
        @Override
        default int length() {
            return 0;
        }

        @Override
        default void body(ByteBuffer m) {
            // there is none
        }
    }

    /** The sender takes itself out: no fields. */
    record NodeOut() implements Bare {
        static final int FUNCTION = 8;

        @Override
        public int function() {
            return FUNCTION;
        }
    }

    /** The sender leaves in order: what it has is for others. No fields. */
    record Leaving() implements Bare {
        static final int FUNCTION = 10;

        @Override
        public int function() {
            return FUNCTION;
        }
    }

    /** The length of a map of texts. */
    static int mapLength(Map<String, String> map) {
        int length = Integer.BYTES;
        for (Map.Entry<String, String> e : map.entrySet()) {
            length += Bytes.length(e.getKey()) + Bytes.length(e.getValue());
        }
        return length;
    }

    /** Writes a map of texts: u32 n, n times key and value. */
    static void putMap(ByteBuffer m, Map<String, String> map) {
        m.putInt(map.size());
        map.forEach((k, v) -> {
            Bytes.put(m, k);
            Bytes.put(m, v);
        });
    }

    /** Reads a map of texts; null when it is not wholly there. */
    static SortedMap<String, String> readMap(ByteBuffer m) {
        if (m.remaining() < Integer.BYTES) {
            return null;
        }
        int n = m.getInt();
        // each takes two lengths at least
        if (n < 0 || n > m.remaining() / 4) {
            return null;
        }
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < n; i++) {
            String k = Bytes.text(m);
            String v = Bytes.text(m);
            if (k == null || v == null) {
                return null;
            }
            map.put(k, v);
        }
        return map;
    }
}
