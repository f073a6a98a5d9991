package org.choros.availability;

import java.util.List;

/**
 * A unit has a workload, or gets or loses it.
 *
 * @param unit {@code GROUP/UNIT}
 * @param nodeId the unit's node, unsigned
 * @param role what it is for the workload
 * @param phase how far that has come
 * @param serial a number that no other assignment ever has, unsigned
 * @param components what is known of the components that do it; none where the unit is standby and has only commands
 */
public record Assignment(String unit, int nodeId, Role role, Phase phase, long serial,
        List<ComponentState> components) {
    /** @return whether it is active, and all of it is up */
    public boolean isActive() {
        return role == Role.ACTIVE && phase == Phase.HELD;
    }
}
