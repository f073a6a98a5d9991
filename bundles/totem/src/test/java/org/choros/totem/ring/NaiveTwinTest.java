package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Seq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is clever has a twin that is naive, and both do the same with random input. */
class NaiveTwinTest {
    private static final int[] CORNERS = {0, 1, 0xffff, 0x1_0000, 0x1_0001, 0x7fff_ffff, 0x8000_0000, 0x8000_0001,
            0x8000_ffff, 0x8001_0000, 0xfffe_ffff, 0xffff_0000, 0xffff_ffff};

    /** The comparison of spec 1, in numbers that do not wrap by themselves. */
    private static boolean naiveBefore(int left, int right) {
        long a = left & 0xffff_ffffL;
        long b = right & 0xffff_ffffL;
        if (a > 0x8000_0000L || b > 0x8000_0000L) {
            a = Math.floorMod(a - 0x1_0000, 1L << 32);
            b = Math.floorMod(b - 0x1_0000, 1L << 32);
        }
        return a < b;
    }

    private static void compare(int a, int b) {
        boolean before = naiveBefore(a, b);
        assertEquals(before, Seq.before(a, b), () -> Integer.toHexString(a) + " " + Integer.toHexString(b));
        assertEquals(before || a == b, Seq.beforeOrAt(a, b));
        assertEquals(before ? a : b, naiveBefore(b, a) || a == b ? Seq.first(a, b) : Seq.first(b, a));
        assertEquals(before ? b : a, Seq.last(a, b));
    }

    @Test
    void numbersAreComparedAsTheNaiveTwinDoes() {
        for (int a : CORNERS) {
            for (int b : CORNERS) {
                compare(a, b);
            }
        }
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            int a = random.nextInt();
            compare(a, random.nextBoolean() ? random.nextInt() : a + random.nextInt(0x2_0000) - 0x1_0000);
        }
    }

    /** Within a window, from any start: a later number is never taken for an earlier one. */
    @Test
    void numbersOfOneWindowAreInOrderAcrossTheWraps() {
        for (int start : new int[]{0, 0x7fff_f000, 0xffff_f000, 0xffff_ffff - Packets.WINDOW}) {
            for (int n = 0; n < Packets.WINDOW; n += 37) {
                assertTrue(Seq.before(start, start + n + 1), Integer.toHexString(start) + " + " + n);
            }
        }
    }

    /** A sort queue is a map from number to frame, of which a window is accessible. */
    @Test
    void theSortQueueIsAMapWithAWindow() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            FramePool pool = new FramePool(64);
            SortQueue queue = new SortQueue();
            TreeMap<Long, Frame> twin = new TreeMap<>();
            int start = seed % 3 == 0 ? 0xffff_ff00 : seed % 3 == 1 ? 0x7fff_ff00 : 0;
            queue.clear(start, pool);
            long released = 0;
            long highest = 0;
            for (int step = 0; step < 3000; step++) {
                long seq = released + 1 + random.nextInt(random.nextInt(20) == 0 ? Packets.WINDOW + 10 : 60) - 5;
                int number = start + (int) seq;
                boolean in = seq > released && seq <= released + Packets.WINDOW;
                assertEquals(in, queue.inWindow(number));
                assertEquals(in ? twin.get(seq) : null, queue.get(number));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (in && !twin.containsKey(seq)) {
                            Frame frame = new Frame(64);
                            queue.put(number, frame);
                            twin.put(seq, frame);
                            highest = Math.max(highest, seq);
                        }
                    }
                    case 1 -> {
                        long to = released + random.nextInt(30) - 3;
                        queue.release(start + (int) to, pool);
                        if (to > released) {
                            released = to;
                            twin.headMap(to, true).clear();
                            highest = Math.max(highest, released);
                        }
                    }
                    default -> {
                        long last = released;
                        while (twin.containsKey(last + 1)) {
                            last++;
                        }
                        assertEquals(start + (int) last, queue.contiguousFrom(start + (int) released));
                    }
                }
                assertEquals(start + (int) released, queue.released());
                assertEquals(start + (int) highest, queue.highest());
            }
        }
    }

    /** Spec 4.5 for somebody that gathers, with sets and nothing else. */
    private static final class Gatherer {
        final Set<Integer> wanted = new TreeSet<>(Seat.ALL);
        final Set<Integer> failed = new TreeSet<>();
        final Set<Integer> members = Set.copyOf(Seat.ALL);
        final int self;

        Gatherer(int self) {
            this.self = self;
        }

        /** Answers whether it gathers anew, and so sends its lists. */
        boolean hears(int from, Set<Integer> theirWanted, Set<Integer> theirFailed) {
            if (wanted.containsAll(theirWanted) && failed.containsAll(theirFailed) || failed.contains(from)) {
                return false;
            }
            boolean news = wanted.addAll(theirWanted);
            if (theirFailed.contains(self)) {
                news |= failed.add(from);
            } else if (members.contains(from)) {
                news |= failed.addAll(theirFailed);
            }
            return news;
        }
    }

    private static Set<Integer> some(Random random, int most) {
        Set<Integer> some = new TreeSet<>();
        for (int i = random.nextInt(most); i >= 0; i--) {
            some.add(1 + random.nextInt(8));
        }
        return some;
    }

    private static String list(Set<Integer> ids) {
        return ids.isEmpty() ? "-" : String.join(" ", ids.stream().map(String::valueOf).toList());
    }

    @ParameterizedTest
    @EnumSource
    void joinsAreUnitedAsSets(Dialect dialect) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
            Gatherer twin = new Gatherer(2);
            for (int i = 0; i < 12 && s.ring.state() == State.GATHER; i++) {
                int from = List.of(1, 3, 4, 5, 6).get(random.nextInt(5));
                Set<Integer> wanted = some(random, 4);
                wanted.add(from);
                Set<Integer> failed = random.nextBoolean() ? some(random, 2) : new TreeSet<>();
                boolean anew = twin.hears(from, wanted, failed);
                String seen = s.on(s.peers.join(from, 8, new ArrayList<>(wanted), new ArrayList<>(failed)));
                String sent = ">* JOIN from 2 wants " + list(twin.wanted) + " failed " + list(twin.failed) + " seq 8";
                assertEquals(anew, seen.contains("GATHER MERGE_JOIN\n"), "seed " + seed + ": " + seen);
                assertEquals(anew, seen.contains(sent), "seed " + seed + ": " + seen + sent);
            }
        }
    }
}
