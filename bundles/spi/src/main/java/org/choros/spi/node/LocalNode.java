package org.choros.spi.node;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A node of this JVM. Each is published as an OSGi service for as long as it is configured, whether it runs already or
 * not. For all threads.
 */
@ProviderType
public interface LocalNode {
    /**
     * Has clients served by one more server, from when there is a ring thread until it is detached or the node ends;
     * then the server is closed.
     *
     * @param factory makes the server, on the ring thread
     */
    void attach(LocalServerFactory factory);

    /**
     * Ends that. When this returns the server is closed, except on the ring thread, where nobody can wait for it.
     *
     * @param factory one that was attached; otherwise nothing happens
     */
    void detach(LocalServerFactory factory);
}
