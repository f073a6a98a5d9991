package org.choros.cpg;

import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/** A group that we have joined. For several threads. */
@ProviderType
public interface CpgGroup {
    /** Longest message in bytes. */
    int MESSAGE_MAX = 1 << 26;
    /** Most messages of a group that wait at a time after {@link #send}. */
    int SEND_QUEUE_MESSAGES = 8192;
    /** Most bytes of a group's messages that wait at a time after {@link #send}; one message always fits. */
    int SEND_QUEUE_BYTES = MESSAGE_MAX;

    /** @return its name */
    String name();

    /** @return how the others know us */
    CpgMember self();

    /**
     * Sends a message to all members, us too, in agreed order. Returns when the node has been given the message; it
     * comes back by {@link CpgListener#delivered}. A node that begins to synchronise, or whose queue fills up, in the
     * moment between may still drop a message that was not too long for one request, as nothing is answered.
     *
     * @param message what to send
     * @throws ChorosException TRY_AGAIN when the node takes none now, INTERRUPT when the group changed while a long one
     *             was sent (both times nobody gets it: send it again later), TOO_BIG when it is longer than
     *             {@link #MESSAGE_MAX}, NOT_EXIST after we have left
     */
    void mcast(byte[] message) throws ChorosException;

    /**
     * Sends a message as {@link #mcast} does, and waits until the node has said that it takes it.
     *
     * @param message what to send
     * @throws ChorosException as {@link #mcast}
     */
    void mcastConfirmed(byte[] message) throws ChorosException;

    /**
     * Sends a message with back-pressure: it waits here, in the order of these calls, for as long as the node takes no
     * messages, and is handed over as by {@link #mcastConfirmed}; one that is interrupted by a change of the group is
     * sent anew. So neither TRY_AGAIN nor INTERRUPT is ever told. Returns at once.
     * <p>
     * At most {@link #SEND_QUEUE_MESSAGES} messages and {@link #SEND_QUEUE_BYTES} bytes wait; a further message is not
     * taken, and its future has failed with QUEUE_FULL when this returns. Wait for an earlier future then. Messages of
     * {@link #mcast} and {@link #mcastConfirmed} do not queue behind those that wait here.
     * <p>
     * Each future ends, none is forgotten: it completes when the node has taken the message, or fails with a
     * {@link ChorosException}: TOO_BIG when the message is longer than {@link #MESSAGE_MAX}, NOT_EXIST when we have
     * left the group, BAD_HANDLE when its {@link Cpg} was closed, LIBRARY when the node is gone, or what else the node
     * has answered. After one of those three nothing of what waits is sent. With LIBRARY and BAD_HANDLE the first of
     * those that waited may have been under way, and then nobody knows whether the node took it. A message whose future
     * was completed or cancelled by the program before its turn is left out.
     * <p>
     * Where a {@link Cpg} connects again by itself, what waits fails with LIBRARY all the same, and so does what is
     * sent until we are in again, see {@link CpgListener#lost}: it belongs to a life of the group that is over.
     * <p>
     * Futures are completed in the order of the calls by a thread of the implementation, so what is made to depend on
     * them must not block.
     *
     * @param message what to send; it is not copied, so leave it alone until the future has ended
     * @return the future
     */
    CompletableFuture<Void> send(byte[] message);

    /** @return whether the node takes no messages now, so that {@link #mcast} would say TRY_AGAIN */
    boolean blocked();

    /**
     * Leaves the group. The others, and we, get a view without us; a node of corosync 3.1 lets nobody join again on the
     * same {@link Cpg}.
     *
     * @throws ChorosException TRY_AGAIN when the node is busy, NOT_EXIST after we have left
     */
    void leave() throws ChorosException;
}
