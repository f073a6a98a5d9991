package org.choros.node.core;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.spi.engine.LinkStatus;
import org.choros.spi.log.LogLevel;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/** Everything a {@link NodeCore} wants done outside. Buffers are valid during the call; nothing may block. */
public interface CoreOutput {
    /**
     * @param link the link to send it on
     * @param packet a totemsrp message for the ring
     * @param everybody true for membership messages, which come back to ourselves
     */
    void multicast(int link, ByteBuffer packet, boolean everybody);

    /**
     * @param link a link
     * @param next who gets {@link #unicast} on it from now on
     */
    void target(int link, Processor next);

    /**
     * @param link the link to send it on
     * @param packet a token for the next processor
     */
    void unicast(int link, ByteBuffer packet);

    /**
     * Stores the ring sequence; {@link NodeCore#onStored} answers.
     *
     * @param ring the ring id
     */
    void store(RingId ring);

    /** The receive sockets hold only stale packets: away with them. */
    void discardReceived();

    /** The token was lost: look at the interfaces. */
    void checkInterfaces();

    /**
     * @param members the members of the new ring
     */
    void ringMembers(List<Processor> members);

    /**
     * What somebody else is to send when this node has died; it replaces what was given before.
     *
     * @param leave the totemsrp message that makes the others form their ring without us; null for none
     * @param others who has to get it, each once
     */
    default void leaveMessage(ByteBuffer leave, List<Processor> others) {
        // A node that nobody watches over dies unannounced.
    }

    /**
     * @param level how grave
     * @param subsystem corosync's subsystem
     * @param text the line
     */
    void log(LogLevel level, String subsystem, String text);

    /**
     * @param nodeId a node id
     * @return its configured addresses by link, empty when it is not configured
     */
    List<InetAddress> configuredAddresses(int nodeId);

    /** @return our links */
    List<LinkStatus> links();

    /**
     * @param pid a client's process id
     * @return the name of its command, empty when it is not known
     */
    String processName(int pid);

    /**
     * Opens the IPC socket of a service.
     *
     * @param name its name
     * @param service the service id
     */
    void publish(String name, int service);

    /**
     * Closes the IPC socket of a service and its connections.
     *
     * @param service the service id
     */
    void withdraw(int service);

    /**
     * @param service the service id
     * @param level 0 free, 2 blocked
     */
    void flowControl(int service, int level);

    /**
     * A synchronisation is complete.
     *
     * @param first whether it is the first since the start: clients may connect now
     */
    void synchronised(boolean first);

    /** What {@link NodeCore#state} tells has changed; the core must not be called from here, except to ask. */
    default void stateChanged() {
        // Nobody beside the node looks at it.
    }

    /**
     * @param <T> the ability's type
     * @param type the ability's type
     * @return what the node offers to engines
     */
    <T> Optional<T> ability(Class<T> type);
}
