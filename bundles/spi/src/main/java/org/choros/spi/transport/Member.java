package org.choros.spi.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * One configured processor.
 *
 * @param nodeId its node id (unsigned)
 * @param addresses its address on each link, by link number; an element is null where it has none
 */
public record Member(int nodeId, List<InetAddress> addresses) {
}
