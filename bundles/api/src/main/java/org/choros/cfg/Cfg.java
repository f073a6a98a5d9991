package org.choros.cfg;

import java.net.InetAddress;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/** The node itself: its id, links and log files, its configuration and its end. For several threads. */
@ProviderType
public interface Cfg extends AutoCloseable {
    /**
     * @return our node id
     * @throws ChorosException when the node cannot be asked
     */
    int localNodeId() throws ChorosException;

    /**
     * @param nodeId a node, 0 for the local one
     * @return its addresses, one a link
     * @throws ChorosException NOT_EXIST when it is unknown
     */
    List<InetAddress> addresses(int nodeId) throws ChorosException;

    /**
     * @param nodeId a node
     * @return how it is reached
     * @throws ChorosException FAILED_OPERATION when it is unknown, INVALID_PARAM from nodes of corosync 2.4
     */
    NodeStatus nodeStatus(int nodeId) throws ChorosException;

    /**
     * @return the state of our links
     * @throws ChorosException when the node cannot be asked
     */
    List<RingStatus> ringStatus() throws ChorosException;

    /**
     * Marks all rings free of faults, on all nodes.
     *
     * @throws ChorosException NOT_SUPPORTED from nodes of corosync 3
     */
    void reenableRings() throws ChorosException;

    /**
     * Ends a node at once.
     *
     * @param nodeId the node
     * @param reason why, for its log; at most 254 characters
     * @throws ChorosException NOT_EXIST when it is no member
     */
    void kill(int nodeId, String reason) throws ChorosException;

    /**
     * Stops the local node in order. Returns when that is decided.
     *
     * @param mode whom to ask
     * @throws ChorosException BUSY when somebody refused, EXIST when it is being decided already
     */
    void shutdown(ShutdownMode mode) throws ChorosException;

    /**
     * Has all nodes read their configuration again.
     *
     * @throws ChorosException INVALID_PARAM when it is wrong
     */
    void reload() throws ChorosException;

    /**
     * Has the local node close and open its log files.
     *
     * @throws ChorosException INVALID_PARAM from nodes of corosync 2.4
     */
    void reopenLogs() throws ChorosException;

    /**
     * Wants to be asked before the node stops.
     *
     * @param listener who is asked; one at a time
     * @return the tracking
     * @throws ChorosException EXIST when there is a listener, INVALID_PARAM from nodes of corosync 2.4
     */
    Tracking trackShutdown(ShutdownListener listener) throws ChorosException;

    /** Ends the use and the tracking. */
    @Override
    void close();
}
