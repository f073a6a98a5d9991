package org.choros.itests.checkers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** V1 to V4 at the level of messages: what clients have sent and got. */
final class MessageChecks {
    private final World world;
    private long delivered;

    MessageChecks(World world) {
        this.world = world;
    }

    long delivered() {
        return delivered;
    }

    void sent(long nowNs, Client client, int number, long digest) {
        if (number != client.sent()) {
            throw new IllegalArgumentException("after " + client.sent() + " messages of " + client + " comes number "
                    + number);
        }
        client.digests.add(digest);
        client.sentNs.add(nowNs);
        client.places.add(0);
    }

    void delivered(long nowNs, Client receiver, Client sender, int number, long digest) {
        delivered++;
        if (!isGenuine(nowNs, receiver, sender, number, digest)) {
            return;
        }
        Client.Receipt receipt = receiver.receipt(sender);
        if (number <= receipt.last) {
            boolean late = receipt.isGap(number);
            if (late && sender.unordered) {
                receipt.fill(number);
                accept(nowNs, receiver, sender, number);
                return;
            }
            world.violated(late ? Property.V2 : Property.V1, nowNs, receiver + " gets message " + number + " of "
                    + sender + (late ? " after number " + receipt.last : " twice"));
            return;
        }
        if (number > receipt.last + 1) {
            if (!sender.unordered) {
                checkGap(nowNs, receiver, sender, receipt.last + 1, number - 1);
            }
            receipt.skip(receipt.last + 1, number - 1);
        }
        receipt.last = number;
        accept(nowNs, receiver, sender, number);
    }

    private void accept(long nowNs, Client receiver, Client sender, int number) {
        checkPlace(nowNs, receiver, sender, number);
        receiver.items.add(sender.item(number));
        if (world.options.keepOrder()) {
            if (receiver.order == null) {
                receiver.order = new LongList();
            }
            receiver.order.add(sender.item(number));
        }
    }

    /** V1: not invented, not altered, from a member. */
    private boolean isGenuine(long nowNs, Client receiver, Client sender, int number, long digest) {
        String what = receiver + " gets message " + number + " of " + sender;
        if (!receiver.group.equals(sender.group)) {
            world.violated(Property.V1, nowNs, what);
            return false;
        }
        if (number < 0 || number >= sender.sent() && !sender.life.killed) {
            world.violated(Property.V1, nowNs, what + ", which was not sent");
            return false;
        }
        // the log of one that was killed may lack the last message: the first receiver is believed
        while (number >= sender.sent()) {
            sent(nowNs, sender, sender.sent(), digest);
        }
        if (sender.digests.get(number) != digest) {
            world.violated(Property.V1, nowNs, what + " with other bytes than were sent");
            return false;
        }
        if (receiver.members != null && !receiver.members.contains(sender.address)) {
            world.violated(Property.V1, nowNs, what + ", who is no member: " + receiver.members);
        } else if (receiver.members == null && receiver.life.ring != null
                && !Ids.contains(receiver.life.ring.members, sender.life.node)) {
            world.violated(Property.V1, nowNs, what + ", whose node is no member of ring " + receiver.life.ring);
        }
        return true;
    }

    /** V2, V3: what was sent since sender and receiver are together is not left out. */
    private void checkGap(long nowNs, Client receiver, Client sender, int first, int last) {
        for (int n = last; n >= first; n--) {
            if (!mustHave(receiver, sender, n)) {
                return;
            }
            if (n == first || !mustHave(receiver, sender, n - 1)) {
                boolean own = receiver.life == sender.life;
                world.violated(own ? Property.V3 : Property.V2, nowNs, receiver + " gets message " + (last + 1) + " of "
                        + sender + " but not " + n);
                return;
            }
        }
    }

    private boolean mustHave(Client receiver, Client sender, int number) {
        return isAfter(sender.sentNs.get(number), receiver.since(sender));
    }

    private boolean isAfter(long sentNs, long sinceNs) {
        return sinceNs == Long.MIN_VALUE || sinceNs != Long.MAX_VALUE && sentNs - sinceNs > world.options.slackNs();
    }

    /** V2: a message ends with one frame of one ring, for everybody. */
    private void checkPlace(long nowNs, Client receiver, Client sender, int number) {
        Life life = receiver.life;
        if (life.ring == null || !life.anyFrame) {
            return;
        }
        long place = (long) life.ring.number << 32 | life.lastFrame & 0xFFFF_FFFFL;
        long known = sender.places.get(number);
        if (known == 0) {
            sender.places.set(number, place);
        } else if (known != place) {
            world.violated(Property.V2, nowNs, receiver + " gets message " + number + " of " + sender
                    + " at frame " + Integer.toHexString(life.lastFrame) + " of ring " + life.ring
                    + ", others at frame " + Integer.toHexString((int) known)
                    + (known >> 32 == life.ring.number ? "" : " of another ring"));
        }
    }

    /** V4 as clients see it, when the rings of the node are known. */
    void passage(long nowNs, Life life, RingRecord.Passage passage, RingRecord old, RingRecord next) {
        for (Client client : life.clients) {
            if (client.isIn()) {
                passage.stays.add(stay(client, Set.of(), life.settled));
            }
        }
        List<RingRecord.Passage> others = next.passages.get(old);
        if (others == null) {
            return;
        }
        RingRecord.Passage other = others.get(0);
        for (Client.Stay mine : passage.stays) {
            for (Client.Stay theirs : other.stays) {
                if (mine.client().group.equals(theirs.client().group)) {
                    compare(nowNs, mine, theirs, old, next);
                }
            }
        }
    }

    private Client.Stay stay(Client client, Set<Address> gone, Set<Integer> settled) {
        return new Client.Stay(client, client.items.toArray(), sinceOf(client), gone, client.joinItem, settled,
                client.synchronisedAt, !client.untold.isEmpty());
    }

    private Map<Integer, Long> sinceOf(Client client) {
        Map<Integer, Long> since = new HashMap<>();
        for (Client sender : world.groups.get(client.group)) {
            since.put(sender.id, client.since(sender));
        }
        return since;
    }

    /** V4 as clients see it, when they tell of the rings themselves. */
    void stayed(long nowNs, Client client, RingRecord old, RingRecord next) {
        Client.Stay mine = stay(client, client.gone, null);
        List<Client.Stay> others = next.stays(old);
        for (Client.Stay other : others) {
            if (other.client().group.equals(client.group) && !client.gone.contains(other.client().address)
                    && !other.gone().contains(client.address)) {
                compare(nowNs, mine, other, old, next);
                break;
            }
        }
        others.add(mine);
    }

    private void compare(long nowNs, Client.Stay a, Client.Stay b, RingRecord old, RingRecord next) {
        String where = " between rings " + old + " and " + next + ", ";
        lacks(nowNs, a, b, where);
        lacks(nowNs, b, a, where);
    }

    /** What one has and the other must have, too. */
    private void lacks(long nowNs, Client.Stay has, Client.Stay lacks, String where) {
        Set<Long> got = new HashSet<>();
        for (long item : lacks.items()) {
            got.add(item);
        }
        // what came before the other had joined does not count
        int from = lacks.joinItem() == 0 ? 0 : Math.max(0, has.lastIndexOf(lacks.joinItem()));
        for (int i = from; i < has.items().length; i++) {
            long item = has.items()[i];
            if (got.contains(item)) {
                continue;
            }
            if (item < 0 && (has.untold() || lacks.untold())) {
                continue;
            }
            if (item < 0) {
                if (i >= has.synchronisedAt() || isTogether(has, lacks) && isTogether(lacks, has)) {
                    world.violated(Property.V6, nowNs, has.client() + " has got a view" + where + lacks.client()
                            + " has not");
                    return;
                }
                continue;
            }
            Client sender = world.clients.get((int) (item >> 32));
            long since = lacks.since().getOrDefault(sender.id, Long.MAX_VALUE);
            if (isAfter(sender.sentNs.get((int) item), since)) {
                world.violated(Property.V4, nowNs, has.client() + " has got message " + (int) item + " of " + sender
                        + where + lacks.client() + " has not");
                return;
            }
        }
    }

    /** Whether the one was with the other in the last synchronisation, so that their views must be the same. */
    private static boolean isTogether(Client.Stay one, Client.Stay other) {
        return one.settled() == null || one.settled().contains(other.client().life.node);
    }

    /** The sender of whose messages something is missing at the end, or null. */
    Client firstMissing(Client receiver) {
        for (Client sender : world.groups.get(receiver.group)) {
            if (sender.isThere() && lastMissing(receiver, sender) >= 0) {
                return sender;
            }
        }
        return null;
    }

    private int lastMissing(Client receiver, Client sender) {
        Client.Receipt receipt = receiver.receipts.get(sender.id);
        int got = receipt == null ? -1 : receipt.last;
        int last = sender.sent() - 1;
        if (last > got && mustHave(receiver, sender, last)) {
            return last;
        }
        for (int n = Math.min(last, got); sender.unordered && n >= 0 && mustHave(receiver, sender, n); n--) {
            if (receipt.isGap(n)) {
                return n;
            }
        }
        return -1;
    }

    /** What is missing at the end; empty when nothing is. */
    String missing(Client receiver) {
        Client sender = firstMissing(receiver);
        return sender == null
                ? ""
                : receiver + " has not got message " + lastMissing(receiver, sender) + " of " + sender;
    }

    /** Whether another node has got what is missing here. */
    boolean isOut(Client receiver, Client sender) {
        int missing = lastMissing(receiver, sender);
        for (Client c : world.groups.get(sender.group)) {
            Client.Receipt receipt = c.receipts.get(sender.id);
            if (c.life != receiver.life && receipt != null && receipt.last >= missing && !receipt.isGap(missing)) {
                return true;
            }
        }
        return false;
    }
}
