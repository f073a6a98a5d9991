package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Totem papers say of the membership protocol (TOCS 1995), a test a sentence. */
class PaperMembershipTest {
    /** A cluster that loses tokens, messages and nodes; answers every configuration that anybody installed. */
    private static List<RingConfiguration> history(Dialect dialect, long seed) {
        Random random = new Random(seed);
        TestNet net = TestNet.formed(dialect, 4);
        List<RingConfiguration> all = new ArrayList<>();
        List<TestNet.Node> everybody = new ArrayList<>(net.nodes.values());
        Map<Integer, RingId> disks = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            double loss = random.nextDouble() * 0.2;
            int alone = 1 + random.nextInt(4);
            boolean cut = random.nextBoolean();
            net.loss = p -> random.nextDouble() < loss || cut && (p.from() == alone) != (p.to() == alone);
            net.run(random.nextInt(9000));
            int victim = 1 + random.nextInt(4);
            if (net.nodes.containsKey(victim)) {
                disks.put(victim, net.nodes.remove(victim).stored);
            } else {
                TestNet.Node again = net.add(victim, disks.get(victim).seq());
                everybody.add(again);
                again.start();
            }
        }
        everybody.forEach(n -> all.addAll(n.configurations));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void allWhoInstallARingInstallTheSameMembers(Dialect dialect) {
        for (long seed = 0; seed < 8; seed++) {
            Map<RingId, List<Processor>> rings = new HashMap<>();
            for (RingConfiguration c : history(dialect, seed)) {
                if (c.regular()) {
                    List<Processor> before = rings.put(c.ring(), c.members());
                    assertTrue(before == null || before.equals(c.members()), "seed " + seed + ": " + c);
                }
            }
            assertTrue(rings.size() > 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProcessorIsAMemberOfWhatItInstallsAndTheRingsAreNamedAfterTheLowest(Dialect dialect) {
        for (RingConfiguration c : history(dialect, 20)) {
            if (c.regular()) {
                assertEquals(c.members().get(0).nodeId(), c.ring().representative());
                assertEquals(c.members().stream().sorted().toList(), c.members());
                assertTrue(c.members().containsAll(c.joined()) && c.members().containsAll(c.transitional()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRingIdIsUsedTwiceByAProcessorAlsoWhenItStartsAgain(Dialect dialect) {
        for (long seed = 30; seed < 36; seed++) {
            Random random = new Random(seed);
            TestNet net = TestNet.formed(dialect, 3);
            Set<String> used = new HashSet<>();
            long last = 0;
            for (int i = 0; i < 10; i++) {
                TestNet.Node n = net.nodes.remove(2);
                for (RingConfiguration c : n.configurations) {
                    if (c.regular()) {
                        assertTrue(used.add(c.ring().toString()), "seed " + seed + " again " + c.ring());
                        assertTrue(c.ring().seq() > last, "seed " + seed + " back to " + c.ring());
                        last = c.ring().seq();
                    }
                }
                net.run(random.nextInt(3) * 4000);
                net.add(2, n.stored.seq()).start();
                net.run(random.nextInt(5000));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewRingsNumberIsHigherThanAnyThatItsMembersKnow(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(2, 8, Seat.ALL, List.of()));
        s.hear(s.peers.join(3, 101, Seat.ALL, List.of()));
        assertTrue(s.on(s.peers.join(1, 8, Seat.ALL, List.of())).contains("store 1.69\n"));
    }

    @ParameterizedTest
    @EnumSource
    void theNumberIsOnStableStorageBeforeAnybodyHearsOfTheRing(Dialect dialect) {
        Seat s = new Seat(Seat.config(dialect, 1).build(), false);
        s.interfaceUp();
        s.hear(s.peers.join(1, 1, List.of(1), List.of()));
        String seen = s.pass(4000);
        assertTrue(seen.contains("store 1.5\n") && !seen.contains("> COMMIT") && !seen.contains(">1"), seen);
        s.ring.onStored(s.peers.ring(1, 5), s.nowNs);
        assertTrue(s.seen().contains(">1 COMMIT ring 1.5 tseq 1 "));
    }

    /** Consensus: the representative proposes a ring when everybody has proposed the same, and not before. */
    @ParameterizedTest
    @EnumSource
    void aCommitTokenIsMadeWhenAllHaveProposedTheSame(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        assertFalse(s.on(s.peers.join(1, 8, Seat.ALL, List.of())).contains("COMMIT"));
        assertFalse(s.on(s.peers.join(2, 8, Seat.ALL, List.of())).contains("COMMIT"));
        assertFalse(s.on(s.peers.join(3, 8, List.of(2, 3), List.of())).contains("COMMIT"));
        assertTrue(s.on(s.peers.join(3, 8, Seat.ALL, List.of())).contains("COMMIT AGREED"));
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotTheLowestWaitsForTheCommitToken(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
        for (int id : Seat.ALL) {
            assertFalse(s.on(s.peers.join(id, 8, Seat.ALL, List.of())).contains("COMMIT"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangedProposalNeedsANewAgreement(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(1, 8, Seat.ALL, List.of()));
        s.hear(s.peers.join(2, 8, Seat.ALL, List.of()));
        List<Integer> more = List.of(1, 2, 3, 9);
        s.hear(s.peers.join(3, 8, more, List.of()));
        s.hear(s.peers.join(3, 8, more, List.of()));
        s.hear(s.peers.join(9, 8, more, List.of()));
        s.hear(s.peers.join(1, 8, more, List.of()));
        assertEquals(State.GATHER, s.ring.state());
        assertTrue(s.on(s.peers.join(2, 8, more, List.of())).contains("COMMIT AGREED"));
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotAgreeInTimeIsFailed(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(2, 8, Seat.ALL, List.of()));
        assertTrue(s.pass(1200).contains("wants 1 2 3 failed 3 seq"));
    }

    @ParameterizedTest
    @EnumSource
    void whoFailsMeIsFailedByMe(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        assertTrue(s.on(s.peers.join(3, 8, Seat.ALL, List.of(1))).contains("wants 1 2 3 failed 3 seq"));
    }

    @ParameterizedTest
    @EnumSource
    void whatAFailedProcessorSaysIsNotHeardAnyMore(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(3, 8, Seat.ALL, List.of(1)));
        s.forget();
        assertEquals("counts memb_join_rx\nnext 50\n", s.on(s.peers.join(3, 8, List.of(3, 9), List.of(2))));
    }

    /** The lists only grow until a ring is operational; so gathering ends. */
    @ParameterizedTest
    @EnumSource
    void nothingIsTakenBackFromAProposal(Dialect dialect) {
        Seat s = new Seat(dialect, 1).reach(Seat.Situation.GATHER);
        s.hear(s.peers.join(2, 8, List.of(1, 2, 3, 7), List.of(3)));
        s.hear(s.peers.join(2, 8, List.of(2), List.of()));
        s.forget();
        assertTrue(s.pass(50).contains("wants 1 2 3 7 failed 3 seq"));
    }

    @ParameterizedTest
    @EnumSource
    void theListsBeginAnewWhenARingIsOperational(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        net.nodes.remove(3);
        net.run(12_000);
        assertEquals("[1, 2]", net.nodes.get(1).ring.members().toString());
        net.add(3, 100).start();
        net.run(5000);
        net.nodes.values().forEach(n -> assertEquals("[1, 2, 3]", n.ring.members().toString()));
    }

    /** Nobody recovers before all have the commit token: two passes. */
    @ParameterizedTest
    @EnumSource
    void nobodyRecoversBeforeAllHaveCommitted(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        for (int id = 1; id <= 4; id++) {
            net.add(id, 0);
        }
        Set<String> committed = new HashSet<>();
        int[] recovering = {0};
        net.loss = p -> {
            for (TestNet.Node n : net.nodes.values()) {
                if (n.ring.state() == State.COMMIT) {
                    committed.add(n.nodeId + " " + n.ring.ringId());
                } else if (n.ring.state() == State.RECOVERY && n.ring.ringId().seq() > 5) {
                    recovering[0]++;
                    for (int id = 1; id <= 4; id++) {
                        assertTrue(committed.contains(id + " " + n.ring.ringId()), id + " has not committed");
                    }
                }
            }
            return false;
        };
        net.startAll();
        net.run(5000);
        assertTrue(recovering[0] > 0);
    }

    /** Termination: whenever a member dies, the others have a ring of their own in a bounded time. */
    @ParameterizedTest
    @EnumSource
    void theMembershipEndsWheneverAMemberDies(Dialect dialect) {
        for (int packets = 0; packets < 120; packets++) {
            TestNet net = TestNet.formed(dialect, 3);
            net.nodes.get(2).ring.gather(net.nowNs);
            net.settle(packets);
            int victim = 1 + packets % 3;
            net.nodes.remove(victim);
            net.run(2 * 3600 + 2 * 3000 + 100);
            for (TestNet.Node n : net.nodes.values()) {
                assertEquals(State.OPERATIONAL, n.ring.state(), "after " + packets + " packets");
                assertEquals(2, n.ring.members().size(), "after " + packets + " packets");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRingThatHearsOfAnotherOneMergesWithIt(Dialect dialect) {
        TestNet net = new TestNet(dialect);
        net.add(1, 0);
        net.add(2, 0);
        net.loss = p -> p.from() != p.to();
        net.startAll();
        net.run(3000);
        net.loss = p -> p.from() != p.to() && p.type() == PacketType.JOIN && p.from() == 2;
        net.run(1000);
        net.loss = p -> false;
        net.run(5000);
        net.nodes.values().forEach(n -> assertEquals("[1, 2]", n.ring.members().toString()));
    }

    @ParameterizedTest
    @EnumSource
    void aCommitTokenOfARingThatIsNotNewerIsNotTaken(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.GATHER);
        for (long seq : new long[]{1, 4, 8}) {
            ByteBuffer old = s.peers.commit(1, s.peers.ring(1, seq), 1, 1, Seat.ALL, s.first(), 0);
            assertEquals("counts memb_commit_token_rx\nnext 50\n", s.on(old));
        }
    }
}
