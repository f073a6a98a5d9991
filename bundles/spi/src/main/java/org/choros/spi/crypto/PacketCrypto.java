package org.choros.spi.crypto;

import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Seals and opens the packets of one cluster, on the ring thread: it must not block, and what it allocates it does for
 * every packet, so best nothing. Not for use by several threads.
 *
 * <p><b>Dialect 2.</b> A packet is {@code FE FE 00 00}, with a cipher 16 bytes of salt that never come twice, then the
 * data, then with a hash its tag. The data is the message, or with a cipher its encryption in CBC mode with PKCS#7
 * padding, the salt as IV (3DES: its first 8 bytes). The tag is the HMAC over all in front of it. The cipher's key are
 * the first 16, 24 or 32 bytes of the key, filled up with zeros; the HMAC's all of it, at most 128. With both none the
 * four bytes are there all the same.
 *
 * <p><b>Dialect 3.</b> Over udp and udpu a packet is the message and there is no cryptography.
 *
 * <p><b>Buffers.</b> May be direct, on the heap or read-only as far as only read; the two of a call are never the same
 * memory. The bytes, position, limit and byte order of the input stay as they are.
 */
@ConsumerType
public interface PacketCrypto extends AutoCloseable {
    /**
     * The frame size depends on it, so with the algorithms of dialect 2 it is H of the formula: 4, the length of the
     * tag and, with a cipher, 16 and two blocks.
     *
     * @return the most bytes that {@link #seal} adds to a message; always the same
     */
    int overhead();

    /**
     * Wraps a message into an envelope.
     *
     * @param message the totemsrp message, position to limit
     * @param packet where to put the envelope: from its position, up to its capacity; the limit is set to the end and
     *            the position left
     * @throws IllegalArgumentException when there is no room for it, or it would be longer than 65535 bytes; the
     *             message names the lengths
     */
    void seal(ByteBuffer message, ByteBuffer packet);

    /**
     * Checks and unwraps an envelope. Any input is safe and answered, none throws. With a hash nothing behind the
     * marker is looked at before the tag was compared, wholly and in a time that does not tell how many bytes were
     * right.
     *
     * @param packet the datagram, position to limit
     * @param message where to put the message: from its position, up to its capacity; for {@link Result#OK} the limit
     *            is set to the end and the position left, for any other result neither is changed
     * @return what came of it
     */
    Result open(ByteBuffer packet, ByteBuffer message);

    /**
     * Ends its use: gives back what it has outside the heap. Called on the ring thread when it was replaced, when its
     * plug-in goes, and at the node's end; nothing else is called afterwards.
     */
    @Override
    default void close() {
        // What lives on the heap alone needs nothing.
    }

    /** What came of opening a packet. */
    enum Result {
        /** Genuine; the message is there. */
        OK,
        /** Shorter than an envelope. */
        TOO_SHORT,
        /** Longer than a datagram can be (65535 bytes), or the message is longer than the room for it. */
        TOO_LONG,
        /** The format marker is that of a 3.x daemon, {@code 70 C0} or {@code C0 70}. */
        WRONG_FORMAT_3,
        /** The format marker is that of a daemon before 2.3, {@code FF FF}. */
        WRONG_FORMAT_22,
        /** The format marker is unknown. */
        UNKNOWN_FORMAT,
        /** The tag does not fit: forged, damaged, or another key. */
        BAD_DIGEST,
        /** The reserved bytes behind the marker are not zero; with a hash, in a genuine packet. */
        UNSUPPORTED_FEATURES,
        /** The cipher text has an impossible length or padding. */
        BAD_CIPHERTEXT
    }
}
