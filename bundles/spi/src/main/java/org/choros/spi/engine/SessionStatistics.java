package org.choros.spi.engine;

/**
 * What a client's connection has seen, for the statistics map; what the gate refused (invalid_request, overload) the
 * node counts itself.
 *
 * @param queueing whether events wait because the client does not take them
 * @param queued events that had to wait so far
 * @param sent events of those that were sent
 * @param requests requests taken
 * @param responses responses sent
 * @param dispatched events sent
 * @param sendRetries sends that found no room
 * @param recvRetries notifications without a request
 * @param flowControl the flow-control level now
 * @param flowControlCount how often the client was held back
 */
public record SessionStatistics(boolean queueing, long queued, long sent, long requests, long responses,
        long dispatched, long sendRetries, long recvRetries, int flowControl, long flowControlCount) {
    /** Nothing has happened, or nobody counts. */
    public static final SessionStatistics NONE = new SessionStatistics(false, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
