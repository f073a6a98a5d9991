package org.choros.configadmin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;

import org.choros.map.QuorumPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of containers: partitions, restarts of some and of all, changes on both sides and while a container is
 * down, deletions, containers that come anew. All come to the same and to rest; what nobody has changed or deleted is
 * there, what was deleted is not. Variants that are broken on purpose are found out.
 */
class ReplicationSimulationTest {
    private static final int SEEDS = Integer.getInteger("choros.configadmin.seeds", 60);

    private static List<String> errors(long seed, QuorumPolicy policy, Consumer<SimWorld> variant) {
        SimWorld world = new SimWorld(seed, policy);
        variant.accept(world);
        return world.run().errors;
    }

    @ParameterizedTest
    @EnumSource
    void whatHasToHoldHolds(QuorumPolicy policy) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertEquals(List.of(), errors(seed, policy, world -> {
            }), policy + ", seed " + seed);
        }
    }

    private static void assertFound(QuorumPolicy policy, String what, Consumer<SimWorld> variant) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS && !found; seed++) {
            found = errors(seed, policy, variant).stream().anyMatch(e -> e.contains(what));
        }
        assertTrue(found, "no seed finds out: " + what);
    }

    /** Why a deletion is a value of the map. */
    @ParameterizedTest
    @EnumSource
    void deletionsThatAreForgottenAreFoundOut(QuorumPolicy policy) {
        assertFound(policy, "deleted and there again",
                world -> world.tamper = bytes -> ConfigRecord.decode(bytes).content() == null ? null : bytes);
    }

    /** Why versions outlive a container. */
    @ParameterizedTest
    @EnumSource
    void memoryThatEndsWithItsContainerIsFoundOut(QuorumPolicy policy) {
        assertFound(policy, "deleted and there again", world -> world.amnesia = true);
    }

    /** Why a deletion is an event. */
    @ParameterizedTest
    @EnumSource
    void absenceThatCountsAsDeletionIsFoundOut(QuorumPolicy policy) {
        assertFound(policy, "lost at", world -> world.absenceDeletes = true);
    }

    /** Why what belongs to a container is not compared. */
    @ParameterizedTest
    @EnumSource
    void containersThatEachWantItOtherwiseAreFoundOut(QuorumPolicy policy) {
        assertFound(policy, "does not come to rest", world -> world.stubborn = true);
    }

    /** What revisions are good for. */
    @Test
    void revisionsThatDoNotCountAreFoundOut() {
        assertFound(QuorumPolicy.ANY, "deleted and there again", world -> world.tamper = bytes -> ConfigRecord
                .of(1, ConfigRecord.decode(bytes).content()).encode());
    }
}
