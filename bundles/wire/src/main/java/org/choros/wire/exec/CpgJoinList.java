package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * cpg: the sender's processes in groups, told in every synchronisation.
 *
 * @param entries one for each process and group, at most {@link #ENTRIES_MAX}
 */
public record CpgJoinList(List<Entry> entries) implements ExecMessage {
    /** Service id. */
    public static final int SERVICE = 2;
    /** Function number. */
    public static final int FUNCTION = 2;
    /** As many entries as one message of the ring can carry. */
    public static final int ENTRIES_MAX = 7281;

    // this message has the longer header of a reply, whose last field means nothing
    private static final int FIXED = 24;
    private static final int ENTRY = 144;
    private static final int NAME = 8;

    /**
     * One process in one group.
     *
     * @param group the group
     * @param pid the process
     */
    public record Entry(String group, int pid) {
    }

    @Override
    public int service() {
        return SERVICE;
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int size() {
        return FIXED + ENTRY * entries.size();
    }

    @Override
    public void body(ByteBuffer m) {
        int at = FIXED;
        for (Entry e : entries) {
            m.putInt(at, e.pid());
            CpgName.write(m, at + NAME, e.group());
            at += ENTRY;
        }
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static CpgJoinList decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, FIXED);
        if (m == null || (m.limit() - FIXED) % ENTRY != 0 || m.limit() > FIXED + ENTRY * ENTRIES_MAX) {
            return null;
        }
        List<Entry> entries = new ArrayList<>((m.limit() - FIXED) / ENTRY);
        for (int at = FIXED; at < m.limit(); at += ENTRY) {
            String group = CpgName.read(m, at + NAME);
            if (group == null) {
                return null;
            }
            entries.add(new Entry(group, m.getInt(at)));
        }
        return new CpgJoinList(entries);
    }
}
