package org.choros.cfg;

/**
 * One link or ring of ours.
 *
 * @param name its number and address, or only its address on nodes of corosync 2.4
 * @param status its state in words
 */
public record RingStatus(String name, String status) {
}
