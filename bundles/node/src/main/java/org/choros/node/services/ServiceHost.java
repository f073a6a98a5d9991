package org.choros.node.services;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.log.LogLevel;

/** What a {@link ServiceTable} needs of the processor it belongs to. Pure; for the ring thread. */
public interface ServiceHost {
    /** @return the dialect, 2 or 3 */
    int dialect();

    /** @return our node id */
    int localNodeId();

    /** @return the node's map */
    IcMap map();

    /** @return the present ring */
    RingIdentity ring();

    /**
     * Sends a service message to all members.
     *
     * @param message header and fields
     * @return false when the queue is full
     */
    boolean multicastService(ByteBuffer message);

    /**
     * @param bytes the length of a client's request
     * @return whether a message of that length fits into the queue now
     */
    boolean roomFor(int bytes);

    /** @return the longest message that the ring carries at all, in bytes */
    int longestMessage();

    /** @return whether a synchronisation is running */
    boolean synchronising();

    /**
     * @param service a service id
     * @return the members that have announced it in the last synchronisation
     */
    int[] participants(int service);

    /**
     * @param service a service id
     * @param nodeId a node id
     * @return whether the node has not ended the service's turn, which is running
     */
    boolean awaits(int service, int nodeId);

    /** @return the position of what was delivered last */
    long position();

    /** @return the last moment of which is known that all members were in the ring after it, or never */
    long togetherNs();

    /** @return whether the first synchronisation since the start is complete, and clients may connect */
    boolean ready();

    /** @return whether the send queue is so full that clients have to wait */
    boolean congested();

    /** @return whether so much waits in the send queue that who can wait should, well before clients have to */
    boolean filling();

    /**
     * @param level how grave
     * @param subsystem corosync's subsystem
     * @param text the line
     */
    void log(LogLevel level, String subsystem, String text);

    /**
     * @param nodeId a node id
     * @return its addresses by link
     */
    List<InetAddress> addresses(int nodeId);

    /** @return our links */
    List<LinkStatus> links();

    /**
     * @param nodeId a node id
     * @return whether the ring reaches it
     */
    boolean reachable(int nodeId);

    /**
     * @param <T> the ability's type
     * @param type the ability's type
     * @return what the node offers
     */
    <T> Optional<T> ability(Class<T> type);

    /**
     * @param pid a process id
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

    /** The set of synchronising services has changed: the next synchronisation has to announce it. */
    void servicesChanged();
}
