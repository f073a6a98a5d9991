package org.choros.map;

import org.choros.base.ChorosException;
import org.choros.cpg.Cpg;
import org.choros.map.service.GroupMap;
import org.choros.quorum.Quorum;

/** Maps for programs without OSGi. */
public final class Maps {
    private Maps() {
    }

    /**
     * Opens a map over services of a node: those of {@code LocalServices} in its JVM, or of {@code ChorosClient} beside
     * it, made with threads that dispatch ({@code ClientOptions.withDispatchThreads}). Closing the map leaves the
     * group; the services remain the caller's, and are of no use to others meanwhile. Where they connect again by
     * themselves ({@code withReconnect}), so does the map.
     *
     * @param name 1 to {@value ReplicatedMaps#NAME_MAX} of letters, digits, {@code . _ -}
     * @param policy where it may be written
     * @param cpg in no group
     * @param quorum of the same node, tracked by nobody; is not looked at with {@link QuorumPolicy#ANY}, and may
     * be null            then
     * @return the map
     * @throws ChorosException as {@link ReplicatedMaps#open}
     */
    public static ReplicatedMap open(String name, QuorumPolicy policy, Cpg cpg, Quorum quorum) throws ChorosException {
        return GroupMap.open(name, policy, cpg, quorum, () -> {
        });
    }
}
