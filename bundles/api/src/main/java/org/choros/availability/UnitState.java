package org.choros.availability;

/**
 * How a unit is.
 *
 * @param id {@code GROUP/UNIT}
 * @param nodeId its node, unsigned
 * @param rank its rank: the lowest comes first
 * @param admin what an operator has said of it
 * @param readiness what it can be used for
 * @param why why it is not in service; empty when it is
 */
public record UnitState(String id, int nodeId, int rank, AdminState admin, Readiness readiness, String why) {
}
