package org.choros.spi.crypto;

import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ConsumerType;

/** Seals and opens packets of one cluster. Not for use by several threads; allocates nothing after warm-up. */
@ConsumerType
public interface PacketCrypto {
    /** @return the most bytes that {@link #seal} adds to a message (H of the frame size formula) */
    int overhead();

    /**
     * Wraps a message into an envelope.
     *
     * @param message the totemsrp message, position to limit; left unchanged
     * @param packet where to put the envelope: from its position; the limit is set to the end and the position left
     */
    void seal(ByteBuffer message, ByteBuffer packet);

    /**
     * Checks and unwraps an envelope. Any input is safe.
     *
     * @param packet the datagram, position to limit; left unchanged
     * @param message where to put the message: from its position; the limit is set to the end and the position left
     * @return what came of it; {@code message} holds something only for {@link Result#OK}
     */
    Result open(ByteBuffer packet, ByteBuffer message);

    /** What came of opening a packet. */
    enum Result {
        /** Genuine; the message is there. */
        OK,
        /** Shorter than an envelope. */
        TOO_SHORT,
        /** Longer than a datagram can be, or the message is longer than the room for it. */
        TOO_LONG,
        /** The format marker is that of a 3.x daemon. */
        WRONG_FORMAT_3,
        /** The format marker is that of a daemon before 2.3. */
        WRONG_FORMAT_22,
        /** The format marker is unknown. */
        UNKNOWN_FORMAT,
        /** The tag does not fit: forged, damaged, or another key. */
        BAD_DIGEST,
        /** The reserved bytes are not zero. */
        UNSUPPORTED_FEATURES,
        /** The cipher text has an impossible length or padding. */
        BAD_CIPHERTEXT
    }
}
