package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.util.List;

import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * One processor of a Totem ring: it orders messages among the members and finds out who they are. Pure: bytes and time
 * come in as arguments, everything that is to be done goes out through {@link RingOutput}. For one thread.
 */
public final class Ring {
    private final RingConfig config;
    private final long storedSeq;
    private final RingOutput out;

    /**
     * Makes a ring that waits for its first interface.
     *
     * @param config the settings
     * @param storedSeq the ring sequence found in stable storage, 0 when there is none
     * @param out who does what the ring wants
     */
    public Ring(RingConfig config, long storedSeq, RingOutput out) {
        this.config = config;
        this.storedSeq = storedSeq;
        this.out = out;
    }

    /**
     * A packet has come. Nothing that is in it makes this throw.
     *
     * @param link the link it came in on
     * @param packet the totemsrp message (without envelope), position to limit; left as it is, its byte order excepted
     * @param flushing whether it is handed over because a token waits behind it (joins are dropped then)
     * @param nowNs the time
     */
    public void onPacket(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * Time has come: everything due at or before now is done, in order.
     *
     * @param nowNs the time
     */
    public void onDeadline(long nowNs) {
        throw new UnsupportedOperationException();
    }

    /** @return when {@link #onDeadline} wants to be called, {@link Long#MAX_VALUE} for never */
    public long nextDeadlineNs() {
        throw new UnsupportedOperationException();
    }

    /**
     * An interface came up, went down or changed its address. The first one that is up starts the ring.
     *
     * @param link the link
     * @param address the bound address, 4 or 16 bytes; in dialect 2 link 0's is our identity
     * @param up whether it is usable
     * @param nowNs the time
     */
    public void onInterface(int link, byte[] address, boolean up, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * The ring sequence is on stable storage.
     *
     * @param ring what {@link RingOutput#store} was given
     * @param nowNs the time
     */
    public void onStored(RingId ring, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * Queues a totempg frame until a token comes.
     *
     * @param frame the frame, little-endian, position to limit, at most {@link RingConfig#netMtu()} bytes; copied
     * @return false when the queue is full: come back on {@link RingOutput#space}
     */
    public boolean offer(ByteBuffer frame) {
        throw new UnsupportedOperationException();
    }

    /**
     * There is something to send, or a wish for a token: an idle token that is held is asked to move on.
     *
     * @param nowNs the time
     */
    public void wake(long nowNs) {
        throw new UnsupportedOperationException();
    }

    /** The services have synchronised: frames go through the normal queue and reassembly again. */
    public void syncComplete() {
        throw new UnsupportedOperationException();
    }

    /** @return whether frames go through the queue of the synchronisation */
    public boolean waiting() {
        throw new UnsupportedOperationException();
    }

    /** @return frames in the queue that {@link #offer} fills now */
    public int queued() {
        throw new UnsupportedOperationException();
    }

    /** @return how many frames that queue holds at most */
    public int queueCapacity() {
        return config.queueFrames();
    }

    /**
     * Tells the others that we go. The ring does nothing more.
     *
     * @param nowNs the time
     */
    public void leave(long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes over new settings; dialect, node id and frame size stay.
     *
     * @param changed the settings
     */
    public void reconfigure(RingConfig changed) {
        throw new UnsupportedOperationException();
    }

    /**
     * Forms the ring anew (the operator wants it, or the services have changed).
     *
     * @param nowNs the time
     */
    public void gather(long nowNs) {
        throw new UnsupportedOperationException();
    }

    /** @return the state */
    public State state() {
        throw new UnsupportedOperationException();
    }

    /** @return the ring id; of the ring being formed from COMMIT on */
    public RingId ringId() {
        throw new UnsupportedOperationException();
    }

    /** @return the members of the last ring that became operational, in ring order */
    public List<Processor> members() {
        throw new UnsupportedOperationException();
    }

    /** @return ourselves; null before the first interface is up */
    public Processor self() {
        throw new UnsupportedOperationException();
    }

    /**
     * @param counter a counter
     * @return its value
     */
    public long counter(RingCounter counter) {
        throw new UnsupportedOperationException();
    }

    /** Sets all counters to 0 ({@code stats.clear.totem}). */
    public void clearCounters() {
        throw new UnsupportedOperationException();
    }

    /** @return mean milliseconds between the last tokens ({@code mtt_rx_token}) */
    public int meanTokenMs() {
        throw new UnsupportedOperationException();
    }

    /** @return mean of the last backlogs ({@code avg_backlog_calc}) */
    public int meanBacklog() {
        throw new UnsupportedOperationException();
    }

    /**
     * @param nowNs the time
     * @return nanoseconds since the last token came
     */
    public long sinceTokenNs(long nowNs) {
        throw new UnsupportedOperationException();
    }
}
