package org.choros.lock;

import java.time.Duration;

/**
 * How the lock service is on a node.
 *
 * @param synchronised whether the node has the table of all locks
 * @param quorate whether the node is quorate
 * @param allQuorate whether all members that run the service are, without which nothing is granted
 * @param grace whether nothing is granted until leases that nobody knows of are sure to be over
 * @param lease how long a lock is kept for a node that is gone
 * @param members members of the ring that run the service
 * @param locks locks that somebody holds or waits for
 * @param held how often locks are held
 * @param waiting requests that wait
 * @param abandoned how often locks are held by nodes that are gone
 * @param nextToken the next token, unsigned
 * @param digest a number that members with the same table have in common
 * @param diverged members that were found to have had another table since the service has begun here: a fault
 */
public record LockStatus(boolean synchronised, boolean quorate, boolean allQuorate, boolean grace, Duration lease,
        int members, int locks, int held, int waiting, int abandoned, long nextToken, long digest, long diverged) {
    /** @return whether locks are granted now */
    public boolean granting() {
        return synchronised && allQuorate && !grace;
    }
}
