package org.choros.cpg;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/** A group that we have joined. For several threads. */
@ProviderType
public interface CpgGroup {
    /** Longest message in bytes. */
    int MESSAGE_MAX = 1 << 26;

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
