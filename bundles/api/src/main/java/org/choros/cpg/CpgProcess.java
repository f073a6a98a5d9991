package org.choros.cpg;

/**
 * A process and its group, in a list of them.
 *
 * @param group the group
 * @param member the process
 */
public record CpgProcess(String group, CpgMember member) {
}
