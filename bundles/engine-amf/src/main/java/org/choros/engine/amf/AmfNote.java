package org.choros.engine.amf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a member says of itself in each synchronisation, 40 bytes:
 *
 * <pre>
 * u32 flags (1: it is quorate), u32 how long it takes to stop what it runs, ms
 * u32 hold ms, u32 hold and stop limit ms
 * u64 last epoch, u64 version and u64 digest of its configuration
 * </pre>
 *
 * @param quorate whether it is quorate
 * @param stopMs how long it takes at most to stop what it runs now, by whatever model that was started
 * @param holdMs how long it wants to keep workloads without hearing from the others
 * @param boundMs how long what it has had may run at most after that moment
 * @param lastEpoch the sequence of the last quorate ring that this process took part in, 0 for none
 * @param version {@code totem.config_version} of its own configuration
 * @param digest the digest of its own configuration
 */
record AmfNote(boolean quorate, int stopMs, int holdMs, int boundMs, long lastEpoch, long version, long digest) {

    private static final int SIZE = 40;

    byte[] encode() {
        ByteBuffer m = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        m.putInt(quorate ? 1 : 0).putInt(stopMs).putInt(holdMs).putInt(boundMs);
        return m.putLong(lastEpoch).putLong(version).putLong(digest).array();
    }

    /** Who says nothing that can be understood is not quorate. */
    static AmfNote decode(byte[] note) {
        if (note.length < SIZE) {
            return new AmfNote(false, 0, 0, 0, 0, 0, 0);
        }
        ByteBuffer m = ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN);
        return new AmfNote((m.getInt() & 1) != 0, Math.max(0, m.getInt(4)), Math.max(0, m.getInt(8)),
                Math.max(0, m.getInt(12)), m.getLong(16),
                m.getLong(24), m.getLong(32));
    }
}
