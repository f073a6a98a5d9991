package org.choros.totem.rrp;

import org.choros.totem.ring.RingEvent.Severity;

/** Which links are faulty, what is said of each, and when a faulty one is tested next. */
final class Links {
    private final RedundantOutput out;
    private final boolean[] faulty;
    private final String[] status;
    private final String[] addresses;
    private final long[] testNs;
    private RedundancyConfig config;

    Links(RedundancyConfig config, RedundantOutput out) {
        this.config = config;
        this.out = out;
        faulty = new boolean[config.links()];
        status = new String[config.links()];
        addresses = new String[config.links()];
        testNs = new long[config.links()];
        for (int link = 0; link < config.links(); link++) {
            addresses[link] = "";
            testNs[link] = RedundantRings.NEVER;
            status[link] = healthy(link);
        }
    }

    private static String healthy(int link) {
        return "ring " + link + " active with no faults";
    }

    RedundancyConfig config() {
        return config;
    }

    void config(RedundancyConfig changed) {
        config = changed;
    }

    int count() {
        return faulty.length;
    }

    boolean isFaulty(int link) {
        return faulty[link];
    }

    String status(int link) {
        return status[link];
    }

    String address(int link) {
        return addresses[link];
    }

    void address(int link, String text) {
        addresses[link] = text;
    }

    /** Sets the line that the operator is shown, and logs it. */
    void say(int link, Severity severity, String line) {
        status[link] = line;
        out.trace(new RedundancyEvent(severity, link, line));
    }

    void sayHealthy(int link) {
        say(link, Severity.WARNING, healthy(link));
    }

    void markFaulty(int link, String line, long nowNs) {
        faulty[link] = true;
        testNs[link] = config.autorecoveryNs() == 0 ? RedundantRings.NEVER : nowNs + config.autorecoveryNs();
        say(link, Severity.ERROR, line);
        out.faulty(link, true);
    }

    void clear(int link) {
        boolean was = faulty[link];
        faulty[link] = false;
        testNs[link] = RedundantRings.NEVER;
        status[link] = healthy(link);
        if (was) {
            out.faulty(link, false);
        }
    }

    long nextTestNs() {
        long next = RedundantRings.NEVER;
        for (long at : testNs) {
            next = Math.min(next, at);
        }
        return next;
    }

    /** Answers whether a test of this link is due, and sets the time of the next. */
    boolean takeTest(int link, long nowNs) {
        if (testNs[link] > nowNs) {
            return false;
        }
        testNs[link] = config.autorecoveryNs() == 0 ? RedundantRings.NEVER : nowNs + config.autorecoveryNs();
        return true;
    }
}
