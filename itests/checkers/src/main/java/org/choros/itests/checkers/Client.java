package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A process in a group: what it has sent, got and seen. */
final class Client {
    /** What is known of a group. */
    static final class Kind {
        /** Its clients get views, so that who has had none is not in it yet. */
        boolean viewed;
    }

    /** What a receiver has of a sender. */
    static final class Receipt {
        int last = -1;
        /** Pairs of first and last number that were left out. */
        private final List<int[]> gaps = new ArrayList<>();

        boolean isGap(int number) {
            for (int[] gap : gaps) {
                if (number >= gap[0] && number <= gap[1]) {
                    return true;
                }
            }
            return false;
        }

        /** What was left out comes after all. */
        void fill(int number) {
            for (int i = 0; i < gaps.size(); i++) {
                int[] gap = gaps.get(i);
                if (number >= gap[0] && number <= gap[1]) {
                    gaps.remove(i);
                    if (gap[0] < number) {
                        skip(gap[0], number - 1);
                    }
                    if (number < gap[1]) {
                        skip(number + 1, gap[1]);
                    }
                    return;
                }
            }
        }

        void skip(int first, int upTo) {
            gaps.add(new int[]{first, upTo});
        }
    }

    /** What a client got on one ring, kept until all have gone that way. */
    record Stay(Client client, long[] items, Map<Integer, Long> since, Set<Address> gone, long joinItem,
            Set<Integer> settled, int synchronisedAt, boolean untold) {
        /** Where an item is for the last time: who leaves and comes back makes the same view again. */
        int lastIndexOf(long item) {
            for (int i = items.length - 1; i >= 0; i--) {
                if (items[i] == item) {
                    return i;
                }
            }
            return -1;
        }
    }

    final int id;
    final Life life;
    final Address address;
    final String group;
    final Kind kind;
    /** Sender's side: content and time of each message, and where in the order the first receiver got it. */
    final LongList digests = new LongList();
    final LongList sentNs = new LongList();
    final LongList places = new LongList();
    /** Receiver's side, by the sender's id. */
    final Map<Integer, Receipt> receipts = new HashMap<>();
    /** Messages and views since the last ring. */
    LongList items = new LongList();
    /** Everything, when the order is compared at the end. */
    LongList order;
    /** Its messages may overtake each other. */
    boolean unordered;
    /** The view of the client's own join, when it came on this ring; else 0. */
    long joinItem;
    /** How many items came before the synchronisation on this ring ended. */
    int synchronisedAt = Integer.MAX_VALUE;
    boolean open;
    /** It was not there when all was quiet the last time; then nobody thinks of it any more. */
    boolean goneBefore;
    boolean forgotten;
    long openedNs = Long.MIN_VALUE;
    /** When it asked to leave, and when it ended, each time that it did. */
    long openedBeforeNs = Long.MIN_VALUE;
    final LongList leavesNs = new LongList();
    final LongList endsNs = new LongList();
    RingRecord ring;
    Set<Address> members;
    /** Nodes whose absence it is not told with the next ring. */
    final Set<Integer> untold = new HashSet<>();
    /** When each member came into view. */
    final Map<Address, Long> memberSince = new HashMap<>();
    /** Nodes that the views of this ring have shown to be gone. */
    Set<Address> gone = new HashSet<>();

    Client(int id, Life life, int pid, String group, Kind kind) {
        this.kind = kind;
        this.id = id;
        this.life = life;
        address = new Address(life.node, pid);
        this.group = group;
    }

    int sent() {
        return digests.size();
    }

    Receipt receipt(Client sender) {
        return receipts.computeIfAbsent(sender.id, k -> new Receipt());
    }

    boolean isThere() {
        return open && life.alive;
    }

    /** Whether it gets what is sent to the group. */
    boolean isIn() {
        return open && (members != null || !kind.viewed);
    }

    /** Since when a sender's messages must reach us, or the end of time when they need not at all. */
    long since(Client sender) {
        if (members != null) {
            return memberSince.getOrDefault(sender.address, Long.MAX_VALUE);
        }
        if (kind.viewed) {
            return Long.MAX_VALUE;
        }
        if (sender.life == life) {
            return Long.MIN_VALUE;
        }
        return Math.max(openedNs, life.since.getOrDefault(sender.life.node, Long.MAX_VALUE));
    }

    /** Begins to collect what comes on the next ring. */
    void startRing() {
        items = new LongList();
        gone = new HashSet<>();
        joinItem = 0;
        synchronisedAt = Integer.MAX_VALUE;
    }

    long item(int number) {
        return (long) id << 32 | number;
    }

    @Override
    public String toString() {
        return life + (address.pid() == 0 ? "" : ":" + address.pid()) + " in " + group;
    }
}
