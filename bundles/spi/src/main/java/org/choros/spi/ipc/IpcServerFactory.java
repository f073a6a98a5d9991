package org.choros.spi.ipc;

import org.choros.spi.transport.RingThread;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes IPC servers; published as an OSGi service. */
@ConsumerType
public interface IpcServerFactory {
    /**
     * @param settings names, channel type, directories
     * @param host the node behind it
     * @param thread where requests are handled
     * @return the server, with nothing published
     */
    IpcServer create(IpcSettings settings, IpcHost host, RingThread thread);
}
