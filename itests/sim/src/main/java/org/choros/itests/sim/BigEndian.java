package org.choros.itests.sim;

import org.choros.wire.totem.Dialect;

/**
 * Makes of a packet what a big-endian processor would have sent (spec 2.1): every integer of the message is swapped,
 * addresses and payload are not. Of ordered frames those are rewritten that carry an old-ring frame, and those whose
 * messages are all of the synchronisation, whose integers are little-endian everywhere: service messages of big-endian
 * processors are not taken by the engines. What is big-endian already stays.
 */
final class BigEndian {
    private static final int TOKEN = 0;
    private static final int FRAME = 1;
    private static final int MERGE_DETECT = 2;
    private static final int JOIN = 3;
    private static final int COMMIT_TOKEN = 4;
    private static final int HOLD_CANCEL = 5;
    private static final int CARRIER = 1;

    private final boolean v3;
    private final byte[] b;
    private int at;

    private BigEndian(Dialect dialect, byte[] bytes) {
        v3 = dialect == Dialect.V3;
        b = bytes;
    }

    static void rewrite(Dialect dialect, byte[] bytes) {
        BigEndian packet = new BigEndian(dialect, bytes);
        boolean little = packet.v3 ? bytes[0] == 0x70 : bytes[2] == 0x22;
        if (little) {
            packet.rewrite();
        }
    }

    /** A totempg frame as its little-endian originator knows it: the same bytes for all who compare. */
    static byte[] restore(byte[] frame) {
        BigEndian b = new BigEndian(Dialect.V3, frame);
        b.swapAt(6, 2);
        int count = b.shortAt(6);
        int data = 8 + 2 * count;
        for (int i = 0; i < count; i++) {
            b.swapAt(8 + 2 * i, 2);
            b.swapAt(data, 2);
            b.swapAt(data + 2, 2);
            data += b.shortAt(8 + 2 * i);
        }
        return frame;
    }

    private void rewrite() {
        int type = b[v3 ? 3 : 0];
        if (type < 0 || type > HOLD_CANCEL || type == FRAME && !frameCanBeRewritten()) {
            return;
        }
        header();
        switch (type) {
            case TOKEN -> token();
            case FRAME -> frame();
            case MERGE_DETECT -> {
                processor();
                ringId();
            }
            case JOIN -> join();
            case COMMIT_TOKEN -> commitToken();
            default -> ringId();
        }
    }

    private void header() {
        if (v3) {
            swap(2);
            at = 5;
            swap(4);
            swap(4);
        } else {
            at = 2;
            swap(2);
            swap(4);
        }
    }

    private void token() {
        ints(4);
        ringId();
        ints(3);
        int count = intAt(at);
        swap(4);
        for (int i = 0; i < count; i++) {
            ringId();
            swap(4);
        }
    }

    private void join() {
        processor();
        int count = intAt(at) + intAt(at + 4);
        ints(2);
        swap(8);
        for (int i = 0; i < count; i++) {
            processor();
        }
    }

    private void commitToken() {
        swap(4);
        ringId();
        ints(2);
        int count = intAt(at);
        swap(4);
        for (int i = 0; i < count; i++) {
            processor();
        }
        for (int i = 0; i < count; i++) {
            ringId();
            ints(3);
        }
    }

    private void frame() {
        boolean carrier = b[v3 ? 4 : 1] == CARRIER;
        processor();
        ints(2);
        ringId();
        ints(2);
        if (carrier) {
            return;
        }
        swap(2);
        swap(2);
        at += 2;
        int count = shortAt(at);
        swap(2);
        int data = at + 2 * count;
        for (int i = 0; i < count; i++) {
            int length = shortAt(at);
            swap(2);
            swapAt(data, 2);
            swapAt(data + 2, 2);
            data += length;
        }
    }

    private boolean frameCanBeRewritten() {
        if (b[v3 ? 4 : 1] == CARRIER) {
            return true;
        }
        int p = v3 ? 45 : 99;
        if (b[p + 4] != 0 || b[p + 5] != 0) {
            return false;
        }
        int count = shortAt(p + 6);
        int data = p + 8 + 2 * count;
        for (int i = 0; i < count; i++) {
            // one group whose name has 4 bytes: "sync"
            if (shortAt(data) != 1 || shortAt(data + 2) != 4) {
                return false;
            }
            data += shortAt(p + 8 + 2 * i);
        }
        return true;
    }

    private void processor() {
        if (v3) {
            swap(4);
        } else {
            at++;
            address();
            address();
        }
    }

    private void address() {
        swap(4);
        swap(2);
        at += 16;
    }

    private void ringId() {
        if (v3) {
            swap(4);
        } else {
            address();
        }
        swap(8);
    }

    private void ints(int count) {
        for (int i = 0; i < count; i++) {
            swap(4);
        }
    }

    private void swap(int length) {
        swapAt(at, length);
        at += length;
    }

    private void swapAt(int from, int length) {
        for (int i = 0; i < length / 2; i++) {
            byte first = b[from + i];
            b[from + i] = b[from + length - 1 - i];
            b[from + length - 1 - i] = first;
        }
    }

    /** Little-endian, before it is swapped. */
    private int intAt(int from) {
        return shortAt(from) | shortAt(from + 2) << 16;
    }

    private int shortAt(int from) {
        return b[from] & 0xff | (b[from + 1] & 0xff) << 8;
    }
}
