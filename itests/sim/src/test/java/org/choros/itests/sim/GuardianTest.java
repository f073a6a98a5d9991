package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.JoinView;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.Processor;
import org.junit.jupiter.api.Test;

/**
 * Processes die and come back on a good network; guardians announce the deaths, some late, some over and over when the
 * next process is a member; rings are formed anew at any moment. Nobody who lives and is a member is ever expelled.
 */
class GuardianTest {
    private static final int SEEDS = Integer.getInteger("sim.guardian.seeds", 200);
    private static final int ROUNDS = 6;

    /** What a run has shown. */
    private record Outcome(List<String> expulsions, int late, long fastestMs) {
    }

    /** Who was in which ring, by incarnation, and who is missing in the next one. */
    private static final class Expulsions {
        private final World world;
        private final List<String> found = new ArrayList<>();
        /** By machine: the members of its ring, with the incarnations that installed it. */
        private final Map<Machine, Map<Machine, Integer>> present = new HashMap<>();
        private final Map<String, Integer> installed = new HashMap<>();
        private final Map<Machine, String> rings = new HashMap<>();

        Expulsions(World world) {
            this.world = world;
        }

        void configuration(Machine m, RingConfiguration c) {
            if (!c.regular()) {
                return;
            }
            Set<Machine> members = new HashSet<>();
            for (Processor p : c.members()) {
                members.add(world.machine(p.nodeId() - 1));
            }
            String before = rings.put(m, m.process().incarnation() + " " + c.ring());
            installed.put(m + " " + c.ring(), m.process().incarnation());
            Map<Machine, Integer> old = present.getOrDefault(m, Map.of());
            if (before != null && before.startsWith(m.process().incarnation() + " ")) {
                String ring = before.substring(before.indexOf(' ') + 1);
                for (Machine other : old.keySet()) {
                    Integer life = installed.get(other + " " + ring);
                    if (!members.contains(other) && other.isUp() && life != null
                            && life == other.process().incarnation()) {
                        found.add(m + " expels " + other + " from " + ring + " to " + c.ring());
                    }
                }
            }
            Map<Machine, Integer> now = new HashMap<>();
            members.forEach(x -> now.put(x, 0));
            present.put(m, now);
        }
    }

    private static Options options(Chance r) {
        Options o = new Options();
        o.dialect = r.oneIn(2) ? Dialect.V2 : Dialect.V3;
        o.flushes = r.oneIn(2);
        o.nodes = 2 + r.below(4);
        o.tokenMs = 1000;
        o.guardian = 1;
        o.lateLeave = 0.8;
        return o;
    }

    private static Outcome run(long seed, boolean heeded) {
        Chance r = new Chance(seed);
        Options o = options(r);
        World world = new World(o, r.nextLong(), Trace.off());
        Expulsions expulsions = new Expulsions(world);
        world.watch().alsoTell(expulsions::configuration);
        world.machines().forEach(m -> {
            m.boot();
            if (heeded) {
                m.guardian().forge((receiver, packet) -> heeded(o.dialect, receiver, packet));
            }
        });
        long fastest = Long.MAX_VALUE;
        settle(world);
        for (int round = 0; round < ROUNDS; round++) {
            Machine victim = world.machine(r.below(o.nodes));
            long diedNs = world.nowNs();
            victim.crash();
            world.run(diedNs + r.wide(Options.MS, 2 * o.tokenMs * Options.MS), () -> false);
            List<Machine> rest = world.machines().stream().filter(m -> m != victim).toList();
            if (rest.stream().allMatch(m -> m.process().core.members().size() == o.nodes - 1)) {
                fastest = Math.min(fastest, (world.nowNs() - diedNs) / Options.MS);
            }
            victim.boot();
            for (int i = r.below(12); i > 0; i--) {
                world.run(world.nowNs() + r.wide(Options.MS, o.tokenMs * Options.MS), () -> false);
                Machine any = world.machine(r.below(o.nodes));
                any.process().core.gather(any.clockNs());
                any.process().settle();
            }
            settle(world);
        }
        int late = world.machines().stream().mapToInt(m -> m.guardian().late()).sum();
        return new Outcome(expulsions.found, late, fastest);
    }

    private static void settle(World world) {
        assertTrue(world.run(world.nowNs() + world.options().convergenceNs(), world::converged), "converges");
    }

    /** A leave that a ring heeds while it gathers, as C nodes do, whatever its sequence: as if it were of now. */
    private static byte[] heeded(Dialect dialect, Machine receiver, byte[] packet) {
        if (!receiver.isUp() || receiver.process().core.ring().state() != State.GATHER) {
            return packet;
        }
        ByteBuffer copy = ByteBuffer.wrap(packet.clone()).order(ByteOrder.LITTLE_ENDIAN);
        Packets.check(dialect, copy);
        new JoinView(dialect).wrap(copy).ringSeq(receiver.process().core.ring().ringId().seq());
        return copy.array();
    }

    @Test
    void nobodyWhoLivesIsExpelled() {
        int late = 0;
        long fastest = Long.MAX_VALUE;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Outcome outcome = run(seed, false);
            assertEquals(List.of(), outcome.expulsions(), "seed " + seed);
            late += outcome.late();
            fastest = Math.min(fastest, outcome.fastestMs());
        }
        assertTrue(late > SEEDS, "copies came when the next process ran: " + late);
        assertTrue(fastest < 100, "a ring without the dead one was formed within " + fastest + " ms");
    }

    /** The control: without the rule of the gather state the test above would find something. */
    @Test
    void withoutTheRuleSomebodyIs() {
        int expulsions = 0;
        for (long seed = 1; seed <= SEEDS && expulsions == 0; seed++) {
            expulsions += run(seed, true).expulsions().size();
        }
        assertTrue(expulsions > 0);
    }
}
