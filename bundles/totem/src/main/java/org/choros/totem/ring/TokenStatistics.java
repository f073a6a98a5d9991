package org.choros.totem.ring;

/** When the last tokens came and went and what backlog they carried. */
final class TokenStatistics {
    private static final int KEPT = 128;

    private final long[] arrivedNs = new long[KEPT];
    private final long[] leftNs = new long[KEPT];
    private final int[] backlogs = new int[KEPT];
    private long count;

    void onToken(long nowNs, int backlog) {
        int i = (int) (count++ % KEPT);
        arrivedNs[i] = nowNs;
        leftNs[i] = nowNs;
        backlogs[i] = backlog;
    }

    void onLeft(long nowNs) {
        if (count > 0) {
            leftNs[(int) ((count - 1) % KEPT)] = nowNs;
        }
    }

    void clear() {
        count = 0;
    }

    long lastNs(long otherwise) {
        return count == 0 ? otherwise : arrivedNs[(int) ((count - 1) % KEPT)];
    }

    int meanTokenMs() {
        int kept = (int) Math.min(count, KEPT);
        if (kept < 2) {
            return 0;
        }
        long oldest = arrivedNs[(int) ((count - kept) % KEPT)];
        return (int) ((lastNs(0) - oldest) / (kept - 1) / RingConfig.MS);
    }

    int meanWorkMs() {
        int kept = (int) Math.min(count, KEPT);
        long sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += leftNs[i] - arrivedNs[i];
        }
        return kept == 0 ? 0 : (int) (sum / kept / RingConfig.MS);
    }

    int meanBacklog() {
        int kept = (int) Math.min(count, KEPT);
        long sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += backlogs[i] & 0xffff_ffffL;
        }
        return kept == 0 ? 0 : (int) (sum / kept);
    }
}
