package org.choros.spi.node;

import java.util.function.ObjLongConsumer;

import org.choros.spi.ipc.IpcServer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A server of clients in the node's own JVM. What is published to it has a name but no socket. Methods are called on
 * the ring thread and return at once.
 */
@ConsumerType
public interface LocalServer extends IpcServer {
    /**
     * The node is not what it was; also told once at the beginning. The node must not be called from here.
     *
     * @param state what it is now
     */
    void state(NodeState state);

    /**
     * Shows what was counted, every now and then.
     *
     * @param to takes names, as parts of a key, and values
     */
    void counters(ObjLongConsumer<String> to);
}
