package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.NetworkInterface;

/**
 * One address of one interface of this host.
 *
 * @param device the interface
 * @param address the address
 * @param prefixLength the length of its network mask, bits
 * @param up whether the interface is up
 */
record LocalInterface(NetworkInterface device, InetAddress address, int prefixLength, boolean up) {
}
