package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketText;

/**
 * A datagram on its way; never changed, so that all receivers, copies and replays share its bytes.
 *
 * @param link the link it is sent on
 * @param from index of the sender, {@link #NOBODY} for what was damaged or made up
 * @param to index of the only one that may get it, or {@link #EVERYBODY}; repeated packets do not go astray
 * @param bytes the totemsrp message
 */
record Packet(int link, int from, int to, byte[] bytes) {

    static final int NOBODY = -1;
    static final int EVERYBODY = -1;

    /** @return whether it was sent to one node */
    boolean token() {
        return to != EVERYBODY;
    }

    String text(Dialect dialect) {
        ByteBuffer view = ByteBuffer.wrap(bytes);
        String text = PacketText.of(dialect, view);
        return (link == 0 ? "" : "link " + link + " ") + text + (view.order() == ByteOrder.BIG_ENDIAN
                && from != NOBODY ? " (big-endian)" : "");
    }
}
