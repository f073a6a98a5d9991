package org.choros.config;

/**
 * What is special to one knet link.
 *
 * @param priority {@code knet_link_priority}, higher is better
 * @param pingIntervalMs milliseconds between pings, effective
 * @param pingTimeoutMs milliseconds without pong until the link is down, effective
 * @param pingPrecision samples of the latency average
 * @param pongCount pongs needed for the link to be up
 * @param transport {@code udp} or {@code sctp}
 */
public record KnetLink(int priority, long pingIntervalMs, long pingTimeoutMs, long pingPrecision, long pongCount,
        String transport) {
}
