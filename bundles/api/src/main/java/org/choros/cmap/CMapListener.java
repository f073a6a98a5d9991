package org.choros.cmap;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of changes, in their order. */
@ConsumerType
@FunctionalInterface
public interface CMapListener {
    /**
     * @param event what has changed
     */
    void changed(CMapEvent event);
}
