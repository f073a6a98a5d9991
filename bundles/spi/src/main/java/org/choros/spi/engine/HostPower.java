package org.choros.spi.engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Ends the host, not just the node: an ability of nodes that are alone in their process. What programs have not yet
 * written is lost, on purpose: a host that has failed must not go on.
 */
@ProviderType
public interface HostPower {
    /** Restarts the host at once. */
    void reboot();

    /** Switches the host off at once. */
    void powerOff();
}
