package org.choros.spi.node;

import org.choros.spi.ipc.IpcHost;
import org.choros.spi.transport.RingThread;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes servers for clients in the node's own JVM; see {@link LocalNode#attach}. */
@ConsumerType
@FunctionalInterface
public interface LocalServerFactory {
    /**
     * @param host the node behind it
     * @param thread where requests are handled
     * @return the server, with nothing published
     */
    LocalServer create(IpcHost host, RingThread thread);
}
