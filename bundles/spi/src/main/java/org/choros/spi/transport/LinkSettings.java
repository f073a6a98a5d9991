package org.choros.spi.transport;

import java.net.InetAddress;

/**
 * One link (one {@code interface} section).
 *
 * @param number the link or ring number, from 0
 * @param bindAddress {@code bindnetaddr}, or our own {@code ringN_addr} where there is a node list: a host address, or
 *            the address of the network to look for. Null when nothing is configured or, in dialect 2, when the name
 *            does not resolve
 * @param multicastAddress {@code mcastaddr}, 255.255.255.255 for broadcast; of meaning to udp only and else null or not
 *            to be looked at
 * @param port {@code mcastport}, 1 to 65535
 * @param ttl the multicast time to live
 * @param broadcast whether {@code broadcast: yes}
 */
public record LinkSettings(int number, InetAddress bindAddress, InetAddress multicastAddress, int port, int ttl,
        boolean broadcast) {
}
