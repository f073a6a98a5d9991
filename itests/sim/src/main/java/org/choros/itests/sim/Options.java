package org.choros.itests.sim;

import java.util.Random;

import org.choros.totem.ring.RingConfig;
import org.choros.wire.totem.Dialect;

/** What a run is like; drawn from its seed. Probabilities are per packet, times in nanoseconds. */
record Options(Dialect dialect, int nodes, double loss, double duplicate, double slow, long delayNs, long slowNs,
        long storeNs, int faults, long faultGapNs, long messageGapNs, int messageLengthMax, int window,
        int maxMessages, int startSeq, boolean cancelHold, long sendJoinMs, long tokenMs, int queueFrames,
        int failToReceiveVisits) {

    private static final long MS = RingConfig.MS;

    static Options draw(Random r) {
        boolean lossy = r.nextInt(3) > 0;
        return new Options(r.nextBoolean() ? Dialect.V2 : Dialect.V3, 2 + r.nextInt(5),
                lossy ? r.nextDouble() * r.nextDouble() * 0.25 : 0, r.nextInt(2) * r.nextDouble() * 0.05,
                r.nextInt(2) * r.nextDouble() * 0.05, MS / 10 + r.nextInt((int) MS), MS + r.nextInt((int) (20 * MS)),
                r.nextInt((int) (20 * MS)), 2 + r.nextInt(8), 50 * MS + (long) (r.nextDouble() * 800 * MS),
                MS / 2 + (long) (r.nextDouble() * 20 * MS), 1 << 4 + r.nextInt(12), 5 + r.nextInt(60),
                1 + r.nextInt(20), startSeq(r), r.nextBoolean(), r.nextInt(4) == 0 ? 20 : 0, 150 + r.nextInt(400),
                100 + r.nextInt(400), r.nextInt(4) == 0 ? 20 + r.nextInt(100) : 2500);
    }

    private static int startSeq(Random r) {
        return switch (r.nextInt(4)) {
            case 0 -> 0xFFFF_FE00;
            case 1 -> 0x7FFF_FFE0;
            default -> 0;
        };
    }

    RingConfig ring(int nodeId, long seed) {
        return RingConfig.builder(dialect, nodeId).tokenMs(tokenMs).joinMs(30).mergeMs(60).sendJoinMs(sendJoinMs)
                .windowFrames(window).maxMessages(maxMessages).startSeq(startSeq).cancelHoldOnRetransmit(cancelHold)
                .netMtu(dialect == Dialect.V3 ? 1410 : 1270).queueFrames(queueFrames)
                .failToReceiveVisits(failToReceiveVisits).seed(seed).build();
    }

    /** Within this time after the last fault there has to be one ring, and every queue has to be empty. */
    long convergenceNs() {
        return (60 * tokenMs + 20_000) * MS;
    }
}
