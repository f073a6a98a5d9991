package org.choros.engine.lock;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.ipc.IpcError;

/**
 * What the clients of this node want and hold. A lock is told to its client when every member knows of it; from then on
 * until it is given back it is the client's, or the client is told that it is lost.
 */
final class LocalLocks {
    /** As many requests of all clients of this node. */
    static final int WISHES_MAX = 32_768;
    private static final long TELL_RETRY_NS = 5_000_000;

    /** When something is due for a request. */
    private record Due(long atNs, long request) {
    }

    private final Outbox outbox;
    private final Lease lease;
    private final NavigableMap<Long, Wish> wishes = new TreeMap<>(Long::compareUnsigned);
    /** One at most for each request. */
    private final NavigableSet<Due> timers = new TreeSet<>(
            Comparator.comparingLong(Due::atNs).thenComparingLong(Due::request));
    /** Granted and not told, in the order of the grants. */
    private final Deque<Wish> untold = new ArrayDeque<>();
    private long nextRequest;
    private boolean open;
    private long stable;
    private long tellRetryNs = ServiceEngine.NO_DEADLINE;
    private int held;
    private long granted;
    private long lost;

    LocalLocks(Outbox outbox, Lease lease) {
        this.outbox = outbox;
        this.lease = lease;
    }

    /** Numbers of requests begin here: nobody has had them before, neither us nor another engine of this process. */
    void start(long nowNs) {
        nextRequest = nowNs;
    }

    // --- clients

    /** A client wants a lock; answers the number of its request, or the negative error. */
    LockReply.Accepted ask(LockSession session, LockRequest.Lock lock, long nowNs) {
        Wish same = session.wishes().get(lock.name());
        if (same != null) {
            return new LockReply.Accepted(IpcError.EXIST, same.request);
        }
        if (wishes.size() >= WISHES_MAX || session.wishes().size() >= LockSession.WISHES_MAX || outbox.isFull()) {
            return new LockReply.Accepted(IpcError.NO_RESOURCES, 0);
        }
        nextRequest += nextRequest == -1 ? 2 : 1;
        Wish wish = new Wish(nextRequest, session, lock, nowNs);
        wishes.put(wish.request, wish);
        session.wishes().put(lock.name(), wish);
        arm(wish);
        outbox.send(wish.acquire(), nowNs);
        return new LockReply.Accepted(IpcError.OK, wish.request);
    }

    /** A client gives back what it holds, or does not want to wait any more; answers whether it was there. */
    boolean giveBack(LockSession session, long request, long nowNs) {
        Wish wish = wishes.get(request);
        if (wish == null || wish.session != session || wish.state == Wish.State.ENDING) {
            return false;
        }
        // it says itself that it is through: no promise has to be kept
        release(wish, nowNs);
        return true;
    }

    /** A client asks whether it holds a lock, and may rely on the answer for a time. */
    LockReply.Checked check(LockSession session, LockRequest.Check request, long nowNs) {
        Wish wish = wishes.get(request.request());
        if (wish == null || wish.session != session || wish.state == Wish.State.ENDING) {
            return new LockReply.Checked(IpcError.NOT_EXIST, 0, 0);
        }
        if (wish.state != Wish.State.HELD) {
            return new LockReply.Checked(IpcError.BUSY, 0, 0);
        }
        if (lease.endNs() <= nowNs) {
            lose(wish, LockReply.LEASE_OVER, nowNs);
            return new LockReply.Checked(IpcError.NOT_EXIST, 0, 0);
        }
        if (wish.ttlEndNs <= nowNs) {
            lose(wish, LockReply.NOT_RENEWED, nowNs);
            return new LockReply.Checked(IpcError.NOT_EXIST, 0, 0);
        }
        if ((request.flags() & LockRequest.RENEW) != 0) {
            wish.renew(nowNs);
            arm(wish);
        }
        long until = Math.min(lease.endNs(), wish.ttlEndNs);
        wish.promisedNs = Math.max(wish.promisedNs, until);
        return new LockReply.Checked(IpcError.OK, wish.token, until - nowNs);
    }

    /** A client is gone. */
    void disconnected(LockSession session, long nowNs) {
        session.gone();
        for (Wish wish : List.copyOf(session.wishes().values())) {
            end(wish, nowNs);
        }
    }

    // --- the table

    /** A request of ours is in the table now. */
    void queued(long request, long nowNs) {
        Wish wish = wishes.get(request);
        if (wish == null) {
            // given back before it was there, or asked for by an engine before us
            outbox.send(new LockMessage.Release(request, 0), nowNs);
        } else if (wish.state == Wish.State.ASKED) {
            wish.state = Wish.State.QUEUED;
        }
    }

    void granted(Entry entry, long position) {
        Wish wish = wishes.get(entry.request());
        if (wish != null && wish.state != Wish.State.HELD && wish.state != Wish.State.ENDING) {
            wish.state = Wish.State.GRANTED;
            wish.token = entry.token();
            wish.position = position;
            untold.add(wish);
        }
    }

    void refused(long request, int error) {
        Wish wish = wishes.get(request);
        if (wish != null) {
            forget(wish);
            wish.session.tell(new LockReply.Refused(error, request));
        }
    }

    /** Whether clients may be told of grants: this node is quorate, and the table is in use on its ring. */
    void open(boolean now, long nowNs) {
        open = now;
        tell(nowNs);
    }

    /** Every member has everything up to here. */
    void stable(long position, long nowNs) {
        stable = position;
        tell(nowNs);
    }

    private void tell(long nowNs) {
        tellRetryNs = ServiceEngine.NO_DEADLINE;
        while (open && !untold.isEmpty() && untold.peek().position <= stable) {
            if (lease.endNs() <= nowNs) {
                // we stood still and do not know whether anybody has waited for us
                tellRetryNs = nowNs + TELL_RETRY_NS;
                return;
            }
            Wish wish = untold.remove();
            if (wish.state == Wish.State.GRANTED) {
                wish.state = Wish.State.HELD;
                held++;
                granted++;
                wish.renew(nowNs);
                arm(wish);
                wish.session.tell(new LockReply.Granted(IpcError.OK, wish.request, wish.token));
            }
        }
    }

    /** The table is in use on a new ring, whose members may not know yet: grants wait until they do. */
    void activated(long position) {
        untold.forEach(w -> w.position = position);
    }

    /** Everything that clients hold is lost. */
    void loseAll(int reason, long nowNs) {
        for (Wish wish : List.copyOf(wishes.values())) {
            if (wish.state == Wish.State.HELD) {
                lose(wish, reason, nowNs);
            }
        }
    }

    /**
     * The table is another one: what is held in it is nothing of ours, and who waits has to ask again.
     *
     * @param kept what it keeps for clients of ours, as of a node that was lost
     */
    void leftBehind(List<Entry> kept, long nowNs) {
        outbox.keepReleases();
        loseAll(LockReply.LEFT_BEHIND, nowNs);
        untold.clear();
        for (Entry e : kept) {
            Wish wish = wishes.get(e.request());
            if (wish == null || wish.state != Wish.State.ENDING) {
                // nobody has to wait for the end of a lease of which we know that nobody relies on it
                outbox.send(new LockMessage.Release(e.request(), e.token()), nowNs);
            }
        }
        List<Wish> again = wishes.values().stream().filter(w -> w.state != Wish.State.ENDING).toList();
        for (Wish wish : again) {
            wish.state = Wish.State.ASKED;
            wish.token = 0;
            outbox.send(wish.acquire(), nowNs);
        }
    }

    private void lose(Wish wish, int reason, long nowNs) {
        lost++;
        wish.session.tell(new LockReply.Lost(IpcError.OK, wish.request, wish.token, reason));
        end(wish, nowNs);
    }

    /** It is not the client's any more, which may not know it: what was promised is kept. */
    private void end(Wish wish, long nowNs) {
        if (wish.state == Wish.State.HELD && wish.promisedNs > nowNs) {
            wish.session.wishes().remove(wish.lock.name());
            wish.state = Wish.State.ENDING;
            held--;
            arm(wish);
        } else {
            release(wish, nowNs);
        }
    }

    private void release(Wish wish, long nowNs) {
        forget(wish);
        outbox.send(wish.release(), nowNs);
    }

    private void forget(Wish wish) {
        held -= wish.state == Wish.State.HELD ? 1 : 0;
        disarm(wish);
        wishes.remove(wish.request);
        wish.session.wishes().remove(wish.lock.name(), wish);
        if (wish.state == Wish.State.GRANTED) {
            untold.remove(wish);
        }
    }

    // --- time

    private void arm(Wish wish) {
        disarm(wish);
        wish.timerNs = wish.dueNs();
        if (wish.timerNs != ServiceEngine.NO_DEADLINE) {
            timers.add(new Due(wish.timerNs, wish.request));
        }
    }

    private void disarm(Wish wish) {
        if (wish.timerNs != ServiceEngine.NO_DEADLINE) {
            timers.remove(new Due(wish.timerNs, wish.request));
            wish.timerNs = ServiceEngine.NO_DEADLINE;
        }
    }

    long deadlineNs() {
        long next = timers.isEmpty() ? ServiceEngine.NO_DEADLINE : timers.first().atNs();
        if (held > 0) {
            next = Math.min(next, lease.deadlineNs());
        }
        return Math.min(next, tellRetryNs);
    }

    void onDeadline(long nowNs) {
        if (held > 0 && lease.endNs() <= nowNs) {
            loseAll(LockReply.LEASE_OVER, nowNs);
        }
        while (!timers.isEmpty() && timers.first().atNs() <= nowNs) {
            Wish wish = wishes.get(timers.first().request());
            disarm(wish);
            onDue(wish, nowNs);
        }
        if (tellRetryNs <= nowNs) {
            tell(nowNs);
        }
    }

    private void onDue(Wish wish, long nowNs) {
        switch (wish.state) {
            case ASKED, QUEUED, GRANTED -> {
                release(wish, nowNs);
                wish.session.tell(new LockReply.Refused(IpcError.TIMEOUT, wish.request));
            }
            case HELD -> lose(wish, LockReply.NOT_RENEWED, nowNs);
            case ENDING -> release(wish, nowNs);
        }
    }

    // --- numbers

    int held() {
        return held;
    }

    int wishes() {
        return wishes.size();
    }

    long grantedSoFar() {
        return granted;
    }

    long lostSoFar() {
        return lost;
    }
}
