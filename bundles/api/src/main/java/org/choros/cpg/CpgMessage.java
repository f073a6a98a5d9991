package org.choros.cpg;

/**
 * A message that was delivered.
 *
 * @param group the group
 * @param sender who sent it
 * @param bytes what it sent; belongs to the receiver
 */
public record CpgMessage(String group, CpgMember sender, byte[] bytes) {
}
