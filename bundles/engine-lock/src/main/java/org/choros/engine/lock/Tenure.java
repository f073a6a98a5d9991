package org.choros.engine.lock;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Since when the table may be changed, and who can vouch that nobody else has changed one since: part of the state, the
 * same on all members.
 *
 * <p>
 * Two quorate rings have a member in common. So when all present members, or all members of the last quorate ring that
 * the table knows, have been in no other ring since, there was no later quorate one. Who came along with the table in
 * every configuration since has been in no other; and so has a process that says that this was the last quorate ring
 * that it took part in. Otherwise there may be locks that nobody here knows of, and nothing is granted until their
 * leases are sure to be over: the grace.
 */
final class Tenure {
    private long epoch;
    private long grace;
    private int leaseMs;
    private Set<Integer> lastMembers = new TreeSet<>();
    private Set<Integer> witnesses = new TreeSet<>();

    /** The sequence of the last quorate ring that the table knows, 0 for none. */
    long epoch() {
        return epoch;
    }

    /** The sequence of the ring since which nothing is granted, 0 when there is no grace. */
    long grace() {
        return grace;
    }

    /** How long a lock is held without hearing from the others, in milliseconds. */
    int leaseMs() {
        return leaseMs;
    }

    Set<Integer> lastMembers() {
        return lastMembers;
    }

    Set<Integer> witnesses() {
        return witnesses;
    }

    /** A synchronisation is complete: only those who came along can vouch any more. */
    void keep(List<Integer> continuous, int newLeaseMs) {
        witnesses.retainAll(continuous);
        leaseMs = newLeaseMs;
    }

    /**
     * The members of a ring have become quorate.
     *
     * @param ringSeq the ring's sequence
     * @param members all of its members
     * @param sworn those who say that our epoch was the last that they took part in
     */
    void begin(long ringSeq, int[] members, Set<Integer> sworn) {
        Set<Integer> vouching = new TreeSet<>(witnesses);
        vouching.addAll(sworn);
        Set<Integer> present = new TreeSet<>();
        for (int m : members) {
            present.add(m);
        }
        boolean unbroken = epoch != 0 && (vouching.containsAll(present) || vouching.containsAll(lastMembers));
        if (!unbroken) {
            grace = ringSeq;
        }
        epoch = ringSeq;
        lastMembers = present;
        witnesses = new TreeSet<>(present);
    }

    /** The leases are over of those who were lost with this ring or before. */
    void expire(long ringSeq) {
        if (grace != 0 && Long.compareUnsigned(grace, ringSeq) <= 0) {
            grace = 0;
        }
    }

    void set(long itsEpoch, long itsGrace, int itsLeaseMs, Set<Integer> members, Set<Integer> vouching) {
        epoch = itsEpoch;
        grace = itsGrace;
        leaseMs = itsLeaseMs;
        lastMembers = members;
        witnesses = vouching;
    }

    long digest() {
        long d = Bytes.mix(Bytes.mix(epoch, grace), leaseMs);
        for (int m : lastMembers) {
            d = Bytes.mix(d, m);
        }
        for (int w : witnesses) {
            d = Bytes.mix(d, ~w);
        }
        return d;
    }
}
