package org.choros.itests.campaign;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * What witnesses send each other: who sends, which of its messages it is, and a checksum over all of it.
 *
 * @param node the sender's node
 * @param pid the sender's process
 * @param stamp the sender's incarnation, different for every connection on this machine
 * @param seq the number of the message, from 0
 * @param length its length in bytes
 * @param checksum the checksum of its bytes
 */
record Payload(int node, int pid, long stamp, int seq, int length, int checksum) {

    /** The shortest message. */
    static final int LEAST = 32;
    private static final int MAGIC = 0x43484f52;
    private static final int CHECKSUM = LEAST - Integer.BYTES;

    /** Makes a message; the bytes behind the head depend on stamp and number. */
    static byte[] encode(int node, int pid, long stamp, int seq, int length) {
        byte[] bytes = new byte[Math.max(LEAST, length)];
        SplittableRandom random = new SplittableRandom(stamp ^ seq);
        for (int i = LEAST; i < bytes.length; i++) {
            bytes[i] = (byte) (i % Long.BYTES == 0 ? random.nextInt() : bytes[i - 1] * 31 + i);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        b.putInt(MAGIC).putInt(node).putInt(pid).putLong(stamp).putInt(seq).putInt(bytes.length);
        b.putInt(CHECKSUM, checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, CHECKSUM);
        crc.update(bytes, LEAST, bytes.length - LEAST);
        return (int) crc.getValue();
    }

    /** Reads a message; null when it is not as a witness sends them. */
    static Payload decode(byte[] bytes) {
        if (bytes.length < LEAST) {
            return null;
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        if (b.getInt() != MAGIC) {
            return null;
        }
        Payload head = new Payload(b.getInt(), b.getInt(), b.getLong(), b.getInt(), b.getInt(), b.getInt());
        return head.length == bytes.length && head.checksum == checksum(bytes) ? head : null;
    }
}
