package org.choros.engine.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import org.choros.engine.lock.ipc.LockRequest;
import org.choros.wire.ipc.IpcError;

/**
 * All locks that somebody holds or waits for: a function of the ordered messages, the same on all members. Locks are
 * granted in the order of the requests, each with the next token, and only while {@link #granting}.
 */
final class LockTable {
    /** As many locks as there may be. */
    static final int LOCKS_MAX = 16_384;
    /** As many requests in all queues together. */
    static final int ENTRIES_MAX = 65_536;
    /** As many in one queue. */
    static final int QUEUE_MAX = 4_096;

    /** Is told what becomes of requests. */
    interface Output {
        /** A request has got its lock. */
        void granted(Entry entry);

        /** A request has come to nothing, and is not in the table. */
        void refused(int node, long request, int error);

        /** The holder of a lock, or who waits, is another one. */
        void changed(String name);
    }

    private final Output out;
    private final NavigableMap<String, LockQueue> locks = new TreeMap<>();
    private final Map<Owner, Entry> requests = new HashMap<>();
    /** Held by nodes that are gone, by token. */
    private final Map<Long, Entry> abandoned = new HashMap<>();
    private final Map<Owner, List<Entry>> sessions = new HashMap<>();
    private long nextToken = 1;
    private long nextArrival = 1;
    private long digest;
    private int held;
    private boolean granting;

    LockTable(Output out) {
        this.out = out;
    }

    // --- requests

    /** A client of a node wants a lock. */
    void acquire(int node, LockMessage.Acquire a) {
        if (requests.containsKey(new Owner(node, a.request()))) {
            // said again, by a node that did not know whether it had been heard
            return;
        }
        LockQueue queue = locks.get(a.name());
        boolean open = queue == null || queue.isOpen(a.mode() == LockRequest.SHARED);
        if ((a.flags() & LockRequest.TRY) != 0 && !(granting && open)) {
            out.refused(node, a.request(), granting ? IpcError.BUSY : IpcError.TRY_AGAIN);
            return;
        }
        if (size() >= ENTRIES_MAX || queue == null && locks.size() >= LOCKS_MAX
                || queue != null && queue.entries().size() >= QUEUE_MAX) {
            out.refused(node, a.request(), IpcError.NO_RESOURCES);
            return;
        }
        Entry entry = new Entry(node, a, nextArrival++);
        put(entry);
        promote(locks.get(a.name()));
        if (!entry.isHeld() && new DeadlockSearch(this::ofSession, locks::get).waitsForItself(entry)) {
            take(entry);
            out.refused(node, a.request(), IpcError.BAD_OPERATION);
            return;
        }
        out.changed(a.name());
    }

    private List<Entry> ofSession(Owner session) {
        return sessions.getOrDefault(session, List.of());
    }

    /** Somebody gives a lock back, or its place. */
    void release(int node, LockMessage.Release r) {
        Entry entry = requests.get(new Owner(node, r.request()));
        if (entry == null) {
            entry = abandoned.get(r.token());
            if (entry == null || entry.node() != node || entry.request() != r.request()) {
                return;
            }
        }
        remove(entry);
    }

    private void remove(Entry entry) {
        take(entry);
        LockQueue queue = locks.get(entry.name());
        if (queue != null) {
            promote(queue);
        }
        out.changed(entry.name());
    }

    private void promote(LockQueue queue) {
        for (Entry next = granting ? queue.next() : null; next != null; next = queue.next()) {
            digest ^= next.digest();
            next.grant(nextToken++);
            digest ^= next.digest();
            held++;
            out.granted(next);
        }
    }

    // --- nodes and time

    /** Tokens from here on are not below this, unsigned. */
    void tokensFrom(long least) {
        if (Long.compareUnsigned(nextToken, least) < 0) {
            nextToken = least;
        }
    }

    /** Whether requests get their locks; those that wait get what they can when it begins. */
    void granting(boolean now) {
        boolean begins = now && !granting;
        granting = now;
        if (begins) {
            for (LockQueue queue : List.copyOf(locks.values())) {
                int before = queue.holders();
                promote(queue);
                if (queue.holders() != before) {
                    out.changed(queue.name());
                }
            }
        }
    }

    boolean isGranting() {
        return granting;
    }

    /**
     * Nodes have not come along: who waits there is gone, and will ask again if it is not; what is held there stays
     * held until the lease is over.
     */
    void abandon(IntPredicate kept, long ringSeq) {
        for (Entry entry : List.copyOf(requests.values())) {
            if (kept.test(entry.node())) {
                continue;
            }
            if (entry.isHeld()) {
                requests.remove(Owner.request(entry));
                digest ^= entry.digest();
                entry.abandon(ringSeq);
                digest ^= entry.digest();
                abandoned.put(entry.token(), entry);
            } else {
                take(entry);
            }
        }
        // who waited behind those who are gone: granted later, as nothing is granted now
        if (granting) {
            throw new IllegalStateException("nodes are lost while locks are granted");
        }
    }

    /** The leases are over of those who were lost with this ring or before. */
    void expire(long ringSeq) {
        List<Entry> over = new ArrayList<>();
        for (Entry entry : abandoned.values()) {
            if (Long.compareUnsigned(entry.abandonedAt(), ringSeq) <= 0) {
                over.add(entry);
            }
        }
        // in an order that is the same everywhere: tokens are given on the way
        over.sort((a, b) -> Long.compareUnsigned(a.token(), b.token()));
        over.forEach(this::remove);
    }

    /** The lowest ring sequence of those who are lost and whose lease is not over; 0 when there are none. */
    long oldestAbandoned() {
        long oldest = 0;
        for (Entry entry : abandoned.values()) {
            if (oldest == 0 || Long.compareUnsigned(entry.abandonedAt(), oldest) < 0) {
                oldest = entry.abandonedAt();
            }
        }
        return oldest;
    }

    /** What is held by a node that is, or was, gone, in the order of the tokens. */
    List<Entry> abandonedBy(int node) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : abandoned.values()) {
            if (entry.node() == node) {
                entries.add(entry);
            }
        }
        entries.sort((a, b) -> Long.compareUnsigned(a.token(), b.token()));
        return entries;
    }

    // --- what is in it

    /** Puts an entry in, as it is; of a snapshot, in the order of their arrival in each queue. */
    void put(Entry entry) {
        locks.computeIfAbsent(entry.name(), LockQueue::new).add(entry);
        sessions.computeIfAbsent(Owner.session(entry), k -> new ArrayList<>(2)).add(entry);
        if (entry.abandonedAt() == 0) {
            requests.put(Owner.request(entry), entry);
        } else {
            abandoned.put(entry.token(), entry);
        }
        held += entry.isHeld() ? 1 : 0;
        digest ^= entry.digest();
    }

    private void take(Entry entry) {
        LockQueue queue = locks.get(entry.name());
        queue.remove(entry);
        if (queue.isEmpty()) {
            locks.remove(entry.name());
        }
        List<Entry> others = sessions.get(Owner.session(entry));
        others.remove(entry);
        if (others.isEmpty()) {
            sessions.remove(Owner.session(entry));
        }
        if (entry.abandonedAt() == 0) {
            requests.remove(Owner.request(entry));
        } else {
            abandoned.remove(entry.token());
        }
        held -= entry.isHeld() ? 1 : 0;
        digest ^= entry.digest();
    }

    Entry find(int node, long request) {
        return requests.get(new Owner(node, request));
    }

    /** @return the queue of a lock, null when nobody holds it or waits for it */
    LockQueue queue(String name) {
        return locks.get(name);
    }

    /** @return the next lock by name, null after the last */
    LockQueue after(String name) {
        Map.Entry<String, LockQueue> next = locks.higherEntry(name);
        return next == null ? null : next.getValue();
    }

    Iterable<LockQueue> all() {
        return locks.values();
    }

    int size() {
        return requests.size() + abandoned.size();
    }

    int locks() {
        return locks.size();
    }

    /** Held by nodes that are there, and by those that are gone. */
    int held() {
        return held;
    }

    int waiting() {
        return size() - held;
    }

    int abandoned() {
        return abandoned.size();
    }

    long nextToken() {
        return nextToken;
    }

    long nextArrival() {
        return nextArrival;
    }

    void counters(long token, long arrival) {
        nextToken = token;
        nextArrival = arrival;
    }

    long digest() {
        return Bytes.mix(Bytes.mix(digest, nextToken), nextArrival);
    }
}
