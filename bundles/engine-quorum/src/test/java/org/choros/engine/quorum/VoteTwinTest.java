package org.choros.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteNodeInfo;
import org.junit.jupiter.api.Test;

/** The arithmetic against a naive one, written again from the rules (ipc 3.6), on random sequences. */
final class VoteTwinTest {
    private static final int US = 3;

    /** As plain as it gets: lists of numbers, every rule in one line. */
    private static final class Twin {
        final Map<Integer, long[]> voters = new TreeMap<>(); // state, votes, expected, flags
        boolean twoNode;
        boolean wfa;
        boolean downscale;
        boolean tracking;
        boolean masterWins;
        int atb; // 0 none, 1 lowest, 2 highest, 3 list
        List<Integer> list = List.of();
        List<Integer> before = List.of();
        List<Integer> now = List.of();
        long deviceVotes;
        long barrier;
        long trackingBarrier;
        long quorum;
        boolean quorate;
        boolean waiting;
        int low = -1;
        int high = -1;

        List<long[]> members() {
            return voters.values().stream().filter(v -> v[0] == 1).toList();
        }

        boolean casts() {
            return (voters.get(US)[3] & 64) != 0;
        }

        void recalculate(boolean decrease, boolean byNodes) {
            long[] us = voters.get(US);
            long sum = members().stream().mapToLong(v -> v[1]).sum();
            us[2] = Math.max(us[2], sum + deviceVotes);
            trackingBarrier = tracking ? Math.max(trackingBarrier, us[2]) : trackingBarrier;
            long n = byNodes ? members().size() + (deviceVotes > 0 ? 1 : 0) : 0;
            long total = sum + (casts() ? deviceVotes : 0);
            long most = n == 0
                    ? members().stream().mapToLong(v -> v[2]).max().orElse(0)
                    : downscale && decrease ? Math.max(n, barrier) : n;
            long q = Math.max(most / 2 + 1, total / 2 + 1);
            q = decrease ? q : Math.max(q, quorum);
            q = twoNode && members().size() + (casts() ? 1 : 0) <= 2 ? 1 : q;
            quorum = q % 256;
            if (n != 0) {
                members().forEach(v -> v[2] = n);
            }
            decide(total);
        }

        void decide(long total) {
            long expected = voters.get(US)[2];
            if (wfa && waiting && total != expected) {
                return;
            }
            boolean byVotes = total >= quorum;
            if (byVotes) {
                low = voters.keySet().stream().filter(i -> voters.get(i)[0] == 1 || i == US).mapToInt(i -> i).min()
                        .getAsInt();
                high = voters.keySet().stream().filter(i -> voters.get(i)[0] == 1 || i == US).mapToInt(i -> i).max()
                        .getAsInt();
            }
            boolean half = total == expected / 2 && before.size() - now.size() < quorum && breaks();
            boolean master = masterWins && members().stream().anyMatch(v -> (v[3] & (64 | 128)) == (64 | 128));
            quorate = byVotes || atb != 0 && half || master;
            waiting = wfa ? !quorate : waiting;
            long[] us = voters.get(US);
            us[3] = us[3] & ~1 | (quorate ? 1 : 0);
            us[3] = wfa ? us[3] & ~4 | (waiting ? 4 : 0) : us[3];
        }

        boolean breaks() {
            if (atb == 1) {
                return voters.containsKey(low) && voters.get(low)[0] == 1;
            }
            if (atb == 2) {
                return voters.containsKey(high) && voters.get(high)[0] == 1;
            }
            return list.stream().filter(i -> now.contains(i) || before.contains(i)).findFirst().map(now::contains)
                    .orElse(false);
        }
    }

    private static final class Silent implements Electorate.Output {
        long stored;

        @Override
        public void log(LogLevel level, String text) {
            // the twin does not log
        }

        @Override
        public void publish(String key, MapValue value) {
            // the twin has no map
        }

        @Override
        public void expectedVotesChanged() {
            // told to clients only
        }

        @Override
        public void quorateChanged() {
            // told to clients only
        }

        @Override
        public void storeTrackingBarrier(long barrier) {
            stored = barrier;
        }
    }

    private final VoteSettings settings = new VoteSettings();
    private final Silent out = new Silent();

    private void run(long seed) {
        Random random = new Random(seed);
        Twin twin = new Twin();
        Electorate real = setUp(random, twin);
        for (int step = 0; step < 60; step++) {
            String what = "seed " + seed + " step " + step;
            change(random, twin, real);
            if (random.nextInt(3) > 0) {
                boolean decrease = random.nextInt(3) == 0;
                boolean byNodes = random.nextInt(4) == 0;
                // C relies on this: only a quorate node may be counted down by its members
                real.recalculate(decrease, byNodes, true);
                twin.recalculate(decrease, byNodes);
            }
            assertEquals(twin.quorum, real.quorum(), what);
            assertEquals(twin.quorate, real.quorate(), what);
            assertEquals(twin.waiting, real.waitingForAll(), what);
            assertEquals(twin.trackingBarrier, real.trackingBarrier(), what);
            for (Map.Entry<Integer, long[]> e : twin.voters.entrySet()) {
                VoteNode n = real.find(e.getKey());
                assertEquals(Arrays.toString(e.getValue()),
                        Arrays.toString(new long[]{n.state.code(), n.votes, n.expected, n.flags}),
                        what + " node " + n.id);
            }
        }
    }

    private Electorate setUp(Random random, Twin twin) {
        settings.twoNode = random.nextInt(4) == 0;
        settings.waitForAll = random.nextInt(3) == 0;
        settings.allowDownscale = random.nextInt(3) == 0;
        settings.tracking = settings.allowDownscale || random.nextInt(3) == 0;
        settings.deviceMasterWins = random.nextInt(3) == 0;
        settings.tieBreaker = TieBreaker.values()[random.nextInt(4)];
        settings.tieBreakerList = new int[]{1 + random.nextInt(6), 1 + random.nextInt(6)};
        twin.twoNode = settings.twoNode;
        twin.wfa = settings.waitForAll;
        twin.downscale = settings.allowDownscale;
        twin.tracking = settings.tracking;
        twin.masterWins = settings.deviceMasterWins;
        twin.atb = settings.tieBreaker.code();
        twin.list = Arrays.stream(settings.tieBreakerList).boxed().toList();
        Electorate real = new Electorate(US, settings, 3, out);
        long expected = 1 + random.nextInt(7);
        real.us().expected = expected;
        real.barrier(expected);
        twin.barrier = expected;
        int flags = VoteNodeInfo.FIRST;
        if (settings.waitForAll) {
            real.waitForAll(true);
            twin.waiting = true;
            flags |= VoteNodeInfo.WAIT_FOR_ALL;
        }
        twin.voters.put(US, new long[]{1, 1, expected, flags});
        return real;
    }

    private static void change(Random random, Twin twin, Electorate real) {
        switch (random.nextInt(5)) {
            case 0 -> {
                List<Integer> now = new ArrayList<>(List.of(US));
                for (int id = 1; id <= 6; id++) {
                    if (id != US && random.nextBoolean()) {
                        now.add(id);
                    }
                }
                boolean left = twin.now.stream().anyMatch(id -> !now.contains(id));
                twin.now.stream().filter(id -> !now.contains(id) && twin.voters.containsKey(id))
                        .forEach(id -> twin.voters.get(id)[0] = 2);
                twin.before = twin.now;
                twin.now = now;
                assertEquals(left, real.membership(now.stream().mapToInt(i -> i).toArray()));
            }
            case 1 -> {
                int id = 1 + random.nextInt(6);
                VoteNode n = real.find(id) == null ? real.add(id) : real.find(id);
                n.state = id == US || random.nextInt(4) > 0 ? NodeState.MEMBER : NodeState.LEAVING;
                n.votes = random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(3);
                n.expected = random.nextInt(9);
                n.flags = random.nextInt(256) & ~(id == US ? VoteNodeInfo.WAIT_FOR_ALL | VoteNodeInfo.QUORATE : 0);
                if (id == US) {
                    n.mark(VoteNodeInfo.WAIT_FOR_ALL, real.waitingForAll());
                    n.mark(VoteNodeInfo.QUORATE, real.quorate());
                }
                twin.voters.put(id, new long[]{n.state.code(), n.votes, n.expected, n.flags});
            }
            case 2 -> {
                real.device().votes = random.nextInt(3);
                twin.deviceVotes = real.device().votes;
            }
            case 3 -> {
                long expected = random.nextInt(8);
                real.barrier(expected);
                twin.barrier = expected;
            }
            default -> {
                long expected = random.nextInt(8);
                real.expectOfMembers(expected);
                if (expected != 0) {
                    twin.members().forEach(v -> v[2] = expected);
                }
            }
        }
    }

    @Test
    void shouldCountAsTheNaiveTwin() {
        for (long seed = 1; seed <= 3000; seed++) {
            run(seed);
        }
    }

    @Test
    void shouldStoreTheBarrierThatItTracks() {
        settings.tracking = true;
        Electorate real = new Electorate(US, settings, 3, out);
        real.us().expected = 5;
        real.recalculate(false, false, true);
        assertEquals(5, out.stored);
        assertEquals(5, real.trackingBarrier());
    }

    @Test
    void shouldKeepTheOrderOfCorosync() {
        Electorate three = new Electorate(2, settings, 3, out);
        three.add(3);
        three.add(1);
        three.add(4);
        // 3.1: nobody larger, so before the last one
        assertEquals(List.of(1, 3, 4, 2), three.nodes().stream().map(n -> n.id).toList());
        Electorate two = new Electorate(2, settings, 2, out);
        two.add(3);
        two.add(1);
        two.add(-5);
        // ids are compared with their sign, as all of the cluster do
        assertEquals(List.of(-5, 1, 2, 3), two.nodes().stream().map(n -> n.id).toList());
        int known = two.nodes().size();
        for (int id = 100; two.nodes().size() < Electorate.NODES_MAX; id++) {
            assertTrue(two.add(id) != null);
        }
        assertEquals(null, two.add(99));
        assertTrue(known < two.nodes().size());
        two.find(-5).state = NodeState.DEAD;
        assertEquals(99, two.add(99).id);
        assertEquals(null, two.find(-5), "who is gone makes room");
        assertEquals(Electorate.NODES_MAX, two.nodes().size());
    }
}
