package org.choros.totem.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.PacketType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the Totem papers say of recovery and extended virtual synchrony (TOCS 1995), a test a sentence. Corosync has no
 * safe delivery: what it says of safe messages is left out.
 */
class PaperRecoveryTest {
    /** What a node delivered in each of its regular configurations; in the first element what it did before any. */
    private static List<List<String>> epochs(TestNet.Node n) {
        List<List<String>> all = new ArrayList<>(List.of(new ArrayList<>()));
        for (String call : n.calls) {
            if (call.startsWith("regular ")) {
                all.add(new ArrayList<>());
            } else if (call.startsWith("deliver ")) {
                all.get(all.size() - 1).add(call.substring("deliver ".length()));
            }
        }
        return all;
    }

    private static List<RingConfiguration> regular(TestNet.Node n) {
        return n.configurations.stream().filter(RingConfiguration::regular).toList();
    }

    /** Four nodes under load lose messages; then one of them dies in the middle of something. */
    private static TestNet wounded(Dialect dialect, long seed) {
        Random random = new Random(seed);
        TestNet net = TestNet.formed(dialect, 4);
        net.loss = p -> p.type() == PacketType.FRAME && random.nextInt(3) == 0;
        for (int i = 0; i < 30; i++) {
            net.nodes.get(1 + random.nextInt(4)).offer("m" + i);
            net.settle(random.nextInt(8));
        }
        int victim = 1 + random.nextInt(4);
        net.nodes.remove(victim);
        net.run(30_000);
        return net;
    }

    @ParameterizedTest
    @EnumSource
    void theFirstConfigurationHasNobodyBeforeAndItselfAfter(Dialect dialect) {
        TestNet.Node n = TestNet.formed(dialect, 1).nodes.get(1);
        RingConfiguration transitional = n.configurations.get(0);
        RingConfiguration regular = n.configurations.get(1);
        assertEquals("false [] [] []", transitional.regular() + " " + transitional.members() + " "
                + transitional.joined() + " " + transitional.left());
        assertEquals("true [1] [1] []",
                regular.regular() + " " + regular.members() + " " + regular.joined() + " " + regular.left());
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeIsATransitionalConfigurationAndThenARegularOne(Dialect dialect) {
        for (TestNet.Node n : wounded(dialect, 1).nodes.values()) {
            for (int i = 0; i < n.configurations.size(); i++) {
                RingConfiguration c = n.configurations.get(i);
                assertEquals(i % 2 == 1, c.regular());
                assertEquals(n.configurations.get(i | 1).ring(), c.ring(), "both carry the new ring id");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTransitionalMembersAreThoseOfTheOldRingWhoComeAlong(Dialect dialect) {
        for (TestNet.Node n : wounded(dialect, 2).nodes.values()) {
            for (int i = 2; i < n.configurations.size(); i += 2) {
                RingConfiguration before = n.configurations.get(i - 1);
                RingConfiguration transitional = n.configurations.get(i);
                RingConfiguration after = n.configurations.get(i + 1);
                assertTrue(before.members().containsAll(transitional.members()));
                assertTrue(after.members().containsAll(transitional.members()));
                List<Integer> gone = before.members().stream().filter(p -> !transitional.members().contains(p))
                        .map(p -> p.nodeId()).toList();
                assertEquals(gone, transitional.left().stream().map(p -> p.nodeId()).toList());
                List<Integer> come = after.members().stream().filter(p -> !transitional.members().contains(p))
                        .map(p -> p.nodeId()).toList();
                assertEquals(come, after.joined().stream().map(p -> p.nodeId()).toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thoseWhoComeAlongTogetherReportTheSameConfigurations(Dialect dialect) {
        TestNet net = wounded(dialect, 3);
        List<TestNet.Node> all = List.copyOf(net.nodes.values());
        List<RingConfiguration> first = lastTwo(all.get(0));
        all.forEach(n -> assertEquals(first, lastTwo(n)));
    }

    private static List<RingConfiguration> lastTwo(TestNet.Node n) {
        return n.configurations.subList(n.configurations.size() - 2, n.configurations.size());
    }

    /** Failure atomicity. */
    @ParameterizedTest
    @EnumSource
    void thoseWhoComeAlongTogetherHaveDeliveredTheSameBefore(Dialect dialect) {
        for (long seed = 0; seed < 30; seed++) {
            List<List<String>> first = null;
            for (TestNet.Node n : wounded(dialect, seed).nodes.values()) {
                List<List<String>> its = epochs(n);
                its = its.subList(its.size() - 2, its.size());
                assertEquals(3, regular(n).get(regular(n).size() - 1).members().size());
                assertTrue(first == null || first.equals(its), "seed " + seed + ": " + first + " and " + its);
                first = its;
            }
        }
    }

    /** Self delivery, over a change too. */
    @ParameterizedTest
    @EnumSource
    void whoLivesDeliversAllThatItHasSent(Dialect dialect) {
        for (long seed = 40; seed < 60; seed++) {
            Random random = new Random(seed);
            TestNet net = TestNet.formed(dialect, 3);
            net.loss = p -> p.type() == PacketType.FRAME && random.nextInt(4) == 0;
            for (int i = 0; i < 40; i++) {
                assertTrue(net.nodes.get(2).offer("m" + i));
                net.settle(random.nextInt(6));
                if (i == 20) {
                    net.nodes.remove(3);
                }
            }
            net.run(30_000);
            for (int i = 0; i < 40; i++) {
                assertTrue(net.nodes.get(2).delivered.contains("2:m" + i), "m" + i);
            }
        }
    }

    /** Of two messages that two processors deliver over a change, no one is first here and last there. */
    @ParameterizedTest
    @EnumSource
    void theOrderHoldsOverChanges(Dialect dialect) {
        for (long seed = 60; seed < 80; seed++) {
            List<TestNet.Node> all = List.copyOf(wounded(dialect, seed).nodes.values());
            for (TestNet.Node a : all) {
                for (TestNet.Node b : all) {
                    List<String> common = a.delivered.stream().filter(b.delivered::contains).toList();
                    assertEquals(common, b.delivered.stream().filter(common::contains).toList());
                }
            }
        }
    }

    private static boolean isAbout(TestNet.Packet p, String text) {
        return new String(p.bytes(), StandardCharsets.ISO_8859_1).contains(text);
    }

    private static void sendAndWait(TestNet net, int from, String text) {
        TestNet.Node sender = net.nodes.get(from);
        int before = sender.delivered.size();
        sender.offer(text);
        while (sender.delivered.size() == before && !net.wire.isEmpty()) {
            net.step();
        }
    }

    /** 1 sends a message that reaches nobody, 2 one behind it, 1 another one; then 1 dies. */
    private static TestNet hole(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        net.loss = p -> p.type() == PacketType.FRAME && isAbout(p, "nobody's");
        sendAndWait(net, 1, "nobody's");
        int sent = net.nodes.get(2).sent(PacketType.FRAME).size();
        net.nodes.get(2).offer("of a survivor");
        while (net.nodes.get(2).sent(PacketType.FRAME).size() == sent) {
            net.step();
        }
        sendAndWait(net, 1, "of the dead");
        net.settle(2);
        net.nodes.remove(1);
        net.run(20_000);
        return net;
    }

    /** What the dead one sent behind it could depend on what is missing; what the survivors sent cannot. */
    @ParameterizedTest
    @EnumSource
    void behindAHoleThatNobodyCanFillOnlyMessagesOfSurvivorsAreDelivered(Dialect dialect) {
        for (TestNet.Node n : hole(dialect).nodes.values()) {
            assertEquals("[2:of a survivor]", n.delivered.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void behindAHoleTheyAreDeliveredInTheTransitionalConfiguration(Dialect dialect) {
        for (TestNet.Node n : hole(dialect).nodes.values()) {
            int at = n.calls.indexOf("deliver 2:of a survivor");
            assertTrue(n.calls.get(at - 1).startsWith("transitional "), n.calls.toString());
            assertEquals("reassembly true", n.calls.get(at + 1));
            assertTrue(n.calls.get(at + 2).startsWith("regular "), n.calls.toString());
        }
    }

    /** What a survivor has is sent again by it, and delivered before the change is reported. */
    @ParameterizedTest
    @EnumSource
    void whatOneSurvivorHasAllDeliverBeforeTheTransitionalConfiguration(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 3);
        net.loss = p -> p.type() == PacketType.FRAME && p.to() == 3;
        sendAndWait(net, 1, "x");
        while (net.nodes.get(2).delivered.isEmpty() || net.wire.stream().anyMatch(p -> p.type() == PacketType.FRAME)) {
            net.step();
        }
        net.nodes.remove(1);
        net.loss = p -> false;
        net.run(20_000);
        TestNet.Node three = net.nodes.get(3);
        int at = three.calls.indexOf("deliver 1:x");
        assertTrue(three.calls.get(at + 1).startsWith("transitional "), three.calls.toString());
    }

    /** Node 4 is cut off so many packets after node 2 has begun to recover: once more, without it. */
    @ParameterizedTest
    @EnumSource
    void aRecoveryThatFailsLosesNothing(Dialect dialect) {
        for (int packets = 0; packets < 40; packets++) {
            TestNet net = TestNet.formed(dialect, 4);
            net.loss = p -> p.type() == PacketType.FRAME && p.to() == 3;
            sendAndWait(net, 1, "x");
            while (net.wire.stream().anyMatch(p -> p.type() == PacketType.FRAME)) {
                net.step();
            }
            assertEquals("[1:x]", net.nodes.get(2).delivered.toString());
            net.nodes.remove(1);
            int[] seen = {0};
            int most = packets;
            TestNet.Node two = net.nodes.get(2);
            net.loss = p -> (seen[0] > 0 || two.ring.state() == State.RECOVERY) && ++seen[0] > most
                    && (p.from() == 4 || p.to() == 4);
            net.run(25_000);
            assertTrue(seen[0] > packets);
            assertEquals("[1:x]", net.nodes.get(3).delivered.toString(), "after " + packets + " packets");
            assertEquals("[2, 3]", net.nodes.get(3).ring.members().toString(), "after " + packets + " packets");
        }
    }

    /** Recovered messages travel in messages of the new ring, which nobody delivers. */
    @ParameterizedTest
    @EnumSource
    void theFirstMessageOfTheNewRingHasTheNumberBehindThoseOfTheRecovery(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.RECOVERY);
        s.firstToken();
        s.hear(s.peers.carrier(1, s.second(), 1, s.peers.frame(3, s.first(), 1, "old")));
        for (int i = 0; i < 3; i++) {
            s.hear(s.returning(v -> {
                v.seq(1);
                v.aru(1);
            }));
        }
        assertEquals(State.OPERATIONAL, s.ring.state());
        s.ring.syncComplete(s.nowNs);
        s.offer("new");
        String seen = s.on(s.returning(v -> {
        }));
        assertTrue(seen.contains("MCAST ring 1.c seq 2 of 2") && seen.contains("deliver 2 of 2 new"), seen);
    }

    /** What is sent in a ring belongs to it: nothing of the old ring comes behind the regular configuration. */
    @ParameterizedTest
    @EnumSource
    void noMessageOfTheOldRingIsDeliveredInTheNewOne(Dialect dialect) {
        Seat s = new Seat(dialect, 2).reach(Seat.Situation.RECOVERY);
        s.firstToken();
        for (int i = 0; i < 3; i++) {
            s.rotate();
        }
        assertEquals(State.OPERATIONAL, s.ring.state());
        s.forget();
        assertTrue(!s.on(s.peers.carrier(1, s.second(), 1, s.peers.frame(3, s.first(), 1, "old"))).contains("deliver"));
        String seen = s.on(s.peers.frame(3, s.first(), 1, "old"));
        assertTrue(!seen.contains("deliver"), seen);
    }

    /** Two partitions go on each for itself, and merge without mixing what each delivered. */
    @ParameterizedTest
    @EnumSource
    void partitionsThatMergeKeepWhatEachDelivered(Dialect dialect) {
        TestNet net = TestNet.formed(dialect, 4);
        net.loss = p -> p.from() <= 2 != p.to() <= 2;
        net.run(15_000);
        net.nodes.get(1).offer("left");
        net.nodes.get(4).offer("right");
        net.run(500);
        net.loss = p -> false;
        net.run(5000);
        net.nodes.get(2).offer("all");
        net.run(500);
        assertEquals("[1:left, 2:all]", net.nodes.get(2).delivered.toString());
        assertEquals("[4:right, 2:all]", net.nodes.get(3).delivered.toString());
    }
}
