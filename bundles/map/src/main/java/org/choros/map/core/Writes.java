package org.choros.map.core;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.TreeMap;

import org.choros.base.CsError;
import org.choros.map.MapVersion;

/**
 * The writes of this member that are under way. Each waits to be sent, is sent, or is applied and waits until everybody
 * has. They keep their order: while one that was sent in an earlier round is out, which comes back without having
 * been done by anybody, no later one is sent.
 */
final class Writes {
    private static final String UNKNOWN = "the cluster changed while it was under way, "
            + "nobody knows whether it was done";

    private final MapLimits limits;
    private final MapOutput out;
    private final TreeMap<Long, Pending> unsent = new TreeMap<>();
    private final TreeMap<Long, Pending> sent = new TreeMap<>();
    private final ArrayDeque<Pending> applied = new ArrayDeque<>();
    private long last;
    private long bytes;
    private int earlier;

    private static final class Pending {
        private final long request;
        private final Operation operation;
        private final MapVersion expected;
        private final String key;
        private final byte[] value;
        private long position;
        private Outcome outcome;

        Pending(long request, Operation operation, MapVersion expected, String key, byte[] value) {
            this.request = request;
            this.operation = operation;
            this.expected = expected;
            this.key = key;
            this.value = value;
        }

        long cost() {
            return key.length() + (value == null ? 0 : value.length);
        }
    }

    Writes(MapLimits limits, MapOutput out) {
        this.limits = limits;
        this.out = out;
    }

    int size() {
        return unsent.size() + sent.size() + applied.size();
    }

    /** The number of a write; at the bound it has failed. */
    long add(Operation operation, MapVersion expected, String key, byte[] value) {
        Pending pending = new Pending(++last, operation, expected, key, value);
        if (size() >= limits.pending() || size() > 0 && bytes + pending.cost() > limits.pendingBytes()) {
            out.failed(pending.request, CsError.QUEUE_FULL, size() + " writes are under way");
        } else {
            bytes += pending.cost();
            unsent.put(pending.request, pending);
        }
        return pending.request;
    }

    /** A write that is not even taken. */
    long refuse(CsError error, String why) {
        out.failed(++last, error, why);
        return last;
    }

    /** A round begins, and what is out belongs to an earlier one. */
    void newRound() {
        earlier = sent.size();
    }

    /** Sends what waits, for a round. */
    void pump(long round) {
        while (earlier == 0 && !unsent.isEmpty()) {
            Pending next = unsent.pollFirstEntry().getValue();
            sent.put(next.request, next);
            out.send(MapCodec.encode(new MapMessage.Write(round, next.request, next.operation, next.expected, next.key,
                    next.value)));
        }
    }

    /** One of ours has come back from an earlier round: nobody has done it. */
    void returned(long request) {
        Pending pending = sent.remove(request);
        if (pending != null) {
            earlier--;
            unsent.put(request, pending);
        }
    }

    /** One of ours was done here, as the so many-th of the round. */
    void applied(long request, long position, Outcome outcome) {
        Pending pending = sent.remove(request);
        if (pending == null) {
            return;
        }
        if (outcome.full()) {
            fail(pending, CsError.NO_SPACE, "the map is full");
            return;
        }
        pending.position = position;
        pending.outcome = outcome;
        applied.add(pending);
    }

    /** One of ours came when the partition was not quorate. */
    void refused(long request, String why) {
        Pending pending = sent.remove(request);
        if (pending != null) {
            fail(pending, CsError.BAD_OPERATION, why);
        }
    }

    /** Everybody has applied so many writes of the round. */
    void complete(long position) {
        while (!applied.isEmpty() && applied.peek().position <= position) {
            Pending done = applied.poll();
            bytes -= done.cost();
            out.done(done.request, done.outcome);
        }
    }

    /** What was applied is in the state that goes on: in a new round it is before its first write. */
    void carry() {
        applied.forEach(p -> p.position = 0);
    }

    /** What was applied may not be in the state that goes on. */
    void failApplied() {
        while (!applied.isEmpty()) {
            fail(applied.poll(), CsError.INTERRUPT, UNKNOWN);
        }
    }

    void failUnsent(CsError error, String why) {
        while (!unsent.isEmpty()) {
            fail(unsent.pollFirstEntry().getValue(), error, why);
        }
    }

    /** Nothing comes back any more. */
    void failAll(CsError error, String why) {
        failApplied();
        for (Iterator<Pending> each = sent.values().iterator(); each.hasNext();) {
            Pending pending = each.next();
            each.remove();
            fail(pending, CsError.INTERRUPT, UNKNOWN);
        }
        earlier = 0;
        failUnsent(error, why);
    }

    private void fail(Pending pending, CsError error, String why) {
        bytes -= pending.cost();
        out.failed(pending.request, error, why);
    }
}
