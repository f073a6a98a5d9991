package org.choros.totem.groups;

import java.nio.ByteBuffer;

import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfiguration;

/** Packs messages into the frames of a ring, cuts large ones, and puts them together again. Pure; for one thread. */
public final class PacketGroups {
    /** The largest message, group header excluded, bytes. */
    public static final int MESSAGE_LENGTH_MAX = 1 << 20;

    private final Ring ring;
    private final GroupOutput out;

    /**
     * @param netMtu bytes of the largest frame ({@code net_mtu})
     * @param ring where frames go
     * @param out where messages go
     */
    public PacketGroups(int netMtu, Ring ring, GroupOutput out) {
        this.ring = ring;
        this.out = out;
    }

    /**
     * Sends a message to a group on all members, ourselves included.
     *
     * @param group the group
     * @param message position to limit, at most {@link #MESSAGE_LENGTH_MAX} bytes; copied, left as it is
     * @param nowNs the time
     * @return false when the queue has no room for all of it, and nothing was taken
     */
    public boolean offer(Group group, ByteBuffer message, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /** What waits for company goes to the ring now; to be called from {@code RingOutput.tokenReceived}. */
    public void onTokenReceived() {
        throw new UnsupportedOperationException();
    }

    /**
     * A frame in the total order; to be called from {@code RingOutput.deliver}.
     *
     * @param sender the originator's node id
     * @param frame the frame
     */
    public void onFrame(int sender, ByteBuffer frame) {
        throw new UnsupportedOperationException();
    }

    /**
     * Picks the set of reassembly states; to be called from {@code RingOutput.reassembly}.
     *
     * @param synchronising whether frames are those of the synchronisation
     */
    public void reassembly(boolean synchronising) {
        throw new UnsupportedOperationException();
    }

    /**
     * Forgets what those who left had begun; to be called from {@code RingOutput.configuration}.
     *
     * @param configuration either configuration
     */
    public void onConfiguration(RingConfiguration configuration) {
        throw new UnsupportedOperationException();
    }

    /**
     * @param length bytes of a message
     * @return whether {@link #offer} would take it now
     */
    public boolean hasRoom(int length) {
        throw new UnsupportedOperationException();
    }

    /** @return how full the queue is */
    public QueueLevel level() {
        throw new UnsupportedOperationException();
    }

    /** @return frames that can still be queued ({@code msg_queue_avail}) */
    public int available() {
        throw new UnsupportedOperationException();
    }
}
