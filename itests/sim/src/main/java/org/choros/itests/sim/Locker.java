package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.itests.checkers.LockChecks;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * A client of locks: asks, waits, holds, makes sure that it still does, gives back, looks at others, and dies; all of
 * it is checked.
 */
final class Locker extends SimClient {
    static final int SERVICE = 16;
    private static final int LOCKS_AT_ONCE = 2;

    /** A request that is not over, by the number that the node has given it. */
    private record Wish(long number, String lock) {
    }

    private final World world;
    private final Machine machine;
    private final LockChecks checks;
    private final Map<Long, Wish> wishes = new HashMap<>();
    private final Map<Long, Boolean> held = new HashMap<>();
    private final Lockers lockers;
    private int watched;

    Locker(World world, Machine machine, Lockers lockers, long id) {
        super(world, SERVICE, machine + "'s locker " + id, id);
        this.world = world;
        this.machine = machine;
        this.lockers = lockers;
        checks = world.watch().locks();
    }

    /** One step of its life. */
    void act(SimClients clients, Chance r) {
        if (wishes.isEmpty() || wishes.size() < LOCKS_AT_ONCE && r.oneIn(3)) {
            ask(clients, r);
            return;
        }
        List<Wish> all = List.copyOf(wishes.values());
        Wish wish = all.get(r.below(all.size()));
        long request = wishes.entrySet().stream().filter(e -> e.getValue() == wish).findFirst().orElseThrow()
                .getKey();
        if (held.containsKey(request)) {
            switch (r.below(8)) {
                case 0, 1 -> giveBack(clients, request);
                case 2, 3, 4, 5 -> check(clients, request, r.oneIn(2));
                default -> look(clients, wish.lock());
            }
        } else if (r.oneIn(12)) {
            giveBack(clients, request);
        } else {
            look(clients, wish.lock());
        }
    }

    /** The last thing it does: it wants one lock more, if it has none and waits for none. */
    void askOnceMore(SimClients clients, Chance r) {
        if (wishes.isEmpty()) {
            ask(clients, r);
        }
    }

    private void ask(SimClients clients, Chance r) {
        String lock = "lock" + r.below(world.options().lockNames);
        boolean shared = r.oneIn(4);
        boolean tries = r.oneIn(6);
        int timeout = r.oneIn(3) ? 1 + r.below(3_000) : 0;
        int ttl = r.oneIn(6) ? 50 + r.below(1_000) : 0;
        if (wishes.values().stream().anyMatch(w -> w.lock().equals(lock))) {
            return;
        }
        LockRequest.Lock request = new LockRequest.Lock(lock, shared ? LockRequest.SHARED : LockRequest.EXCLUSIVE,
                tries ? LockRequest.TRY : 0, timeout, ttl, "n" + machine.nodeId());
        if (clients.request(this, request) && lastError() == IpcError.OK) {
            Wish wish = new Wish(world.nextNumber(), lock);
            wishes.put(LockReply.Accepted.decode(lastAnswer()).request(), wish);
            world.note(name, () -> "asks for " + lock + (shared ? " shared" : "") + (tries ? " now" : "")
                    + " as request " + wish.number());
            checks.asked(world.nowNs(), wish.number(), machine.nodeId(), lock, shared, !tries);
        }
    }

    private void giveBack(SimClients clients, long request) {
        Wish wish = wishes.get(request);
        if (clients.request(this, new LockRequest.Unlock(request))) {
            if (lastError() == IpcError.NOT_EXIST && !wishes.containsKey(request)) {
                // its end was on its way to us
                return;
            }
            if (lastError() != IpcError.OK) {
                throw world.fail("V10", name + " cannot give request " + wish.number() + " back: " + lastError());
            }
            world.note(name, () -> "gives request " + wish.number() + " back");
            over(request, false);
        }
    }

    /** Makes sure that it still has a lock, if it has. */
    void check(SimClients clients, long request, boolean renews) {
        if (!held.containsKey(request)) {
            return;
        }
        Wish wish = wishes.get(request);
        long askedNs = machine.clockNs();
        if (!clients.request(this, new LockRequest.Check(request, renews ? LockRequest.RENEW : 0))
                || lastError() != IpcError.OK) {
            return;
        }
        LockReply.Checked checked = LockReply.Checked.decode(lastAnswer());
        long untilNs = machine.whenNs(askedNs + checked.validNs());
        world.note(name, () -> "is promised request " + wish.number() + " until " + untilNs / 1000);
        checks.promised(world.nowNs(), wish.number(), untilNs);
    }

    /** Looks who waits: others that do must not be overtaken by who asks from now on. */
    private void look(SimClients clients, String lock) {
        if (watched++ == 0) {
            clients.request(this, new LockRequest.Watch(lock));
            return;
        }
        if (clients.request(this, new LockRequest.Query(lock, 0)) && lastError() == IpcError.OK) {
            for (LockReply.Place place : LockReply.Queue.decode(lastAnswer()).places()) {
                Wish own = place.nodeId() == machine.nodeId() ? wishes.get(place.request()) : null;
                if (own != null && place.state() == LockReply.WAITING) {
                    checks.seen(world.nowNs(), own.number(), ring());
                }
            }
        }
    }

    private String ring() {
        return machine.process().core.operationalRing().toString();
    }

    /** Nobody is to wait for it any more: it gives back what it has, or what it waits for, too. */
    void finish(SimClients clients, boolean waitsNoMore) {
        for (long request : List.copyOf((waitsNoMore ? wishes : held).keySet())) {
            giveBack(clients, request);
        }
    }

    boolean waits() {
        return !closed() && !wishes.isEmpty();
    }

    /** The connection is gone, by whom ever; the process may go on to rely on what it was promised. */
    void gone() {
        for (long request : List.copyOf(wishes.keySet())) {
            over(request, true);
        }
    }

    private void over(long request, boolean relies) {
        Wish wish = wishes.remove(request);
        held.remove(request);
        if (wish != null) {
            checks.over(world.nowNs(), wish.number(), relies);
        }
    }

    @Override
    void onEvent(ByteBuffer message) {
        switch (IpcMessage.idOf(message)) {
            case LockReply.Granted.ID -> {
                LockReply.Granted g = LockReply.Granted.decode(message);
                Wish wish = wishes.get(g.request());
                if (wish == null) {
                    throw world.fail("V11", name + " is granted what it has not asked for");
                }
                world.note(name, () -> "has request " + wish.number() + " for " + wish.lock() + " with token "
                        + Long.toHexString(g.token()));
                held.put(g.request(), true);
                checks.granted(world.nowNs(), wish.number(), g.token(), machine.isQuorate(), ring());
                lockers.granted(this, g.request());
            }
            case LockReply.Lost.ID -> {
                LockReply.Lost l = LockReply.Lost.decode(message);
                Wish wish = wishes.get(l.request());
                world.note(name, () -> "has lost request " + (wish == null ? "?" : wish.number()) + " for reason "
                        + l.reason());
                // what it was promised it may have begun to use
                over(l.request(), true);
            }
            case LockReply.Refused.ID -> {
                LockReply.Refused f = LockReply.Refused.decode(message);
                Wish wish = wishes.get(f.request());
                world.note(name, () -> "is refused request " + (wish == null ? "?" : wish.number()) + ": "
                        + f.error());
                over(f.request(), false);
            }
            default -> {
                // of a watched lock
            }
        }
    }
}
