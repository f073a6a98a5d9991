package org.choros.spi.engine.sync;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.RingIdentity;

/**
 * The bytes of a {@link StateTransfer}: an ordered message's header of 16 bytes, the ring, the kind, and what is said.
 * All integers little-endian.
 *
 * <pre>
 *  0 i32 id = service &lt;&lt; 16 | function    8 i32 size
 * 16 u32 ring's node    24 u64 ring's sequence    32 u8 kind: 1 announcement, 2 beginning, 3 piece
 * announcement: 33 u8 1 when there is a state; 34 u16 lowest, 36 u16 highest version; 38 u16 length of the note;
 *               40 u64 generation; 48 u64 digest; 56 u32 companions; 60 note
 * beginning:    40 u64 length of the state, 2^64-1 when nobody lacks it; 48 u32 number of receivers;
 *               52 u32 number of continuous members; 56 u32 each of the ids, receivers first
 * piece:        40 u64 where it belongs; 48 bytes
 * </pre>
 */
final class TransferMessage {
    static final int ANNOUNCEMENT = 1;
    static final int BEGINNING = 2;
    static final int PIECE = 3;
    /** What a piece has besides its bytes. */
    static final int PIECE_AT = 48;
    /** The length that says that nobody lacks the state. */
    static final long NOTHING = -1;

    private static final int FIXED = 40;
    private static final int RING_NODE = 16;
    private static final int RING_SEQ = 24;
    private static final int KIND = 32;
    private static final int HAS_STATE = 33;
    private static final int VERSION_MIN = 34;
    private static final int VERSION_MAX = 36;
    private static final int NOTE_LENGTH = 38;
    private static final int VALUE = 40;
    private static final int DIGEST = 48;
    private static final int COMPANIONS = 56;
    private static final int NOTE = 60;
    private static final int RECEIVERS = 48;
    private static final int CONTINUOUS = 52;
    private static final int REST = 56;
    private static final int MASK = 0xFFFF;

    private TransferMessage() {
    }

    /** Who lacks the donor's state, and who came along with it. */
    record Beginning(long length, List<Integer> receivers, List<Integer> continuous) {
    }

    private static ByteBuffer message(int id, RingIdentity ring, int kind, int length) {
        ByteBuffer m = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        m.putInt(0, id).putInt(8, length);
        m.putInt(RING_NODE, ring.nodeId()).putLong(RING_SEQ, ring.seq()).put(KIND, (byte) kind);
        return m;
    }

    static ByteBuffer announcement(int id, RingIdentity ring, VersionRange versions, SyncedState state,
            int companions) {
        byte[] note = state.note();
        ByteBuffer m = message(id, ring, ANNOUNCEMENT, NOTE + note.length);
        m.put(HAS_STATE, (byte) (state.exists() ? 1 : 0));
        m.putShort(VERSION_MIN, (short) versions.min()).putShort(VERSION_MAX, (short) versions.max());
        m.putShort(NOTE_LENGTH, (short) note.length);
        m.putLong(VALUE, state.generation()).putLong(DIGEST, state.digest()).putInt(COMPANIONS, companions);
        return m.put(NOTE, note);
    }

    static ByteBuffer beginning(int id, RingIdentity ring, Beginning b) {
        int ids = b.receivers().size() + b.continuous().size();
        ByteBuffer m = message(id, ring, BEGINNING, REST + Integer.BYTES * ids);
        m.putLong(VALUE, b.length());
        m.putInt(RECEIVERS, b.receivers().size()).putInt(CONTINUOUS, b.continuous().size());
        int at = REST;
        for (List<Integer> list : List.of(b.receivers(), b.continuous())) {
            for (int node : list) {
                m.putInt(at, node);
                at += Integer.BYTES;
            }
        }
        return m;
    }

    static ByteBuffer piece(int id, RingIdentity ring, ByteBuffer state, int from, int length) {
        ByteBuffer m = message(id, ring, PIECE, PIECE_AT + length);
        m.putLong(VALUE, from);
        return m.put(PIECE_AT, state, state.position() + from, length);
    }

    /** The kind of a message of this ring; 0 when it is of another one, or none. */
    static int kind(ByteBuffer m, RingIdentity ring) {
        int at = m.position();
        boolean ours = m.remaining() >= FIXED && m.getInt(at + RING_NODE) == ring.nodeId()
                && m.getLong(at + RING_SEQ) == ring.seq();
        return ours ? m.get(at + KIND) : 0;
    }

    /** What a member announces, or null when it is malformed. */
    static Participant readAnnouncement(int sender, ByteBuffer m, int noteMax) {
        int at = m.position();
        if (m.remaining() < NOTE) {
            return null;
        }
        int min = m.getShort(at + VERSION_MIN) & MASK;
        int max = m.getShort(at + VERSION_MAX) & MASK;
        int length = m.getShort(at + NOTE_LENGTH) & MASK;
        if (!VersionRange.isValid(min, max) || length > noteMax || m.remaining() != NOTE + length) {
            return null;
        }
        byte[] note = new byte[length];
        m.get(at + NOTE, note);
        return new Participant(sender, new VersionRange(min, max), m.get(at + HAS_STATE) != 0, m.getLong(at + VALUE),
                m.getInt(at + COMPANIONS), m.getLong(at + DIGEST), note);
    }

    /** What the donor begins with, or null when it is malformed. */
    static Beginning readBeginning(ByteBuffer m) {
        int at = m.position();
        if (m.remaining() < REST) {
            return null;
        }
        long receivers = m.getInt(at + RECEIVERS) & 0xFFFF_FFFFL;
        long continuous = m.getInt(at + CONTINUOUS) & 0xFFFF_FFFFL;
        if (m.remaining() != REST + Integer.BYTES * (receivers + continuous)) {
            return null;
        }
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < receivers + continuous; i++) {
            ids.add(m.getInt(at + REST + i * Integer.BYTES));
        }
        return new Beginning(m.getLong(at + VALUE), List.copyOf(ids.subList(0, (int) receivers)),
                List.copyOf(ids.subList((int) receivers, ids.size())));
    }

    /** Where a piece belongs. */
    static long offset(ByteBuffer m) {
        return m.remaining() < PIECE_AT ? NOTHING : m.getLong(m.position() + VALUE);
    }
}
