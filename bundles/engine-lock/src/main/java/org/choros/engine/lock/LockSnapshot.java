package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import org.choros.engine.lock.ipc.LockRequest;

/**
 * The table as bytes, version 1; integers little-endian, numbers unsigned.
 *
 * <pre>
 *  0 u64 epoch  8 u64 grace  16 u64 next token  24 u64 next arrival  32 u32 lease in ms
 * 36 u32 number of members of the epoch  40 u32 number of witnesses  44 u32 number of entries
 * 48 u32 node id of each member, then of each witness
 * then each entry, the queues by name, each in its order:
 *  0 u32 node  4 u32 pid  8 u64 request  16 u64 session  24 u64 arrival  32 u64 token  40 u64 abandoned at
 * 48 u8 mode  50 u16 length of the name  52 u16 length of the data  56 name, data
 * </pre>
 */
final class LockSnapshot {
    private static final int HEAD = 48;
    private static final int ENTRY = 56;
    private static final int NODES_MAX = 384;
    private static final int MASK = 0xFFFF;

    private LockSnapshot() {
    }

    static ByteBuffer write(LockTable table, Tenure tenure) {
        int length = HEAD + Integer.BYTES * (tenure.lastMembers().size() + tenure.witnesses().size());
        for (LockQueue queue : table.all()) {
            for (Entry e : queue.entries()) {
                length += ENTRY + e.name().length() + e.data().length();
            }
        }
        ByteBuffer m = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        m.putLong(tenure.epoch()).putLong(tenure.grace()).putLong(table.nextToken()).putLong(table.nextArrival());
        m.putInt(tenure.leaseMs()).putInt(tenure.lastMembers().size()).putInt(tenure.witnesses().size());
        m.putInt(table.size());
        tenure.lastMembers().forEach(m::putInt);
        tenure.witnesses().forEach(m::putInt);
        for (LockQueue queue : table.all()) {
            queue.entries().forEach(e -> write(m, e));
        }
        return m.flip();
    }

    private static void write(ByteBuffer m, Entry e) {
        m.putInt(e.node()).putInt(e.pid()).putLong(e.request()).putLong(e.session()).putLong(e.arrival());
        m.putLong(e.token()).putLong(e.abandonedAt());
        m.put((byte) e.mode()).put((byte) 0).putShort((short) e.name().length());
        m.putShort((short) e.data().length()).putShort((short) 0);
        m.put(e.name().getBytes(StandardCharsets.ISO_8859_1)).put(e.data().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads a snapshot into a new table.
     *
     * @return whether it was one; if not, table and tenure are not to be used
     */
    static boolean read(ByteBuffer snapshot, LockTable table, Tenure tenure) {
        ByteBuffer m = snapshot.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (m.remaining() < HEAD) {
            return false;
        }
        long epoch = m.getLong();
        long grace = m.getLong();
        table.counters(m.getLong(), m.getLong());
        int leaseMs = m.getInt();
        int members = m.getInt();
        int witnesses = m.getInt();
        int entries = m.getInt();
        if (members < 0 || members > NODES_MAX || witnesses < 0 || witnesses > NODES_MAX
                || entries < 0 || entries > LockTable.ENTRIES_MAX
                || m.remaining() < Integer.BYTES * (members + witnesses)) {
            return false;
        }
        tenure.set(epoch, grace, leaseMs, nodes(m, members), nodes(m, witnesses));
        for (int i = 0; i < entries; i++) {
            if (!readEntry(m, table)) {
                return false;
            }
        }
        return !m.hasRemaining();
    }

    private static Set<Integer> nodes(ByteBuffer m, int count) {
        Set<Integer> nodes = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            nodes.add(m.getInt());
        }
        return nodes;
    }

    private static boolean readEntry(ByteBuffer m, LockTable table) {
        if (m.remaining() < ENTRY) {
            return false;
        }
        int at = m.position();
        int nameLength = m.getShort(at + 50) & MASK;
        int dataLength = m.getShort(at + 52) & MASK;
        int mode = m.get(at + 48);
        long token = m.getLong(at + 32);
        long abandonedAt = m.getLong(at + 40);
        if (nameLength == 0 || nameLength > LockRequest.NAME_MAX || dataLength > LockRequest.DATA_MAX
                || m.remaining() < ENTRY + nameLength + dataLength
                || mode != LockRequest.EXCLUSIVE && mode != LockRequest.SHARED || token == 0 && abandonedAt != 0) {
            return false;
        }
        String name = Bytes.text(m, at + ENTRY, nameLength);
        String data = Bytes.text(m, at + ENTRY + nameLength, dataLength);
        Entry e = new Entry(m.getInt(at), new LockMessage.Acquire(m.getLong(at + 8), m.getLong(at + 16),
                m.getInt(at + 4), mode, 0, name, data), m.getLong(at + 24));
        if (token != 0) {
            e.grant(token);
            e.abandon(abandonedAt);
        }
        table.put(e);
        m.position(at + ENTRY + nameLength + dataLength);
        return true;
    }
}
