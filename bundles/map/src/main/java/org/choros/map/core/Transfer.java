package org.choros.map.core;

import java.util.ArrayList;
import java.util.List;

/** A state on its way out, as it was when a round was decided, piece by piece. A few pieces are under way at a time. */
final class Transfer {
    private static final int WINDOW = 4;

    private final long round;
    private final StateId source;
    private final MapMessage.Header header;
    private final List<MapMessage.Keyed> items;
    private final int chunkBytes;
    private int next;
    private int number;
    private int underWay;
    private boolean ended;

    Transfer(long round, MapState state, int chunkBytes) {
        this.round = round;
        this.source = state.id();
        this.header = state.header();
        this.items = state.items();
        this.chunkBytes = chunkBytes;
    }

    /** Sends what may be sent now. */
    void pump(MapOutput out) {
        while (!ended && underWay < WINDOW) {
            List<MapMessage.Keyed> piece = new ArrayList<>();
            long bytes = 0;
            while (next < items.size() && bytes < chunkBytes) {
                MapMessage.Keyed each = items.get(next++);
                piece.add(each);
                bytes += each.key().length() + (each.item().tombstone() ? 0 : each.item().value().length);
            }
            ended = next == items.size();
            underWay++;
            out.send(MapCodec.encode(
                    new MapMessage.Chunk(round, source, number, ended, number == 0 ? header : null, piece)));
            number++;
        }
    }

    /** A piece of ours has come back. */
    void delivered(MapMessage.Chunk chunk, MapOutput out) {
        if (chunk.round() == round) {
            underWay--;
            pump(out);
        }
    }
}
