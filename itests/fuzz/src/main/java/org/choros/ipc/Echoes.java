package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.itests.fuzz.OracleException;
import org.choros.wire.qb.QbHeader;

/** Requests to be echoed, each another one. */
final class Echoes {
    private int made;

    /** A request with zeros behind its header. */
    static ByteBuffer request(int id, int size) {
        ByteBuffer b = ByteBuffer.allocate(Math.max(size, QbHeader.REQUEST_LENGTH)).order(ByteOrder.LITTLE_ENDIAN);
        QbHeader.request(b, 0, id, b.capacity());
        return b;
    }

    ByteBuffer next() {
        int size = 20 + made++ * 37 % 700;
        ByteBuffer request = request(BenchHost.ECHO, size);
        for (int i = 16; i < size; i++) {
            request.put(i, (byte) (i + made));
        }
        return request;
    }

    static void check(ByteBuffer request, ByteBuffer answer) {
        int size = request.capacity();
        OracleException.require(answer.remaining() == size + 8
                && answer.slice(24, size - 16).equals(request.slice(16, size - 16)), "another answer");
    }
}
