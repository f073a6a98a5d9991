package org.choros.node.services;

import org.choros.spi.log.LogLevel;

/**
 * What becomes of engines that throw: a line for the first failure, unloading after {@value #FAILURES_MAX}. Nobody
 * else notices. For the ring thread.
 */
final class EngineFailures {
    /** An engine that has thrown so often is unloaded. */
    static final int FAILURES_MAX = 16;

    private final ServiceHost host;
    private final LoadedService[] services;
    private long count;
    private boolean doomed;

    EngineFailures(ServiceHost host, LoadedService[] services) {
        this.host = host;
        this.services = services;
    }

    /**
     * @param service whose engine threw
     * @param doing in which call
     * @param thrown what it threw
     */
    void failed(LoadedService service, String doing, Throwable thrown) {
        count++;
        int failures = service.countFailure();
        if (failures == 1) {
            StackTraceElement[] at = thrown.getStackTrace();
            host.log(LogLevel.ERROR, "SERV", "Service engine failed: " + service.description().name() + " in " + doing
                    + ": " + thrown + (at.length == 0 ? "" : " at " + at[0]));
        }
        doomed |= failures >= FAILURES_MAX;
    }

    long count() {
        return count;
    }

    /** @return an engine that has failed too often and is to be unloaded, or -1 */
    int next() {
        if (!doomed) {
            return -1;
        }
        for (LoadedService s : services) {
            if (s != null && s.failures() >= FAILURES_MAX) {
                host.log(LogLevel.ERROR, "SERV", "Service engine '" + s.description().name() + "' has failed "
                        + s.failures() + " times and is unloaded.");
                return s.description().id();
            }
        }
        doomed = false;
        return -1;
    }
}
