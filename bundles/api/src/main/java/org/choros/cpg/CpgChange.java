package org.choros.cpg;

import java.util.Objects;

/**
 * A process that came or went.
 *
 * @param member the process
 * @param reason why
 */
public record CpgChange(CpgMember member, CpgReason reason) {
    /**
     * @param member the process
     * @param reason why
     */
    public CpgChange {
        Objects.requireNonNull(member, "member");
        Objects.requireNonNull(reason, "reason");
    }
}
