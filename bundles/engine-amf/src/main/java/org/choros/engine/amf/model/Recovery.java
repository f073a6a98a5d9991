package org.choros.engine.amf.model;

/**
 * What follows failures in a group: restarts of the component, then of its unit, then a failover, then the node.
 *
 * @param restartMax so many restarts of a component within the probation time
 * @param restartProbationNs how long a restart counts
 * @param delayNs the back-off before the first restart, doubled for each that counts
 * @param delayMaxNs the longest back-off
 * @param unitRestartMax so many restarts of a unit within its probation time
 * @param unitProbationNs how long a restart of a unit counts
 * @param failoverMax so many failovers from one node within the probation time; 0: any number
 * @param failoverProbationNs how long a failover counts
 * @param repairNs after what time a unit that was failed over may be used again; 0: when an operator says so
 */
public record Recovery(int restartMax, long restartProbationNs, long delayNs, long delayMaxNs, int unitRestartMax,
        long unitProbationNs, int failoverMax, long failoverProbationNs, long repairNs) {
}
