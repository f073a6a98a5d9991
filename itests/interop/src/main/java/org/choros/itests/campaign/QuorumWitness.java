package org.choros.itests.campaign;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.QuorumClient;
import org.choros.quorum.QuorumListener;

/** Writes down what a node says of quorum: G connected, Q 1 or 0 with the ring and its nodes, F disconnected. */
final class QuorumWitness implements Runnable {
    private static final int CALL_LIMIT_MS = 60_000;
    private static final int SLICE_MS = 1000;
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLog log;

    QuorumWitness(EventLog log) {
        this.log = log;
    }

    @Override
    public void run() {
        ClientOptions options = ClientOptions.fromEnvironment().withTimeoutMs(CALL_LIMIT_MS);
        while (true) {
            boolean connected = false;
            try (QuorumClient quorum = new ChorosClient(options).quorum()) {
                connected = true;
                log.line("G");
                quorum.track(new QuorumListener() {
                    @Override
                    public void quorum(boolean quorate, RingId ringId, int[] members) {
                        log.line("Q " + (quorate ? 1 : 0) + " " + Integer.toUnsignedString(ringId.nodeId()) + " "
                                + ringId.seq() + " " + Arrays.stream(members).mapToObj(Integer::toUnsignedString)
                                        .collect(Collectors.joining(",")));
                    }
                });
                while (true) {
                    quorum.dispatch(SLICE_MS);
                    log.flush();
                }
            } catch (ChorosException e) {
                // no daemon, or not yet
                if (connected) {
                    log.line("F");
                    log.flush();
                }
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }
}
