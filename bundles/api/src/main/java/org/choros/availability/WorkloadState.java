package org.choros.availability;

import java.util.List;
import java.util.Optional;

/**
 * How a workload is.
 *
 * @param id {@code GROUP/WORKLOAD}
 * @param rank its rank: the lowest is served first
 * @param wish the unit that an operator wants it in; empty for none
 * @param why why it is not active; empty when it is
 * @param assignments who has it
 */
public record WorkloadState(String id, int rank, String wish, String why, List<Assignment> assignments) {
    /** @return where it is active, the first if in several units */
    public Optional<Assignment> active() {
        return assignments.stream().filter(Assignment::isActive).findFirst();
    }
}
