package org.choros.totem.groups;

import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.Packets;

/** One reassembly state a sender. There are few senders, and looking one up allocates nothing. */
final class AssemblySet {
    private static final int SENDERS_MAX = Packets.PROCESSORS_MAX;

    private final List<Assembly> all = new ArrayList<>();

    Assembly of(int sender) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sender == sender) {
                return all.get(i);
            }
        }
        if (all.size() == SENDERS_MAX) {
            all.remove(leastMissed());
        }
        Assembly added = new Assembly(sender);
        all.add(added);
        return added;
    }

    /** Nobody has so many members: some have forged node ids. Who has begun nothing loses nothing. */
    private int leastMissed() {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).lastCut == 0 && !all.get(i).skipping) {
                return i;
            }
        }
        return 0;
    }

    void remove(int sender) {
        all.removeIf(a -> a.sender == sender);
    }
}
