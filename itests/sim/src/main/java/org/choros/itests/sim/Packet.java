package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.FrameView;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PackView;
import org.choros.wire.totem.PacketText;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;

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
        return (link == 0 ? "" : "link " + link + " ") + text + pieces(dialect, view)
                + (view.order() == ByteOrder.BIG_ENDIAN && from != NOBODY ? " (big-endian)" : "");
    }

    /** How an ordered message is cut: what it goes on with, how many pieces there are, and whether the last goes on. */
    private static String pieces(Dialect dialect, ByteBuffer packet) {
        if (Packets.check(dialect, packet) != Malformed.NO || Packets.type(dialect, packet) != PacketType.FRAME) {
            return "";
        }
        FrameView frame = new FrameView(dialect).wrap(packet);
        ByteBuffer pack = packet.duplicate().order(packet.order()).position(frame.payloadOffset());
        if (frame.encapsulated() == FrameView.CARRIER || !PackView.isValid(pack)) {
            return "";
        }
        PackView v = new PackView().wrap(pack);
        return " in " + v.count() + (v.continuation() == 0 ? "" : ", goes on with cut " + v.continuation())
                + (v.fragmented() == 0 ? "" : ", ends with cut " + v.fragmented());
    }
}
