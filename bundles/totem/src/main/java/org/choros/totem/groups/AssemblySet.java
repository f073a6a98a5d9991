package org.choros.totem.groups;

import java.util.ArrayList;
import java.util.List;

/** One reassembly state a sender. There are few senders, and looking one up allocates nothing. */
final class AssemblySet {
    private final List<Assembly> all = new ArrayList<>();

    Assembly of(int sender) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sender == sender) {
                return all.get(i);
            }
        }
        Assembly added = new Assembly(sender);
        all.add(added);
        return added;
    }

    void remove(int sender) {
        all.removeIf(a -> a.sender == sender);
    }
}
