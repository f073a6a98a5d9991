package org.choros.lock;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears who holds a lock. */
@ConsumerType
@FunctionalInterface
public interface HolderListener {
    /**
     * @param holder who holds it now; of several that share it, who has held it longest
     */
    void changed(LockHolder holder);
}
