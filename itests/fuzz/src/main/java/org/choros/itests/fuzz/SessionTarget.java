package org.choros.itests.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.ipc.HostileClients;

/**
 * Hostile clients against the IPC server as a whole: sessions, handshakes, rings and datagrams are the real ones, over
 * a kernel and a ring thread in memory. See {@link HostileClients} for what an input is made of.
 *
 * <p>What has to hold: nothing is thrown; a well-behaved client beside them is served all the time, and others may
 * come and be served; what waits is bounded; in the end no descriptor, watch, mapping or folder is left.
 */
final class SessionTarget implements Target {
    private static final int SEEDS = 40;
    private static final int REQUEST_MAX = 400;
    private long steps;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public int inputMax() {
        return 1024;
    }

    /** Events of a quarter of a megabyte for some clients a few times, and two areas for messages on their way. */
    @Override
    public long allocationMax() {
        return 64L << 20;
    }

    @Override
    public int blindRuns() {
        return 4000;
    }

    @Override
    public int shortRuns() {
        return 500;
    }

    @Override
    public List<byte[]> seeds() {
        return inputs();
    }

    static List<byte[]> inputs() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("ipc", List.of("ipc-setup"),
                v -> "request".equals(v.path("direction").asText()))) {
            all.add(setUp(Vectors.bytes(v, "hex")));
        }
        for (JsonNode v : Vectors.lines("ipc", Vectors.IPC, v -> "request".equals(v.path("direction").asText()))) {
            byte[] request = Vectors.bytes(v, "hex");
            if (request.length <= REQUEST_MAX && all.size() < SEEDS) {
                all.add(asked(all.size() & 1, request));
            }
        }
        Random random = new Random(SEEDS);
        for (int i = 0; i < SEEDS; i++) {
            byte[] steps = new byte[200];
            random.nextBytes(steps);
            steps[0] = (byte) i;
            all.add(steps);
        }
        return all;
    }

    /** A recorded set-up request, written as it is. */
    private static byte[] setUp(byte[] request) {
        byte[] seed = new byte[11 + request.length];
        System.arraycopy(new byte[]{0, 0, 0, 0, 0, 0, 0, 1, (byte) request.length}, 0, seed, 0, 9);
        System.arraycopy(request, 0, seed, 9, request.length);
        return seed;
    }

    /** A client that connects and sends the bytes of a recorded request, as a chunk or a datagram of its own. */
    private static byte[] asked(int type, byte[] request) {
        byte[] seed = new byte[14 + request.length];
        System.arraycopy(new byte[]{(byte) type, 0, 0, 0, 0, 0, 0, 7, 0, 16, 0, 2, 39}, 0, seed, 0, 13);
        System.arraycopy(request, 0, seed, 13, request.length);
        return seed;
    }

    @Override
    public long parts() {
        return steps;
    }

    @Override
    public void run(byte[] input) {
        steps += HostileClients.inMemory(new Program(input, 0));
    }
}
