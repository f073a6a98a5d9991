package org.choros.cpg;

import java.util.List;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The closed process groups of a cluster. A group's name is 0 to 128 characters of Latin-1, each one byte, NUL too. For
 * several threads.
 */
@ProviderType
public interface Cpg extends AutoCloseable {
    /** Longest name of a group in bytes. */
    int NAME_MAX = 128;

    /**
     * @return our node's id
     * @throws ChorosException when the node cannot be asked
     */
    int localNodeId() throws ChorosException;

    /**
     * Joins a group; one at a time, several groups need several {@link Cpg}s. We are in when the listener gets a view
     * with us.
     *
     * @param group its name
     * @param listener who hears what happens in it
     * @return the group
     * @throws ChorosException EXIST when we are in a group, or this process is in this one already; TRY_AGAIN when the
     *             node synchronises or still knows an earlier membership of ours; NAME_TOO_LONG
     */
    CpgGroup join(String group, CpgListener listener) throws ChorosException;

    /**
     * @param group any group
     * @return its members as our node knows them, at most 384
     * @throws ChorosException NAME_TOO_LONG, or the node cannot be asked
     */
    List<CpgMember> members(String group) throws ChorosException;

    /**
     * @return all groups that have members
     * @throws ChorosException when the node cannot be asked
     */
    List<String> groups() throws ChorosException;

    /**
     * @return all members of all groups
     * @throws ChorosException when the node cannot be asked
     */
    List<CpgProcess> processes() throws ChorosException;

    /** Ends the use. The others of a group that we have not left hear that our process is gone. */
    @Override
    void close();
}
