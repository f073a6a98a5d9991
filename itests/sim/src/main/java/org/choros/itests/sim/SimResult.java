package org.choros.itests.sim;

/**
 * What happened in a run that held.
 *
 * @param seed its seed
 * @param simulatedNs how long it was for its nodes
 * @param events how many things happened
 * @param faults how many faults were done, single packets not counted
 * @param packets how many packets were sent
 * @param packetFaults how many of them were lost, doubled, repeated, held back, damaged or made up
 * @param installations how many regular configurations nodes have installed
 * @param messages how many application messages nodes have delivered
 * @param convergedNs how long it took from the healing until everything was in order
 * @param weakened whether a ring id came back after its storage was lost, so that safety was not demanded
 * @param coverage what of the protocol it has reached
 * @param options the options, in words
 */
public record SimResult(long seed, long simulatedNs, long events, long faults, long packets, long packetFaults,
        long installations, long messages, long convergedNs, boolean weakened, Coverage coverage, String options) {

    private static final long MS = 1_000_000;

    @Override
    public String toString() {
        return "seed=" + seed + " " + options + " simulated=" + simulatedNs / MS + "ms events=" + events + " faults="
                + faults + " packets=" + packets + " (" + packetFaults + " faulty) installations=" + installations
                + " messages=" + messages + " converged in " + convergedNs / MS + " ms"
                + (weakened ? " (a ring id came back after lost storage: safety not demanded from then on)" : "");
    }
}
