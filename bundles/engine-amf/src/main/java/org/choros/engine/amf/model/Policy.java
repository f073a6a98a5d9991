package org.choros.engine.amf.model;

import java.util.List;

/**
 * What holds for the whole cluster.
 *
 * @param fence the words of the fencing command; empty for none
 * @param fenceTimeoutNs how long it may take
 * @param holdNs how long a node that hears nothing keeps its workloads; 0: as the ring's times say
 * @param stopLimitNs within what time a node without quorum has stopped all
 * @param rebootStuck whether a node that cannot stop a workload asks to be reset
 * @param declaring whether groups may be declared by programs and bundles
 */
public record Policy(List<String> fence, long fenceTimeoutNs, long holdNs, long stopLimitNs, boolean rebootStuck,
        boolean declaring) {
}
