package org.choros.lock;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears that a lock is lost. */
@ConsumerType
@FunctionalInterface
public interface LossListener {
    /**
     * The lock is not ours any more; what was promised before holds nevertheless.
     *
     * @param lock the lock
     * @param reason why
     */
    void lost(ClusterLock lock, LossReason reason);
}
