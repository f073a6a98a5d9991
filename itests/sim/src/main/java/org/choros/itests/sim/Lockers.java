package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.totem.RingId;

/** The clients of locks of one process. Their chance is their own: without them, everything else is as it was. */
final class Lockers {
    /** Parts of the world's chance from here on are those of lockers. */
    private static final int PART = 1000;
    private static final int DIES = 40;
    private static final int GIVES_UP = 8;

    private final Machine machine;
    private final SimProcess process;
    private final World world;
    private final SimClients clients;
    private final Chance chance;
    private final List<Locker> lockers = new ArrayList<>();
    private boolean finishing;

    Lockers(Machine machine, SimProcess process, SimClients clients) {
        this.machine = machine;
        this.process = process;
        this.clients = clients;
        world = machine.world();
        chance = world.chanceFor(PART * process.incarnation() + machine.index());
    }

    void start() {
        if (world.options().lockers > 0) {
            for (int i = 0; i < world.options().lockers; i++) {
                add();
            }
            process.does(chance.between(0, world.options().lockGapNs), this::act);
        }
    }

    private void add() {
        Locker locker = new Locker(world, machine, this, clients.nextSession());
        lockers.add(locker);
        clients.connect(locker);
    }

    /** A step of any of them, and the next one later; in the end they give back what they have and get. */
    private void act() {
        if (world.healed()) {
            if (!finishing) {
                finishing = true;
                lockers.forEach(l -> l.askOnceMore(clients, chance));
            }
            // without quorum nobody gets anything any more, if it does not come yet
            boolean gives = !LocksAtRest.areServed(world) && chance.oneIn(GIVES_UP);
            lockers.forEach(l -> l.finish(clients, gives));
            if (!wait(lockers)) {
                process.settle();
                return;
            }
        } else if (!lockers.isEmpty()) {
            Locker locker = lockers.get(chance.below(lockers.size()));
            if (locker.closed() || chance.oneIn(DIES)) {
                clients.disconnect(locker);
                add();
            } else {
                locker.act(clients, chance);
            }
        }
        process.settle();
        process.does(chance.between(0, 2 * world.options().lockGapNs), this::act);
    }

    private static boolean wait(List<Locker> lockers) {
        return lockers.stream().anyMatch(Locker::waits);
    }

    /** Who has got a lock looks at once, at times, whether it may begin. */
    void granted(Locker locker, long request) {
        if (chance.oneIn(2)) {
            process.does(0, () -> {
                locker.check(clients, request, false);
                process.settle();
            });
        }
    }

    void gone(Locker locker) {
        lockers.remove(locker);
        locker.gone();
    }

    /** What the node says of its locks when it has synchronised. */
    void synchronised(RingId ring) {
        if (world.options().lockers == 0) {
            return;
        }
        LockReply.Status status = status();
        if (status != null && status.diverged() != 0 && !world.watch().weakened()) {
            throw world.fail("V11", machine + " has found that tables of locks are not the same");
        }
        boolean has = status != null && (status.flags() & LockReply.SYNCHRONISED) != 0;
        world.watch().locks().synchronised(world.nowNs(), machine.nodeId(), ring.toString(),
                has ? status.digest() : 0);
    }

    /** @return how the lock service is here; null when it is not here, or its clients are held back */
    LockReply.Status status() {
        if (process.core.services().engine(Locker.SERVICE) == null) {
            return null;
        }
        ByteBuffer answer = clients.ask(Locker.SERVICE, new LockRequest.Status());
        return answer == null ? null : LockReply.Status.decode(answer);
    }

    /** @return the same when nobody here has a lock or waits for one, else null */
    LockReply.Status atRest() {
        return wait(lockers) ? null : status();
    }

    /** A request that changes nothing for the locker that it is asked by. */
    static IpcMessage any(Chance r) {
        return switch (r.below(6)) {
            case 0 -> new LockRequest.Next("");
            case 1 -> new LockRequest.Unlock(r.below(10));
            case 2 -> new LockRequest.Check(r.below(10), 0);
            case 3 -> new LockRequest.Unwatch("lock" + r.below(5));
            case 4 -> new LockRequest.Watch("lock" + r.below(5));
            default -> new LockRequest.Query("lock" + r.below(5), r.below(3));
        };
    }
}
