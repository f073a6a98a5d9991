package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.List;

/**
 * V2 from what each client has got: there is one order that all sequences of deliveries agree with, for each group.
 * Takes messages off the front of the sequences as long as one is at the front of all that have it; what then stays is
 * a circle.
 */
final class OneOrder {
    private final World world;

    OneOrder(World world) {
        this.world = world;
    }

    void check(long nowNs) {
        for (List<Client> group : world.groups.values()) {
            List<Client> receivers = new ArrayList<>();
            group.stream().filter(c -> c.order != null).forEach(receivers::add);
            check(nowNs, receivers);
        }
    }

    private void check(long nowNs, List<Client> receivers) {
        // how many still have a message before them, and how many have it at the front
        int[][] behind = new int[world.clients.size()][];
        for (Client c : receivers) {
            for (int i = 0; i < c.order.size(); i++) {
                long item = c.order.get(i);
                int sender = (int) (item >> 32);
                if (behind[sender] == null) {
                    behind[sender] = new int[world.clients.get(sender).sent()];
                }
                behind[sender][(int) item]++;
            }
        }
        int[] at = new int[receivers.size()];
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int r = 0; r < at.length; r++) {
                moved |= advance(receivers, behind, at, r);
            }
        }
        for (int r = 0; r < at.length; r++) {
            if (at[r] < receivers.get(r).order.size()) {
                report(nowNs, receivers, at);
                return;
            }
        }
    }

    /** Each front message is counted once, when it comes to the front: it goes when all that have it count it. */
    private static boolean advance(List<Client> receivers, int[][] behind, int[] at, int r) {
        LongList order = receivers.get(r).order;
        boolean moved = false;
        while (at[r] < order.size()) {
            long item = order.get(at[r]);
            int wanted = behind[(int) (item >> 32)][(int) item];
            int fronts = 0;
            for (int o = 0; o < at.length; o++) {
                LongList other = receivers.get(o).order;
                if (at[o] < other.size() && other.get(at[o]) == item) {
                    fronts++;
                }
            }
            if (fronts < wanted) {
                return moved;
            }
            for (int o = 0; o < at.length; o++) {
                LongList other = receivers.get(o).order;
                if (at[o] < other.size() && other.get(at[o]) == item) {
                    at[o]++;
                }
            }
            moved = true;
        }
        return moved;
    }

    private void report(long nowNs, List<Client> receivers, int[] at) {
        StringBuilder text = new StringBuilder("no one order:");
        for (int r = 0; r < at.length; r++) {
            LongList order = receivers.get(r).order;
            if (at[r] < order.size()) {
                text.append(' ').append(receivers.get(r)).append(" has");
                for (int i = at[r]; i < Math.min(order.size(), at[r] + 3); i++) {
                    Client sender = world.clients.get((int) (order.get(i) >> 32));
                    text.append(' ').append(sender.life).append('#').append((int) order.get(i));
                }
                text.append(';');
            }
        }
        world.violated(Property.V2, nowNs, text.toString());
    }
}
