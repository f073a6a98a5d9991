package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a member says of itself in each synchronisation, 16 bytes: u32 flags (1: it is quorate), u32 lease in ms, u64
 * last epoch.
 *
 * @param quorate whether it is quorate
 * @param leaseMs how long a lease is to be, by its configuration
 * @param lastEpoch the sequence of the last quorate ring that this process took part in, 0 for none
 */
record LockNote(boolean quorate, int leaseMs, long lastEpoch) {

    private static final int SIZE = 16;

    byte[] encode() {
        ByteBuffer m = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return m.putInt(quorate ? 1 : 0).putInt(leaseMs).putLong(lastEpoch).array();
    }

    /** Who says nothing that can be understood is not quorate. */
    static LockNote decode(byte[] note) {
        if (note.length < SIZE) {
            return new LockNote(false, 0, 0);
        }
        ByteBuffer m = ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN);
        return new LockNote((m.getInt() & 1) != 0, m.getInt(), m.getLong());
    }
}
