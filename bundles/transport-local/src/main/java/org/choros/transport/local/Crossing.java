package org.choros.transport.local;

/**
 * The way that a packet is about to take over a hub.
 *
 * @param from the sender's node id (unsigned); of a node without one its IPv4 address
 * @param to the receiver's
 * @param link the link number
 * @param token whether it was sent to this receiver alone: a token; false for what goes to everybody
 */
public record Crossing(int from, int to, int link, boolean token) {
}
