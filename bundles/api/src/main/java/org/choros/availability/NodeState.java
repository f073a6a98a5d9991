package org.choros.availability;

import java.time.Duration;
import java.util.Optional;

/**
 * How a node is.
 *
 * @param nodeId its id, unsigned
 * @param name its name; its id where it has none
 * @param present whether it takes part now
 * @param admin what an operator has said of it
 * @param inDoubt whether it may run what it had, or what nobody knows: then others do not get that
 * @param doubtFor for how long at most; empty where time does not end it (it is to be fenced, or here and says so)
 * @param why what it is in doubt for; empty when it is not
 * @param sameConfiguration whether its configuration is the one in use, as far as is known
 * @param configVersion the {@code totem.config_version} of its own, unsigned; 0 when it is away
 */
public record NodeState(int nodeId, String name, boolean present, AdminState admin, boolean inDoubt,
        Optional<Duration> doubtFor, String why, boolean sameConfiguration, long configVersion) {
}
