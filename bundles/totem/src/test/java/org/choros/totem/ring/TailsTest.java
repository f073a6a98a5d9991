package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;

import org.choros.wire.totem.PackView;
import org.junit.jupiter.api.Test;

/** 2.12: who has joined in the middle of a message loses only that message of our sending. */
class TailsTest {
    private static final int FIXED = 45;

    private final FramePool pool = new FramePool(500);
    private final FrameQueue queue = new FrameQueue(1);

    private Frame frame(int continuation, int fragmented, String... pieces) {
        Frame frame = pool.take(200);
        int total = FIXED + PackView.HEADER_LENGTH + 2 * pieces.length + String.join("", pieces).length();
        frame.bytes.clear().limit(total).position(FIXED);
        PackView pack = new PackView().wrap(frame.bytes);
        pack.header(fragmented, continuation, pieces.length);
        int at = pack.dataOffset();
        for (int i = 0; i < pieces.length; i++) {
            pack.pieceLength(i, pieces[i].length());
            frame.bytes.put(at, pieces[i].getBytes(StandardCharsets.US_ASCII));
            at += pieces[i].length();
        }
        frame.bytes.position(0);
        return frame;
    }

    private String next() {
        Frame frame = queue.poll();
        assertEquals(0, frame.bytes.position());
        frame.bytes.position(FIXED);
        assertTrue(PackView.isValid(frame.bytes));
        PackView pack = new PackView().wrap(frame.bytes);
        StringBuilder text = new StringBuilder().append(pack.continuation()).append(':');
        int at = pack.dataOffset();
        for (int i = 0; i < pack.count(); i++) {
            byte[] piece = new byte[pack.pieceLength(i)];
            frame.bytes.get(at, piece);
            at += piece.length;
            text.append(new String(piece, StandardCharsets.US_ASCII)).append(' ');
        }
        return text.append(':').append(pack.fragmented()).toString();
    }

    @Test
    void theEndOfAMessageGetsAFrameOfItsOwn() {
        queue.offer(frame(3, 1, "end", "whole", "", "begin"));
        Tails.detach(queue, pool, FIXED);
        assertEquals(2, queue.size());
        assertEquals("3:end :0", next());
        assertEquals("0:whole  begin :1", next());
    }

    @Test
    void aFrameThatOnlyGoesOnStays() {
        Frame middle = frame(3, 4, "middle");
        queue.offer(middle);
        Tails.detach(queue, pool, FIXED);
        assertSame(middle, queue.poll());
        assertTrue(queue.isEmpty());
    }

    @Test
    void aFrameThatBeginsHereStays() {
        Frame fresh = frame(0, 1, "whole", "begin");
        queue.offer(fresh);
        Tails.detach(queue, pool, FIXED);
        assertSame(fresh, queue.poll());
    }

    @Test
    void nothingIsMadeOfNothing() {
        Tails.detach(queue, pool, FIXED);
        assertTrue(queue.isEmpty());
    }
}
