package org.choros.spi.transport;

import java.net.InetAddress;

/**
 * One link (one {@code interface} section).
 *
 * @param number the link or ring number, from 0
 * @param bindAddress {@code bindnetaddr}: a host address, or the address of the network to look for
 * @param multicastAddress {@code mcastaddr}, 255.255.255.255 for broadcast, null for unicast transports
 * @param port {@code mcastport}
 * @param ttl the multicast time to live
 * @param broadcast whether {@code broadcast: yes}
 */
public record LinkSettings(int number, InetAddress bindAddress, InetAddress multicastAddress, int port, int ttl,
        boolean broadcast) {
}
