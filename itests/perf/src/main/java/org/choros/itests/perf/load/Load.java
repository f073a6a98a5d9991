package org.choros.itests.perf.load;

import java.util.concurrent.locks.LockSupport;

/**
 * One host's part of the benchmark: what has been delivered. Deliveries come one after the other, on whatever thread;
 * the run itself belongs to the thread that sends.
 */
final class Load {
    private static final int SENDERS = 64;

    private final int hosts;
    private final int self;
    private final int[] readyRun = new int[SENDERS + 1];
    private final int[] endRun = new int[SENDERS + 1];
    private final long[] next = new long[SENDERS + 1];
    private volatile Run run;
    private volatile String failure;

    /**
     * @param hosts how many take part
     * @param self our number, from 1
     */
    Load(int hosts, int self) {
        if (hosts < 1 || hosts > SENDERS || self < 1 || self > SENDERS) {
            throw new IllegalArgumentException("host " + self + " of " + hosts);
        }
        this.hosts = hosts;
        this.self = self;
    }

    int hosts() {
        return hosts;
    }

    int self() {
        return self;
    }

    /** Takes part in a run; before our own "ready" is sent. */
    void begin(Run begun) {
        run = begun;
    }

    /** What has gone wrong, null for nothing. */
    String failure() {
        return failure;
    }

    void fail(String what) {
        if (failure == null) {
            failure = what;
        }
        wake();
    }

    private void wake() {
        Run now = run;
        if (now != null) {
            LockSupport.unpark(now.sender());
        }
    }

    /**
     * Takes a message.
     *
     * @param from who sent it as the transport says, 0 when it says nothing
     * @param bytes where it is
     * @param offset its begin
     * @param length its length
     */
    void delivered(int from, byte[] bytes, int offset, int length) {
        if (!Payload.valid(bytes, offset, length) || from != 0 && from != Payload.sender(bytes, offset)) {
            fail("a message is damaged: its sender and length are " + from + ", " + length);
            return;
        }
        int sender = Payload.sender(bytes, offset);
        int number = Payload.run(bytes, offset);
        int kind = Payload.kind(bytes, offset);
        if (kind == Payload.READY) {
            readyRun[sender] = number;
            next[sender] = 0;
        }
        Run now = run;
        if (now == null || now.order().number() != number) {
            return;
        }
        switch (kind) {
            case Payload.READY -> {
                if (having(readyRun, number) == hosts) {
                    now.begin(System.nanoTime());
                }
            }
            case Payload.DATA -> data(now, sender, bytes, offset, length);
            default -> end(now, sender, Payload.count(bytes, offset));
        }
    }

    private void data(Run now, int sender, byte[] bytes, int offset, int length) {
        long count = Payload.count(bytes, offset);
        if (count != next[sender]) {
            fail("a message is missing or doubled: expected and got " + next[sender] + ", " + count);
        }
        next[sender] = count + 1;
        now.delivered(sender, count, length, System.nanoTime());
        if (sender == self) {
            now.back(Payload.dueNs(bytes, offset), System.nanoTime());
        }
    }

    private void end(Run now, int sender, long count) {
        endRun[sender] = now.order().number();
        if (count != next[sender]) {
            fail("messages are missing: sent and delivered " + count + ", " + next[sender]);
        }
        if (having(endRun, now.order().number()) == hosts) {
            now.end();
        }
    }

    private static int having(int[] runs, int number) {
        int count = 0;
        for (int r : runs) {
            count += r == number ? 1 : 0;
        }
        return count;
    }
}
