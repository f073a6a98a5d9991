package ${package};

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

import ${package}.client.TallyProtocol;

/** The numbers: a function of the ordered messages, the same on all nodes. */
final class Tally {
    /** As many names as there may be. */
    static final int NAMES_MAX = 1024;

    private static final int COUNT_AT = 8;
    private static final int HEAD = 16;
    private static final int ENTRY = TallyProtocol.NAME_LENGTH + Long.BYTES;

    private final Map<String, Long> numbers = new TreeMap<>();
    private long changes;

    /** Adds; answers an error of {@link TallyProtocol}. Nothing is changed when that is not OK. */
    int add(String name, long amount) {
        Long before = numbers.get(name);
        if (before == null && numbers.size() >= NAMES_MAX) {
            return TallyProtocol.NO_SPACE;
        }
        long now = (before == null ? 0 : before) + amount;
        if (before != null && (amount > 0) != (now > before) && amount != 0) {
            return TallyProtocol.INVALID;
        }
        numbers.put(name, now);
        changes++;
        return TallyProtocol.OK;
    }

    /** The number of a name, or null. */
    Long get(String name) {
        return numbers.get(name);
    }

    int names() {
        return numbers.size();
    }

    /** How often it was changed, on any node. */
    long changes() {
        return changes;
    }

    long digest() {
        return 31 * changes + numbers.hashCode();
    }

    ByteBuffer snapshot() {
        ByteBuffer m = ByteBuffer.allocate(HEAD + numbers.size() * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        m.putLong(0, changes).putInt(COUNT_AT, numbers.size());
        int at = HEAD;
        for (Map.Entry<String, Long> e : numbers.entrySet()) {
            TallyProtocol.putName(m, at, e.getKey());
            m.putLong(at + TallyProtocol.NAME_LENGTH, e.getValue());
            at += ENTRY;
        }
        return m;
    }

    /** What a snapshot says, or null when it is none. */
    static Tally read(ByteBuffer snapshot) {
        ByteBuffer m = snapshot.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (m.remaining() < HEAD) {
            return null;
        }
        int count = m.getInt(COUNT_AT);
        if (count < 0 || count > NAMES_MAX || m.remaining() != HEAD + count * ENTRY) {
            return null;
        }
        Tally tally = new Tally();
        tally.changes = m.getLong(0);
        for (int at = HEAD; at < m.limit(); at += ENTRY) {
            String name = TallyProtocol.name(m, at);
            if (name == null || tally.numbers.put(name, m.getLong(at + TallyProtocol.NAME_LENGTH)) != null) {
                return null;
            }
        }
        return tally;
    }
}
