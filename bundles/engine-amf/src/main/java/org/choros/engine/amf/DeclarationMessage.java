package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A group is declared beside the configuration, or is not any more: u8 kind (0 declared, 1 withdrawn), u8 by whom (0 a
 * program, 1 bundles of the sender), u64 number that the sender knows it by, text name, u32 n, n times text key, text
 * value.
 *
 * @param withdrawn whether it is declared no more; there are no keys then
 * @param byBundle whether bundles of the sender say so, and not a program
 * @param number of a program's, else 0
 * @param name the group's
 * @param keys as in the configuration's section of a group
 */
record DeclarationMessage(boolean withdrawn, boolean byBundle, long number, String name,
        SortedMap<String, String> keys) implements AmfMessage {

    static final int FUNCTION = 11;
    private static final int NAME_MAX = 64;
    private static final int FLAGS = 2;

    static DeclarationMessage declared(boolean byBundle, long number, String name, SortedMap<String, String> keys) {
        return new DeclarationMessage(false, byBundle, number, name, keys);
    }

    static DeclarationMessage withdrawn(boolean byBundle, long number, String name) {
        return new DeclarationMessage(true, byBundle, number, name, Collections.emptySortedMap());
    }

    static DeclarationMessage read(ByteBuffer m) {
        if (m.remaining() < FLAGS + Long.BYTES) {
            return null;
        }
        int kind = m.get();
        int by = m.get();
        long number = m.getLong();
        String name = Bytes.text(m);
        SortedMap<String, String> keys = name == null ? null : AmfMessage.readMap(m);
        boolean right = (kind & ~1) == 0 && (by & ~1) == 0 && keys != null && !name.isEmpty()
                && name.length() <= NAME_MAX && (kind == 0 || keys.isEmpty());
        return right ? new DeclarationMessage(kind == 1, by == 1, number, name, keys) : null;
    }

    /** Who declares, when this comes from a node. */
    int by(int sender) {
        return byBundle ? sender : Declarations.PROGRAMS;
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int length() {
        return FLAGS + Long.BYTES + Bytes.length(name) + AmfMessage.mapLength(keys);
    }

    @Override
    public void body(ByteBuffer m) {
        m.put((byte) (withdrawn ? 1 : 0)).put((byte) (byBundle ? 1 : 0)).putLong(number);
        Bytes.put(m, name);
        AmfMessage.putMap(m, keys);
    }
}
