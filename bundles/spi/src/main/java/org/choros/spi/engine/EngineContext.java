package org.choros.spi.engine;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogLevel;
import org.osgi.annotation.versioning.ProviderType;

/** The node as a service engine sees it. For the ring thread only. */
@ProviderType
public interface EngineContext {
    /** @return the dialect, 2 (corosync 2.4) or 3 (3.1): picks keys, events and log lines */
    int dialect();

    /** @return our node id, unsigned */
    int localNodeId();

    /** @return the node's map */
    IcMap map();

    /** @return the present ring, {@link RingIdentity#NONE} before the first */
    RingIdentity ring();

    /**
     * Sends a message to this service on all members, ourselves included, in the total order. Counted in
     * {@code runtime.services.NAME.FUNCTION.tx}.
     *
     * @param message the whole message: id (service &lt;&lt; 16 | function) i32, 4 pad bytes, size i32, 4 pad bytes,
     *            fields; little-endian, position to limit; copied
     * @return false when the queue is full and nothing was taken: try again on a later token
     */
    boolean multicast(ByteBuffer message);

    /**
     * @return whether a synchronisation is running
     */
    boolean synchronising();

    /**
     * Writes a line into the node's log.
     *
     * @param level how grave
     * @param subsystem corosync's subsystem name, for example {@code VOTEQ}
     * @param text the line
     */
    void log(LogLevel level, String subsystem, String text);

    /**
     * @return the quorum as last decided; without a provider always quorate, with no members
     */
    QuorumState quorum();

    /**
     * The quorum provider (votequorum) has decided.
     *
     * @param state the decision
     */
    void quorumDecided(QuorumState state);

    /**
     * Is told whenever the provider has decided, in the order of subscription.
     *
     * @param listener whom to tell
     */
    void onQuorum(QuorumListener listener);

    /**
     * @param nodeId a node id
     * @return the addresses by which the ring knows it, by link number; empty when unknown
     */
    List<InetAddress> addresses(int nodeId);

    /** @return state of each configured link of ours */
    List<LinkStatus> links();

    /**
     * @param nodeId a node id
     * @return whether the ring reaches it now
     */
    boolean reachable(int nodeId);

    /**
     * Asks the node to do what only it can.
     *
     * @param <T> the type of ability, for example {@link NodeControl}
     * @param type the ability
     * @return it, or empty when this node (a simulated one, for example) has none
     */
    <T> Optional<T> ability(Class<T> type);
}
