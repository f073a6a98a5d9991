package org.choros.engine.amf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.ModelException;
import org.choros.engine.amf.model.ModelReader;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * The ledger and its tenure as bytes, version 1, little-endian; texts are u16 length and UTF-8, lists u32 n, then n.
 *
 * <pre>
 * u64 epoch, grace, last serial; u32 bound ms; u8 configured
 * lists of u32: last members, witnesses, cleared, leaving; list of u32 node, u64 ring: doubts
 * list of text workload, text unit, u32 node, u64 serial, u8 role, u8 phase: entries
 * list of text: failed units; list of text target, u8 state; list of text workload, text unit: wishes
 * list of text key, text value: the keys of the configuration
 * list of text name, list of u32: who declares it, list of text key, text value: declared groups
 * </pre>
 */
final class LedgerSnapshot {
    private static final int BYTE = 0xFF;

    private final Ledger ledger;
    private final Tenure tenure;

    private LedgerSnapshot(Ledger ledger, Tenure tenure) {
        this.ledger = ledger;
        this.tenure = tenure;
    }

    Ledger ledger() {
        return ledger;
    }

    Tenure tenure() {
        return tenure;
    }

    static ByteBuffer write(Ledger ledger, Tenure tenure) {
        Ledger.State s = ledger.state();
        ByteBuffer m = ByteBuffer.allocate(size(s, tenure)).order(ByteOrder.LITTLE_ENDIAN);
        m.putLong(tenure.epoch()).putLong(s.grace()).putLong(s.lastSerial()).putInt(s.boundMs());
        m.put((byte) (s.configured() ? 1 : 0));
        nodes(m, tenure.lastMembers());
        nodes(m, tenure.witnesses());
        nodes(m, s.cleared());
        nodes(m, s.leaving());
        m.putInt(s.doubts().size());
        s.doubts().forEach((node, since) -> m.putInt(node).putLong(since));
        m.putInt(s.entries().size());
        for (Order o : s.entries()) {
            Bytes.put(m, o.slot().workload());
            Bytes.put(m, o.slot().unit());
            m.putInt(o.node()).putLong(o.serial()).put((byte) o.role().ordinal()).put((byte) o.phase().ordinal());
        }
        m.putInt(s.failedUnits().size());
        s.failedUnits().forEach(u -> Bytes.put(m, u));
        m.putInt(s.administered().size());
        s.administered().forEach((t, a) -> {
            Bytes.put(m, t.toString());
            m.put((byte) a.ordinal());
        });
        AmfMessage.putMap(m, s.wishes());
        AmfMessage.putMap(m, s.base().source());
        m.putInt(s.declared().size());
        s.declared().forEach((name, d) -> {
            Bytes.put(m, name);
            nodes(m, d.by());
            AmfMessage.putMap(m, d.keys());
        });
        return m.flip();
    }

    private static int size(Ledger.State s, Tenure t) {
        int size = 29 + 9 * Integer.BYTES
                + Integer.BYTES
                        * (t.lastMembers().size() + t.witnesses().size() + s.cleared().size() + s.leaving().size())
                + 12 * s.doubts().size() + AmfMessage.mapLength(s.wishes()) + AmfMessage.mapLength(s.base().source());
        for (Order o : s.entries()) {
            size += Bytes.length(o.slot().workload()) + Bytes.length(o.slot().unit()) + 14;
        }
        for (String u : s.failedUnits()) {
            size += Bytes.length(u);
        }
        for (Target target : s.administered().keySet()) {
            size += Bytes.length(target.toString()) + 1;
        }
        for (Map.Entry<String, Declarations.Declared> e : s.declared().entrySet()) {
            size += Bytes.length(e.getKey()) + Integer.BYTES * (1 + e.getValue().by().size())
                    + AmfMessage.mapLength(e.getValue().keys());
        }
        return size;
    }

    private static void nodes(ByteBuffer m, Iterable<Integer> nodes) {
        int at = m.position();
        m.putInt(0);
        int n = 0;
        for (int node : nodes) {
            m.putInt(node);
            n++;
        }
        m.putInt(at, n);
    }

    /** Reads what another member has written; null when it cannot be. */
    static LedgerSnapshot read(ByteBuffer bytes) {
        ByteBuffer m = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        try {
            LedgerSnapshot s = parse(m);
            return m.hasRemaining() ? null : s;
        } catch (BufferUnderflowException | IllegalArgumentException | ModelException e) {
            return null;
        }
    }

    private static LedgerSnapshot parse(ByteBuffer m) throws ModelException {
        long epoch = m.getLong();
        long grace = m.getLong();
        long serial = m.getLong();
        int bound = m.getInt();
        boolean configured = m.get() != 0;
        Tenure tenure = new Tenure();
        tenure.set(epoch, nodes(m), nodes(m));
        SortedSet<Integer> cleared = nodes(m);
        SortedSet<Integer> leaving = nodes(m);
        SortedMap<Integer, Long> doubts = new TreeMap<>(Integer::compareUnsigned);
        for (int n = count(m, 12); n > 0; n--) {
            doubts.put(m.getInt(), m.getLong());
        }
        List<Order> entries = new ArrayList<>();
        for (int n = count(m, 18); n > 0; n--) {
            Slot slot = new Slot(text(m), text(m));
            entries.add(new Order(slot, m.getInt(), m.getLong(), of(Role.values(), m), of(Order.Phase.values(), m)));
        }
        SortedSet<String> failed = new TreeSet<>();
        for (int n = count(m, 2); n > 0; n--) {
            failed.add(text(m));
        }
        SortedMap<Target, AdminState> administered = new TreeMap<>();
        for (int n = count(m, 3); n > 0; n--) {
            Target t = Target.parse(text(m));
            if (t == null) {
                throw new IllegalArgumentException("no target");
            }
            administered.put(t, of(AdminState.values(), m));
        }
        SortedMap<String, String> wishes = map(m);
        SortedMap<String, String> source = map(m);
        Model base = configured ? ModelReader.read(source) : Model.EMPTY;
        SortedMap<String, Declarations.Declared> declared = new TreeMap<>();
        for (int n = count(m, 10); n > 0; n--) {
            String name = text(m);
            SortedSet<Integer> by = nodes(m);
            declared.put(name, new Declarations.Declared(map(m), by));
        }
        return new LedgerSnapshot(Ledger.of(new Ledger.State(entries, failed, administered, wishes, doubts, cleared,
                grace, leaving, serial, bound, configured, base, declared)), tenure);
    }

    private static SortedMap<String, String> map(ByteBuffer m) {
        SortedMap<String, String> map = AmfMessage.readMap(m);
        if (map == null) {
            throw new IllegalArgumentException("no map");
        }
        return map;
    }

    private static SortedSet<Integer> nodes(ByteBuffer m) {
        SortedSet<Integer> nodes = new TreeSet<>(Integer::compareUnsigned);
        for (int n = count(m, Integer.BYTES); n > 0; n--) {
            nodes.add(m.getInt());
        }
        return nodes;
    }

    private static int count(ByteBuffer m, int least) {
        int n = m.getInt();
        if (n < 0 || n > m.remaining() / least) {
            throw new IllegalArgumentException("a list of " + n);
        }
        return n;
    }

    private static String text(ByteBuffer m) {
        String text = Bytes.text(m);
        if (text == null) {
            throw new IllegalArgumentException("no text");
        }
        return text;
    }

    private static <T> T of(T[] values, ByteBuffer m) {
        int i = m.get() & BYTE;
        if (i >= values.length) {
            throw new IllegalArgumentException("no such value");
        }
        return values[i];
    }

    /** A number that snapshots which are the same have in common. */
    static long digest(Ledger ledger, Tenure tenure) {
        return Bytes.digest(write(ledger, tenure));
    }
}
