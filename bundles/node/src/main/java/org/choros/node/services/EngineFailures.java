package org.choros.node.services;

import org.choros.spi.log.LogLevel;

/**
 * What becomes of engines that throw: a line for the first failure, unloading after {@value #FAILURES_MAX}; and of
 * those that somebody else has given up. Nobody else notices. For the ring thread.
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

    /** The same of the engine of an id; nothing happens when there is none any more. */
    void failed(int service, String doing, Throwable thrown) {
        if (services[service] != null) {
            failed(services[service], doing, thrown);
        }
    }

    /** An engine is to go for another reason. */
    void unload(int service, String reason) {
        if (services[service] != null) {
            services[service].giveUp(reason);
            doomed = true;
        }
    }

    long count() {
        return count;
    }

    /** @return an engine that is to be unloaded, as it has failed too often or was given up, or -1 */
    int next() {
        if (!doomed) {
            return -1;
        }
        for (LoadedService s : services) {
            if (s != null && s.givenUp() != null) {
                host.log(LogLevel.ERROR, "SERV", "Service engine '" + s.description().name() + "' is unloaded: "
                        + s.givenUp() + ".");
                return s.description().id();
            }
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
