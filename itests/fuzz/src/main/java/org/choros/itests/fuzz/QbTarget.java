package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.wire.qb.QbHeader;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;
import org.choros.wire.qb.RingReader;
import org.choros.wire.qb.RingWriter;
import org.choros.wire.qb.SetupRequest;
import org.choros.wire.qb.SetupResponse;

/**
 * libqb's set-up messages, and shared rings whose other side writes what it likes. First byte: 0 a request, 1 a
 * response, else a ring: words of the header, then pairs of a place and a value that are stored between our own steps.
 */
final class QbTarget implements Target {
    private static final int RING_BYTES = 256;
    private static final int MESSAGE_MAX = 128;
    private static final int[] HEADER_WORDS = {RingLayout.WRITE_INDEX, RingLayout.READ_INDEX, RingLayout.WORDS,
            RingLayout.REF_COUNT, RingLayout.SEMAPHORE, RingLayout.SEMAPHORE + 4, RingLayout.FLOW_CONTROL};
    private static final int STEPS_MAX = 256;
    private final ByteBuffer out = ByteBuffer.allocate(2 * MESSAGE_MAX);
    private final ByteBuffer header = ByteBuffer.allocateDirect(RingLayout.HEADER_LENGTH_USER + 4);
    private final ByteBuffer data = ByteBuffer.allocateDirect(RING_BYTES);

    QbTarget() {
        header.order(ByteOrder.LITTLE_ENDIAN);
        data.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String name() {
        return "qb";
    }

    @Override
    public int inputMax() {
        return SetupResponse.LENGTH + 1;
    }

    /** Three names of 4 KiB, as bytes and as text; or 256 refusals. */
    @Override
    public long allocationMax() {
        return 1 << 20;
    }

    @Override
    public int shortRuns() {
        return 60_000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", List.of("ipc-setup"), v -> true)) {
            boolean request = v.path("direction").asText().equals("request");
            all.add(Vectors.prefixed(request ? 0 : 1, Vectors.bytes(v, "hex")));
        }
        all.add(new byte[]{2, 0, 0, 1, 1, 0, 9, 8, 7, 2, 0, 1, 3, 4, 5, 6, 0, 0});
        return all;
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer message = ByteBuffer.allocate(input.length - 1).order(ByteOrder.LITTLE_ENDIAN);
        message.put(0, input, 1, input.length - 1);
        switch (input[0]) {
            case 0 -> request(message);
            case 1 -> response(message);
            default -> ring(new Program(input, 1));
        }
    }

    private static void request(ByteBuffer message) {
        if (SetupRequest.valid(message)) {
            long wish = SetupRequest.maxMessageSize(message);
            OracleException.require(wish >= 0 && wish <= 0xffff_ffffL, "wish of " + wish);
        }
        if (QbHeader.validRequest(message, MESSAGE_MAX)) {
            OracleException.require(QbHeader.size(message, 0) <= MESSAGE_MAX, "size");
        }
    }

    private static void response(ByteBuffer message) {
        if (SetupResponse.valid(message)) {
            OracleException.require(SetupResponse.maxMessageSize(message) >= 0, "size");
            int length = SetupResponse.request(message).length() + SetupResponse.response(message).length()
                    + SetupResponse.event(message).length();
            OracleException.require(length < SetupResponse.LENGTH, "names of " + length);
            OracleException.require(SetupResponse.type(message) != SetupResponse.TYPE_SOCKET
                    || SetupResponse.error(message) == SetupResponse.error(message), "error");
        }
    }

    private void clear() {
        for (int i = 0; i < RING_BYTES; i += Long.BYTES) {
            data.putLong(i, 0);
        }
        for (int at : HEADER_WORDS) {
            header.putInt(at, 0);
        }
    }

    private void ring(Program program) {
        clear();
        RingMemory memory = new RingMemory(header, data);
        memory.initialise("/dev/shm/h", "/dev/shm/d");
        RingReader reader = new RingReader(memory);
        RingWriter writer = new RingWriter(memory);
        ByteBuffer in = ByteBuffer.allocate(MESSAGE_MAX);
        for (int steps = 0; steps < STEPS_MAX && program.hasMore(); steps++) {
            switch (program.next(5)) {
                case 0 -> writer.write(out.clear().limit(program.next(MESSAGE_MAX * 2)));
                case 1 -> {
                    int length = reader.read(in);
                    OracleException.require(length == RingReader.EMPTY || length == RingReader.BROKEN
                            || length >= 0 && length <= MESSAGE_MAX && in.remaining() == length, "read " + length);
                }
                case 2 -> header.putInt(HEADER_WORDS[program.next(HEADER_WORDS.length)], program.value());
                case 3 -> data.putInt(4 * program.next(RING_BYTES / 4), program.value());
                default -> reopen(memory);
            }
        }
    }

    /** What is read from a header at the beginning may be nonsense; that is said in the one way that is caught. */
    private static void reopen(RingMemory memory) {
        try {
            OracleException.require(!new RingReader(memory).ready() || memory.chunks() != 0, "ready without chunks");
            new RingWriter(memory);
        } catch (IllegalArgumentException e) {
            OracleException.require(e.getMessage().contains("index"), "an odd refusal: " + e);
        }
    }
}
