package org.choros.lock;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of an election, one call after the other. Who is slow hears how it stands when he is through: of a leadership
 * that began and ended meanwhile he hears nothing, of one that ended and another one that began he hears both.
 */
@ConsumerType
public interface ElectionListener {
    /**
     * This candidate leads.
     *
     * @param token the token of its leadership, unsigned
     */
    void elected(long token);

    /**
     * This candidate has led, and does not any more. It stands on.
     *
     * @param reason why
     */
    void notElected(LossReason reason);

    /**
     * Who leads has changed, or its data.
     *
     * @param leader who leads now, as far as the node knows
     */
    default void leader(LockHolder leader) {
    }

    /**
     * The connection is gone for good, and with it the candidate; told as the last.
     *
     * @param why what was seen of it
     */
    default void ended(ChorosException why) {
    }
}
