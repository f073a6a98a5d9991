package org.choros.engine.amf;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Since when the ledger may be changed, and who can vouch that nobody else has changed one since; part of the state.
 *
 * <p>
 * Two quorate rings have a member in common. So when all present members, or all members of the last quorate ring that
 * the ledger knows, have been in no other ring since, there was no later quorate one. Who came along with the ledger in
 * every configuration since has been in no other; and so has a process that says that this was the last quorate ring
 * that it took part in. Otherwise somebody may run something that nobody here knows of.
 */
final class Tenure {
    private long epoch;
    private Set<Integer> lastMembers = none();
    private Set<Integer> witnesses = none();

    private static Set<Integer> none() {
        return new TreeSet<>(Integer::compareUnsigned);
    }

    /** The sequence of the last quorate ring that the ledger knows, 0 for none. */
    long epoch() {
        return epoch;
    }

    Set<Integer> lastMembers() {
        return lastMembers;
    }

    Set<Integer> witnesses() {
        return witnesses;
    }

    /** A synchronisation is complete: only those who came along can vouch any more. */
    void keep(Collection<Integer> continuous) {
        witnesses.retainAll(continuous);
    }

    /**
     * The members of a ring have become quorate.
     *
     * @param sworn those who say that our epoch was the last that they took part in
     * @return whether nobody else can have changed a ledger since
     */
    boolean begin(long ringSeq, int[] members, Set<Integer> sworn) {
        Set<Integer> vouching = none();
        vouching.addAll(witnesses);
        vouching.addAll(sworn);
        Set<Integer> present = none();
        for (int m : members) {
            present.add(m);
        }
        boolean unbroken = epoch != 0 && (vouching.containsAll(present) || vouching.containsAll(lastMembers));
        epoch = ringSeq;
        lastMembers = present;
        witnesses = none();
        witnesses.addAll(present);
        return unbroken;
    }

    void set(long itsEpoch, Set<Integer> members, Set<Integer> vouching) {
        epoch = itsEpoch;
        lastMembers = members;
        witnesses = vouching;
    }
}
