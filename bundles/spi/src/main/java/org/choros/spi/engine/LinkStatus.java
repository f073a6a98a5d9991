package org.choros.spi.engine;

import java.net.InetAddress;

/**
 * One link of ours.
 *
 * @param number the link or ring number
 * @param address our address on it
 * @param status corosync's text, for example {@code ring 0 active with no faults} or {@code OK}
 * @param mtu the configured MTU
 */
public record LinkStatus(int number, InetAddress address, String status, int mtu) {
}
