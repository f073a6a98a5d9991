package org.choros.itests.sim;

import org.choros.engine.lock.ipc.LockReply;

/**
 * What has to become of locks when everything is healed: all nodes that run keep one table, and where all are quorate
 * nobody waits and nobody is thought to hold anything, whoever has died with it.
 */
final class LocksAtRest {
    private final World world;

    LocksAtRest(World world) {
        this.world = world;
    }

    /** @return whether everybody is quorate, so that who waits for a lock has to get it */
    static boolean areServed(World world) {
        return world.running().stream().allMatch(Machine::isQuorate);
    }

    /** @return whether that is so, or there are no locks */
    boolean isSo() {
        if (world.options().lockers == 0) {
            return true;
        }
        boolean served = areServed(world);
        LockReply.Status first = null;
        for (Machine m : world.running()) {
            LockReply.Status its = m.process().clients.lockers().atRest();
            first = first == null ? its : first;
            if (its == null || its.digest() != first.digest() || (its.flags() & LockReply.SYNCHRONISED) == 0
                    || its.participants() != world.running().size()
                    || served && its.waiting() + its.held() != 0) {
                return false;
            }
        }
        return true;
    }

    /** @return what nodes say of their locks, and who waits */
    String text() {
        StringBuilder text = new StringBuilder("locks are not at rest");
        for (Machine m : world.running()) {
            text.append("; ").append(m).append(' ')
                    .append(m.isUp() ? m.process().clients.lockers().status() : "is down");
        }
        return text.append("; waiting: ").append(world.watch().locks().waiting()).toString();
    }
}
