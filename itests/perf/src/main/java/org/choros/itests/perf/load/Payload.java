package org.choros.itests.perf.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A message of the benchmark, as {@code struct message} of cpgbench.c says. */
final class Payload {
    static final int READY = 0;
    static final int DATA = 1;
    static final int END = 2;
    /** The shortest. */
    static final int LENGTH_MIN = 48;
    static final int LENGTH_MAX = 1 << 19;

    private static final int RUN = 8;
    private static final int KIND = 12;
    private static final int COUNT = 16;
    private static final int DUE = 24;
    private static final int SENDER = 32;
    private static final int LENGTH = 36;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Payload() {
    }

    /** Fills the array, which is one message, with words that differ by place, message and sender. */
    static void fill(byte[] message, int run, int kind, long count, long dueNs, int sender) {
        INT.set(message, RUN, run);
        INT.set(message, KIND, kind);
        LONG.set(message, COUNT, count);
        LONG.set(message, DUE, dueNs);
        INT.set(message, SENDER, sender);
        INT.set(message, LENGTH, message.length);
        long seed = (count + 1) * MULTIPLIER ^ sender;
        for (int i = LENGTH_MIN / Long.BYTES; i < message.length / Long.BYTES; i++) {
            LONG.set(message, i * Long.BYTES, i * MULTIPLIER ^ seed);
        }
        LONG.set(message, 0, checksum(message, 0, message.length));
    }

    /** Whether these bytes are one whole, undamaged message. */
    static boolean valid(byte[] bytes, int offset, int length) {
        return length >= LENGTH_MIN && length % Long.BYTES == 0 && (int) INT.get(bytes, offset + LENGTH) == length
                && (long) LONG.get(bytes, offset) == checksum(bytes, offset, length);
    }

    private static long checksum(byte[] bytes, int offset, int length) {
        long digest = length / Long.BYTES;
        for (int at = offset + Long.BYTES; at < offset + length; at += Long.BYTES) {
            digest = fold(digest, (long) LONG.get(bytes, at));
        }
        return digest ^ digest >>> 32;
    }

    static long fold(long digest, long word) {
        return (digest ^ word) * MULTIPLIER;
    }

    static int run(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset + RUN);
    }

    static int kind(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset + KIND);
    }

    static long count(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset + COUNT);
    }

    static long dueNs(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset + DUE);
    }

    static int sender(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset + SENDER);
    }
}
