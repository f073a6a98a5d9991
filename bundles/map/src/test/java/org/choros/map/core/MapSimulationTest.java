package org.choros.map.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of maps: partitions, merges, processes that end and come again. In each component one map; all
 * alike in the end; what was acknowledged is there, what was removed is not; every write ends once; events tell
 * all. Variants that are broken on purpose are found out.
 */
class MapSimulationTest {
    private static final int SEEDS = Integer.getInteger("choros.map.seeds", 100);

    private static List<String> errors(long seed, QuorumPolicy policy, Consumer<SimLife> variant) {
        SimLife life = new SimLife(seed, policy);
        variant.accept(life);
        List<String> errors = new ArrayList<>();
        try {
            errors.addAll(life.run().errors);
        } catch (RuntimeException | AssertionError e) {
            errors.add(e.toString());
        }
        return errors;
    }

    @ParameterizedTest
    @EnumSource
    void whatHasToHoldHolds(QuorumPolicy policy) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertEquals(List.of(), errors(seed, policy, life -> {
            }), policy + ", seed " + seed);
        }
    }

    private static void assertFound(QuorumPolicy policy, String what, Consumer<SimLife> variant) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS && !found; seed++) {
            found = errors(seed, policy, variant).stream().anyMatch(e -> e.contains(what));
        }
        assertTrue(found, "no seed finds out that " + what);
    }

    /** Why a write waits for all: seen by ourselves it may still be lost. */
    @Test
    void acknowledgingTooEarlyIsFoundOut() {
        assertFound(QuorumPolicy.QUORATE, "acknowledged and lost", life -> life.impatient = true);
    }

    /** Why states have terms. */
    @Test
    void aStateOfThePastThatWinsIsFoundOut() {
        assertFound(QuorumPolicy.QUORATE, "acknowledged and lost", life -> life.network.tamper = hellos(
                h -> new MapMessage.Hello(h.ring(), h.members(), h.number(), h.life(), h.fresh(), h.quorate(),
                        h.state(), -h.term(), Long.MAX_VALUE - h.count())));
    }

    /** Why only one of two partitions may write. */
    @Test
    void twoQuoratePartitionsAreFoundOut() {
        assertFound(QuorumPolicy.QUORATE, "acknowledged and lost", life -> life.network.tamper = hellos(
                h -> new MapMessage.Hello(h.ring(), h.members(), h.number(), h.life(), h.fresh(), true, h.state(),
                        h.term(), h.count())));
    }

    private static UnaryOperator<byte[]> hellos(UnaryOperator<MapMessage.Hello> change) {
        return bytes -> MapCodec.decode(bytes) instanceof MapMessage.Hello hello
                ? MapCodec.encode(change.apply(hello))
                : bytes;
    }

    /** Why deletions are remembered. */
    @Test
    void forgottenDeletionsAreFoundOut() {
        assertFound(QuorumPolicy.ANY, "removed and there again", life -> life.network.tamper = bytes -> {
            if (!(MapCodec.decode(bytes) instanceof MapMessage.Chunk chunk)) {
                return bytes;
            }
            // the other side learns of something that was never there
            List<MapMessage.Keyed> items = chunk.items().stream()
                    .map(k -> k.item().tombstone()
                            ? new MapMessage.Keyed("x" + k.key(), new Item(new byte[0], k.item().version()))
                            : k)
                    .toList();
            MapMessage.Header header = chunk.header() == null
                    ? null
                    : new MapMessage.Header(chunk.header().count(), chunk.header().counter(), MapVersion.NONE,
                            chunk.header().items());
            return MapCodec.encode(new MapMessage.Chunk(chunk.round(), chunk.source(), chunk.number(), chunk.last(),
                    header, items));
        });
    }

    /** What the order of the ring is good for. */
    @ParameterizedTest
    @EnumSource
    void anotherOrderAtOneMemberIsFoundOut(QuorumPolicy policy) {
        assertFound(policy, "differ", life -> life.network.disorder = 2);
    }
}
