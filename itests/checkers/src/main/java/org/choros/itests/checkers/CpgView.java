package org.choros.itests.checkers;

import java.util.List;

/**
 * A membership event of a process group, as a client gets it.
 *
 * @param members who is in the group now
 * @param joined who has come
 * @param left who has gone
 */
public record CpgView(List<Address> members, List<Change> joined, List<Change> left) {
    /**
     * An entry of a joined or left list.
     *
     * @param address the process
     * @param reason why
     */
    public record Change(Address address, Reason reason) {
        @Override
        public String toString() {
            return address + "/" + reason;
        }
    }

    /** Copies the lists. */
    public CpgView {
        members = List.copyOf(members);
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    @Override
    public String toString() {
        return members + " joined " + joined + " left " + left;
    }
}
