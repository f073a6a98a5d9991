package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.PackView;

/**
 * Takes frames apart whose first piece ends a message that was begun on an earlier ring. Whoever has joined since skips
 * such a frame wholly (spec 2.12), and with it the complete messages behind that piece: a process group's join, for
 * example, which only those who were there before would ever know of.
 */
final class Tails {
    private Tails() {
    }

    /** Gives the end of a message that is partly sent a frame of its own, when something else is packed behind it. */
    static void detach(FrameQueue queue, FramePool pool, int fixed) {
        Frame whole = queue.poll();
        if (whole == null) {
            return;
        }
        whole.bytes.position(fixed);
        PackView pack = new PackView();
        if (!PackView.isValid(whole.bytes) || pack.wrap(whole.bytes).continuation() == 0 || pack.count() == 1) {
            whole.bytes.position(0);
            queue.putBack(whole);
            return;
        }
        int length = pack.pieceLength(0);
        Frame tail = pool.take(whole.length());
        write(tail, whole, pack, fixed, 0, 1, length);
        Frame rest = pool.take(whole.length());
        int bytes = whole.length() - pack.dataOffset() - length;
        write(rest, whole, pack, fixed, 1, pack.count(), bytes);
        whole.bytes.position(0);
        pool.give(whole);
        queue.putBack(rest);
        queue.putBack(tail);
    }

    // pieces from..to-1, which have so many bytes together
    private static void write(Frame target, Frame whole, PackView pack, int fixed, int from, int to, int bytes) {
        int data = fixed + PackView.HEADER_LENGTH + Short.BYTES * (to - from);
        ByteBuffer b = target.bytes.clear().order(ByteOrder.LITTLE_ENDIAN).limit(data + bytes);
        PackView written = new PackView().wrap(b.position(fixed));
        boolean last = to == pack.count();
        written.header(last ? pack.fragmented() : 0, from == 0 ? pack.continuation() : 0, to - from);
        for (int i = from; i < to; i++) {
            written.pieceLength(i - from, pack.pieceLength(i));
        }
        int at = pack.dataOffset() + (from == 0 ? 0 : pack.pieceLength(0));
        b.put(data, whole.bytes, at, bytes);
        b.position(0);
    }
}
