package org.choros.availability;

import java.util.List;

/**
 * How a group is.
 *
 * @param name its name
 * @param model its redundancy model, as in the configuration: {@code 2n}, {@code n+m}, {@code n-way-active},
 *            {@code none}
 * @param admin what an operator has said of it
 * @param quorumNeeded whether it is stopped without a quorum
 * @param units its units, by rank
 * @param workloads its workloads, by rank
 * @param origin where it comes from: empty for corosync.conf, else in words, such as {@code declared} or
 *            {@code declared by bundles of alpha, beta}
 */
public record GroupState(String name, String model, AdminState admin, boolean quorumNeeded, List<UnitState> units,
        List<WorkloadState> workloads, String origin) {
}
