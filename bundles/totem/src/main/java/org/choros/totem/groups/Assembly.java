package org.choros.totem.groups;

import java.nio.ByteBuffer;

/** What one sender has begun and not yet finished. The bytes held are bounded. */
final class Assembly {
    /** The largest message, its group header, and what one frame may bring too much. */
    private static final int HELD_MAX = PacketGroups.MESSAGE_LENGTH_MAX + 65_536;
    private static final int KEPT_MAX = 65_536;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final int sender;
    /** The number of the last cut, 0 when nothing is held. */
    int lastCut;
    /** Whether everything is ignored up to the end of a message whose beginning was missed. */
    boolean skipping;
    private ByteBuffer held = NOTHING;

    Assembly(int sender) {
        this.sender = sender;
        held.limit(0);
    }

    /** Answers false, and holds nothing more, when the bound is reached. */
    boolean append(ByteBuffer frame, int offset, int length) {
        int used = held.limit();
        if (used + length > HELD_MAX) {
            return false;
        }
        if (held.capacity() < used + length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.min(HELD_MAX, Math.max(4096, 2 * (used + length))));
            larger.put(0, held, 0, used);
            held = larger;
        }
        held.limit(used + length);
        held.put(used, frame, offset, length);
        return true;
    }

    ByteBuffer held() {
        return held;
    }

    void clear() {
        lastCut = 0;
        skipping = false;
        if (held.capacity() > KEPT_MAX) {
            held = NOTHING;
        }
        held.limit(0).position(0);
    }
}
