package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * V11, of locks as their clients see them: nobody is told that it holds a lock while another does on the same ring, or
 * relies on a promise anywhere; tokens of a lock only grow in the order in which they are told; a grant is told by a
 * quorate node; who asked first, as far as that can be seen, gets the lock first; members that have synchronised have
 * one table.
 *
 * <p>
 * Times are nanoseconds of one clock, and events are told in their order. A request is a number of the caller's. Not
 * for several threads.
 */
public final class LockChecks {
    /** As many rings whose tables are remembered. */
    private static final int RINGS_MAX = 64;

    /** One request for a lock, from its asking to its end. */
    private static final class Request {
        private final long number;
        private final int node;
        private final String lock;
        private final boolean shared;
        private final boolean waits;
        private final long askedNs;
        private boolean granted;
        private long token;
        private long promisedNs = Long.MIN_VALUE;
        /** When, and on which ring, it was seen to wait, and has not lost its place since. */
        private long seenNs = Long.MAX_VALUE;
        private String seenRing = "";

        Request(long number, int node, String lock, boolean shared, boolean waits, long askedNs) {
            this.number = number;
            this.node = node;
            this.lock = lock;
            this.shared = shared;
            this.waits = waits;
            this.askedNs = askedNs;
        }

        @Override
        public String toString() {
            return "request " + number + " of node " + node + (shared ? " for sharing " : " for ") + lock;
        }
    }

    /** What is known of a lock. */
    private static final class Lock {
        private final List<Request> requests = new ArrayList<>();
        private long highest;
        private long highestExclusive;
        /** Promises to those who are gone: until when, to hold it alone or with others. */
        private long owedNs = Long.MIN_VALUE;
        private long owedSharedNs = Long.MIN_VALUE;
    }

    /** The ring and table of a member. */
    private record Table(int node, long digest) {
    }

    /** When a node has come to its ring. */
    private record Joined(String ring, long atNs) {
    }

    private static final Joined NOWHERE = new Joined("", Long.MIN_VALUE);

    private final boolean tokens;
    private final boolean promises;
    private final Consumer<Violation> sink;
    private final Map<String, Lock> locks = new HashMap<>();
    private final Map<Long, Request> requests = new HashMap<>();
    private final Map<String, Table> tables = new HashMap<>();
    /** Where and when a node has last synchronised. */
    private final Map<Integer, Joined> joined = new HashMap<>();
    private final List<String> rings = new ArrayList<>();
    private long granted;

    /**
     * @param tokens whether tokens have to grow: no two partitions are ever quorate, and no storage forgets
     * @param promises whether promises have to be kept: clocks do not jump, too
     * @param sink gets what does not hold
     */
    public LockChecks(boolean tokens, boolean promises, Consumer<Violation> sink) {
        this.tokens = tokens;
        this.promises = promises;
        this.sink = sink;
    }

    private void violated(long timeNs, String text) {
        sink.accept(new Violation(Property.V11, text + ", at " + timeNs / 1_000_000 + " ms"));
    }

    /**
     * A client asks for a lock.
     *
     * @param timeNs when
     * @param number names the request; never used again
     * @param node the client's node
     * @param lock the lock
     * @param shared whether others may have it, too
     * @param waits whether it waits for its turn; false when it is now or never
     */
    public void asked(long timeNs, long number, int node, String lock, boolean shared, boolean waits) {
        Request r = new Request(number, node, lock, shared, waits, timeNs);
        requests.put(number, r);
        locks.computeIfAbsent(lock, k -> new Lock()).requests.add(r);
    }

    /**
     * Somebody has looked, and the request was in the queue.
     *
     * @param timeNs when
     * @param number the request
     * @param ring the ring of its node, as text
     */
    public void seen(long timeNs, long number, String ring) {
        Request r = requests.get(number);
        if (r != null && !ring.equals(r.seenRing)) {
            r.seenNs = timeNs;
            r.seenRing = ring;
        }
    }

    /**
     * A node has synchronised: its clients may have lost their places, and have to ask again.
     *
     * @param timeNs when
     * @param node the node
     * @param ring the ring, as text
     * @param digest of its table; 0 when it has none
     */
    public void synchronised(long timeNs, int node, String ring, long digest) {
        joined.put(node, new Joined(ring, timeNs));
        for (Lock lock : locks.values()) {
            for (Request r : lock.requests) {
                if (r.node == node) {
                    r.seenNs = Long.MAX_VALUE;
                    r.seenRing = "";
                }
            }
        }
        if (digest == 0) {
            return;
        }
        Table first = tables.get(ring);
        if (first == null) {
            tables.put(ring, new Table(node, digest));
            rings.add(ring);
            if (rings.size() > RINGS_MAX) {
                tables.remove(rings.remove(0));
            }
        } else if (first.digest() != digest) {
            violated(timeNs, "node " + node + " has another table of locks than node " + first.node() + " on ring "
                    + ring);
        }
    }

    /**
     * A client is told that it has a lock.
     *
     * @param timeNs when
     * @param number the request
     * @param token its fencing token, unsigned
     * @param quorate whether its node is quorate
     * @param ring the ring of its node, as text
     */
    public void granted(long timeNs, long number, long token, boolean quorate, String ring) {
        Request r = requests.get(number);
        if (r == null || r.granted) {
            violated(timeNs, "request " + number + (r == null ? " was not made or is over" : " is granted twice"));
            return;
        }
        r.granted = true;
        r.token = token;
        granted++;
        Lock lock = locks.get(r.lock);
        if (!quorate) {
            violated(timeNs, r + " is granted by a node that is not quorate");
        }
        checkHolders(timeNs, r, ring, lock);
        checkOrder(timeNs, r, ring, lock);
        if (tokens) {
            checkToken(timeNs, r, lock);
        }
        if (promises) {
            checkPromises(timeNs, r, lock);
        }
        if (Long.compareUnsigned(token, lock.highest) > 0) {
            lock.highest = token;
        }
        if (!r.shared && Long.compareUnsigned(token, lock.highestExclusive) > 0) {
            lock.highestExclusive = token;
        }
    }

    // members of one ring have one table, whatever became of others; elsewhere one may not know that it has lost
    private void checkHolders(long timeNs, Request r, String ring, Lock lock) {
        for (Request other : lock.requests) {
            boolean together = other.node == r.node || ring.equals(joined(other).ring());
            if (other != r && other.granted && together && !(r.shared && other.shared)) {
                violated(timeNs, r + " is granted while " + other + " holds it on the same ring");
            }
        }
    }

    private Joined joined(Request r) {
        return joined.getOrDefault(r.node, NOWHERE);
    }

    private void checkToken(long timeNs, Request r, Lock lock) {
        // of readers that hold it together, any may be told first
        long bound = r.shared ? lock.highestExclusive : lock.highest;
        if (Long.compareUnsigned(r.token, bound) <= 0) {
            violated(timeNs, r + " is granted with token " + Long.toHexString(r.token) + ", and one with "
                    + Long.toHexString(bound) + " was before");
        }
    }

    private void checkPromises(long timeNs, Request r, Lock lock) {
        for (Request other : lock.requests) {
            if (other != r && other.promisedNs > timeNs && !(r.shared && other.shared)) {
                violated(timeNs, r + " is granted while " + other + " was promised for " + (other.promisedNs - timeNs)
                        + " ns more that nobody else holds it");
            }
        }
        long owed = r.shared ? lock.owedNs : Math.max(lock.owedNs, lock.owedSharedNs);
        if (owed > timeNs) {
            violated(timeNs, r + " is granted while somebody who is gone was promised for " + (owed - timeNs)
                    + " ns more that nobody else holds it");
        }
    }

    private void checkOrder(long timeNs, Request r, String ring, Lock lock) {
        for (Request other : lock.requests) {
            // who comes to another table asks again, behind what was on its way; what was seen on another ring may have
            // been seen there alone; and readers that have the lock together may be told in any order
            boolean before = other.node == r.node && other.number < r.number && other.askedNs > joined(r).atNs()
                    || other.seenNs < r.askedNs && other.seenRing.equals(ring);
            boolean behind = before && other != r && other.waits && !other.granted;
            if (behind && !(r.shared && other.shared)) {
                violated(timeNs, r + " is granted before " + other + ", which asked before");
            }
        }
    }

    /**
     * A client was promised that nobody else holds its lock for a time.
     *
     * @param timeNs when
     * @param number the request
     * @param untilNs the end of the promise
     */
    public void promised(long timeNs, long number, long untilNs) {
        Request r = requests.get(number);
        if (r == null || !r.granted) {
            violated(timeNs, "request " + number + " was promised something and does not hold its lock");
            return;
        }
        r.promisedNs = Math.max(r.promisedNs, untilNs);
    }

    /**
     * A request is over: its client has given the lock or its place back, or was told that it is lost or refused, or is
     * gone.
     *
     * @param timeNs when
     * @param number the request
     * @param relies whether the client goes on to rely on what it was promised
     */
    public void over(long timeNs, long number, boolean relies) {
        Request r = requests.remove(number);
        if (r == null) {
            return;
        }
        Lock lock = locks.get(r.lock);
        lock.requests.remove(r);
        if (relies && r.promisedNs > timeNs) {
            if (r.shared) {
                lock.owedSharedNs = Math.max(lock.owedSharedNs, r.promisedNs);
            } else {
                lock.owedNs = Math.max(lock.owedNs, r.promisedNs);
            }
        }
    }

    /**
     * A node's process has ended, and with it the connections of its clients, which go on to rely on promises.
     *
     * @param timeNs when
     * @param node the node
     */
    public void ended(long timeNs, int node) {
        joined.remove(node);
        List<Long> numbers = new ArrayList<>();
        for (Request r : requests.values()) {
            if (r.node == node) {
                numbers.add(r.number);
            }
        }
        numbers.forEach(n -> over(timeNs, n, true));
    }

    /** @return how many grants were told */
    public long granted() {
        return granted;
    }

    /** @return requests that still wait, as text; empty when there are none */
    public String waiting() {
        StringBuilder text = new StringBuilder();
        for (Iterator<Request> i = requests.values().iterator(); i.hasNext();) {
            Request r = i.next();
            if (!r.granted) {
                text.append(text.length() == 0 ? "" : ", ").append(r);
            }
        }
        return text.toString();
    }
}
