package org.choros.itests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;

import org.choros.totem.rrp.RedundancyMode;
import org.choros.wire.totem.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Totem spec, section 7: while one link works, the other may go and come: no membership changes, no message is lost.
 * For up to three nodes: a rotation in which every node has to send its token again has to fit into the token timeout,
 * as with corosync.
 */
class RedundantLinksTest {
    private static final int SEEDS = 12;
    private static final long S = 1000 * Options.MS;

    @ParameterizedTest
    @CsvSource({"PASSIVE, 2", "PASSIVE, 3", "ACTIVE, 2", "ACTIVE, 3"})
    void changesNothingWhileOneLinkWorks(RedundancyMode mode, int nodes) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (int link = 0; link < 2; link++) {
                pull(mode, nodes, link, seed);
            }
        }
    }

    private static void pull(RedundancyMode mode, int nodes, int link, long seed) {
        String what = mode + " nodes " + nodes + " link " + link + " seed " + seed;
        Options options = new Options();
        options.dialect = Dialect.V2;
        options.nodes = nodes;
        options.redundancy = mode;
        options.tokenMs = 1000;
        options.flushes = seed % 2 == 0;
        // rings of one that always have something to say never look for others, with dialect 2
        options.messageGapNs = 150 * Options.MS;
        options.messageLengthMax = 4000;
        World world = new World(options, seed, Trace.off());
        world.machines().forEach(Machine::boot);
        assertTrue(world.run(30 * S, () -> world.machines().stream().allMatch(m -> isTogether(m, nodes))),
                what);
        world.run(world.nowNs() + 2 * S, () -> false);
        long before = world.watch().checkers().seen().installations();
        // one machine's cable, or the whole link
        int victim = (int) (seed % (nodes + 1));
        for (int i = 0; i < nodes; i++) {
            if (victim == nodes || victim == i) {
                world.network().cutOff(link, i, true);
            }
        }
        world.run(world.nowNs() + 40 * S, () -> world.machines().stream().allMatch(m -> isFaulty(m, link)));
        assertTrue(world.machines().stream().anyMatch(m -> isFaulty(m, link)), what);
        assertFalse(world.machines().stream().anyMatch(m -> isFaulty(m, 1 - link)), what);
        world.run(world.nowNs() + 5 * S, () -> false);
        world.heal();
        assertTrue(world.run(world.nowNs() + 10 * S,
                () -> world.machines().stream().noneMatch(m -> isFaulty(m, 0) || isFaulty(m, 1))), what);
        assertTrue(world.run(world.nowNs() + 10 * S, world::converged), what);
        assertEquals(before, world.watch().checkers().seen().installations(), what);
        world.watch().settled();
        Settled.check(world);
    }

    private static boolean isTogether(Machine m, int nodes) {
        return m.isUp() && m.process().core.ready() && m.process().core.members().size() == nodes;
    }

    private static boolean isFaulty(Machine m, int link) {
        return m.process().core.links().isFaulty(link);
    }

    /** Whole runs with redundant rings of both modes are among those of {@link SimTest}. */
    @ParameterizedTest
    @CsvSource({"PASSIVE", "ACTIVE"})
    void isDrawn(RedundancyMode mode) {
        List<Long> drawn = LongStream.rangeClosed(1, 40).boxed()
                .filter(seed -> Options.draw(new Chance(seed), false).redundancy == mode).toList();
        assertFalse(drawn.isEmpty());
    }
}
