package org.choros.itests.checkers;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A few nodes whose events a test tells in short words; time goes on by a millisecond with each. */
final class Feed {
    static final long MS = 1_000_000;
    final Checkers checkers;
    final int[] client = new int[8];
    private final int[] incarnations = new int[8];
    private long nowNs;

    Feed(CheckOptions options) {
        checkers = new Checkers(options);
    }

    static Feed online() {
        return new Feed(CheckOptions.online(1000 * MS, true));
    }

    long tick() {
        nowNs += MS;
        return nowNs;
    }

    Feed start(int... nodes) {
        Arrays.stream(nodes).forEach(n -> start(n, Storage.CURRENT, 0));
        return this;
    }

    Feed start(int node, Storage storage, long seq) {
        checkers.started(tick(), node, ++incarnations[node], storage, seq);
        client[node] = checkers.client(node, incarnations[node], 0, "g");
        checkers.opened(nowNs, client[node]);
        return this;
    }

    int incarnation(int node) {
        return incarnations[node];
    }

    Feed stop(int node, Stop kind) {
        checkers.stopped(tick(), node, incarnations[node], kind);
        return this;
    }

    /** All members go to a ring together with whoever was with them, and synchronise. */
    Feed ring(long seq, int[] members, int... along) {
        for (int n : members) {
            boolean old = Arrays.stream(along).anyMatch(a -> a == n);
            install(n, seq, members, old ? along : new int[]{n});
        }
        for (int n : members) {
            synchronised(n, members[0], seq);
        }
        return this;
    }

    Feed install(int node, long seq, int[] members, int... along) {
        checkers.transitional(tick(), node, incarnations[node], members[0], seq, along);
        return regular(node, seq, members, along);
    }

    Feed regular(int node, long seq, int[] members, int... along) {
        checkers.regular(tick(), node, incarnations[node], members[0], seq, members, along);
        return this;
    }

    Feed synchronised(int node, int rep, long seq) {
        checkers.synchronised(tick(), node, incarnations[node], rep, seq);
        return this;
    }

    Feed frame(int seq, int sender, int... receivers) {
        for (int r : receivers) {
            checkers.frame(tick(), r, incarnations[r], seq, sender, 1000 + seq);
        }
        return this;
    }

    Feed send(int sender, int number) {
        checkers.sent(tick(), client[sender], number, 7 * number);
        return this;
    }

    Feed get(int sender, int number, int... receivers) {
        for (int r : receivers) {
            checkers.delivered(tick(), client[r], client[sender], number, 7 * number);
        }
        return this;
    }

    Feed quorum(int node, boolean quorate, int... members) {
        checkers.quorum(tick(), node, incarnations[node], quorate, members);
        return this;
    }

    static void violates(Property property, Runnable history) {
        Violation v = assertThrows(Violation.class, history::run);
        assertEquals(property, v.property(), v.getMessage());
        assertEquals(property.name(), v.getMessage().substring(0, 2));
    }

    static int[] of(int... nodes) {
        return nodes;
    }
}
