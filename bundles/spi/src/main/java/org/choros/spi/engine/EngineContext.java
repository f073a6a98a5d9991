package org.choros.spi.engine;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.log.LogLevel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The node as a service engine sees it. For the engine's thread only: from the methods of {@link ServiceEngine} and
 * from listeners that the node calls, never from a thread of somebody else. No call blocks on the ring thread; where
 * the engine has a thread of its own, what a call answers was true when the running method was handed over. An engine
 * may keep its context as long as it is loaded; after {@link ServiceEngine#stop} nothing that it asks for happens any
 * more.
 */
@ProviderType
public interface EngineContext {
    /** The answer of {@link #togetherNs()} when nothing is known. */
    long NEVER = Long.MIN_VALUE;

    // --- who we are

    /** @return the dialect, 2 (corosync 2.4) or 3 (3.1): picks keys, events and log lines; does not change */
    int dialect();

    /** @return our node id, unsigned; does not change */
    int localNodeId();

    /**
     * The node's map: the configuration, and what the services show of themselves. An engine writes below
     * {@code runtime.choros.KEY.}, where KEY is its own, and takes its keys back in {@link ServiceEngine#stop}; it may
     * track others' keys.
     *
     * @return the node's map
     */
    IcMap map();

    /**
     * Shows a counter of this engine as u64 {@code runtime.choros.KEY.NAME}, brought up to date every 1.5 s and
     * whenever a client looks at the map, and in dialect 3 as {@code stats.choros.KEY.NAME} in the statistics map, read
     * when somebody looks. Both go with the engine.
     *
     * @param name the counter, as in a map key: letters, digits, {@code _}, {@code -} and {@code .}; a name that was
     *            given before gets the new source
     * @param source reads its present value; quick
     * @throws IllegalArgumentException when the key would not be one
     */
    default void counter(String name, LongSupplier source) {
        // A context that shows nothing, in a test.
    }

    // --- messages

    /**
     * Sends a message to this service on all members, ourselves included, in the total order. Counted in
     * {@code runtime.services.KEY.FUNCTION.tx}. What is sent between the beginning of a synchronisation and its end is
     * delivered within it and overtakes what was sent before and is not delivered yet: messages whose order matters
     * wait for {@link ServiceEngine#onSynchronised}.
     *
     * @param message the whole message: id (service &lt;&lt; 16 | function) i32, 4 pad bytes, size i32, 4 pad bytes,
     *            fields; little-endian, position to limit, at most {@link #longestMessage()} bytes; copied and left
     *            as it is
     * @return false when the queue is full and nothing was taken: try again on a later token, in
     *         {@link ServiceEngine#syncProcess} or at a deadline
     * @throws IllegalArgumentException when the message is too long
     */
    boolean multicast(ByteBuffer message);

    /**
     * @param bytes the length of a message
     * @return whether {@link #multicast} would take it now. A message may be too long for an empty queue, too, where
     *         frames are small and the queue is short: who has much to say sends it in pieces that have room
     */
    default boolean hasRoom(int bytes) {
        return bytes <= longestMessage();
    }

    /** @return the longest message that the ring carries at all, header included, in bytes; does not change */
    default int longestMessage() {
        return 1 << 20;
    }

    /**
     * Numbers what is delivered: the position of the message that is being delivered, or of the last one. Positions
     * grow over all rings and mean nothing on another node.
     *
     * @return the position, for comparing with {@link ServiceEngine#onStable}
     */
    default long position() {
        return 0;
    }

    // --- the ring

    /** @return the present ring, {@link RingIdentity#NONE} before the first */
    RingIdentity ring();

    /** @return whether a synchronisation is running, from a configuration change until all services are through */
    boolean synchronising();

    /**
     * Who runs this service, by what the members have announced: the others (C nodes, or nodes that lack the plug-in)
     * take part in the turns of the synchronisation but say nothing.
     *
     * @return the node ids of the present members that run it, in ring order; complete from the first
     *         {@link ServiceEngine#syncProcess} of a synchronisation on, until the next configuration change
     */
    default int[] participants() {
        return new int[0];
    }

    /**
     * Whether a participant may still send something in this service's turn of the running synchronisation. One whose
     * engine goes in the middle of it ends its turn without a word: who waits for words has to stop waiting then, or
     * nobody ever gets out of the synchronisation.
     *
     * @param nodeId a node id
     * @return whether it is our turn and the node has not ended its own yet; all nodes see it change at the same point
     *         of the message stream
     */
    default boolean awaits(int nodeId) {
        return false;
    }

    /**
     * A moment after which, as is known by now, every other member of the present ring was still in it: the last but
     * one visit of the token. Grows while the ring lives, stands still when it does not. A ring that forms without us
     * forms later than this; so does whatever its members decide without us.
     *
     * @return the moment, in the time that the engine is given, or {@link #NEVER}
     */
    default long togetherNs() {
        return NEVER;
    }

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

    // --- quorum

    /**
     * The quorum as last decided. The provider, votequorum, has a lower id than every engine that corosync does not
     * have: in the turn of such an engine, from its first {@link ServiceEngine#syncProcess} on, this is what was
     * decided for the new ring. Each node decides for itself by its own configuration: an engine whose nodes have to
     * agree tells the others what its node has decided.
     *
     * @return the quorum; without a provider always quorate, with no members, and not
     *         {@linkplain QuorumState#provided() provided}
     */
    QuorumState quorum();

    /**
     * Is told whenever the provider has decided, in the order of subscription; until the engine is
     * unloaded.
     *
     * @param listener whom to tell
     */
    void onQuorum(QuorumListener listener);

    /**
     * For the quorum provider alone: it has decided.
     *
     * @param state the decision
     */
    void quorumDecided(QuorumState state);

    // --- the node

    /**
     * Writes a line into the node's log; queued, never blocks.
     *
     * @param level how grave
     * @param subsystem the name in front of the line, in capitals, for example {@code VOTEQ}
     * @param text the line
     */
    void log(LogLevel level, String subsystem, String text);

    /**
     * Asks the node to do what only it can.
     *
     * @param <T> the type of ability, for example {@link NodeControl} or {@link org.choros.spi.cmap.StatsMap}
     * @param type the ability
     * @return it, or empty when this node (a simulated one, for example, or one of dialect 2) has none
     */
    <T> Optional<T> ability(Class<T> type);
}
