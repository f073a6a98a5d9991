package org.choros.quorum;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/** The quorum provider that counts votes. It is there only where the configuration says so. For several threads. */
@ProviderType
public interface VoteQuorum extends AutoCloseable {
    /**
     * @param nodeId the node, 0 for the local one
     * @return what is known of it
     * @throws ChorosException NOT_EXIST when it is unknown
     */
    VoteInfo info(int nodeId) throws ChorosException;

    /**
     * Changes the expected votes of all nodes.
     *
     * @param expectedVotes the new number
     * @throws ChorosException INVALID_PARAM when it is below the present votes or would cost us quorum
     */
    void setExpected(int expectedVotes) throws ChorosException;

    /**
     * Changes a node's votes.
     *
     * @param nodeId the node, 0 for the quorum device
     * @param votes the new number
     * @throws ChorosException NAME_NOT_FOUND when it is unknown, INVALID_PARAM when quorum could not be reached
     */
    void setVotes(int nodeId, int votes) throws ChorosException;

    /**
     * Hears of the present state, and of all changes after it.
     *
     * @param listener who hears of it; one at a time
     * @return the tracking
     * @throws ChorosException EXIST when there is a listener
     */
    Tracking track(VoteQuorumListener listener) throws ChorosException;

    /**
     * Registers a quorum device.
     *
     * @param name its name
     * @throws ChorosException EXIST when another one is registered, ACCESS when the configuration has none
     */
    void registerDevice(String name) throws ChorosException;

    /**
     * Takes a quorum device away.
     *
     * @param name its name
     * @throws ChorosException NOT_EXIST when none is registered, INVALID_PARAM when it has another name
     */
    void unregisterDevice(String name) throws ChorosException;

    /**
     * Gives a quorum device a new name.
     *
     * @param oldName its name
     * @param newName its new name
     * @throws ChorosException NOT_EXIST when none is registered, INVALID_PARAM when it has another name
     */
    void renameDevice(String oldName, String newName) throws ChorosException;

    /**
     * Says that the quorum device lives, and how it votes.
     *
     * @param name its name
     * @param castVote whether it votes for us
     * @param ringId the ring that it has judged
     * @throws ChorosException MESSAGE_ERROR when that is not the present ring
     */
    void pollDevice(String name, boolean castVote, RingId ringId) throws ChorosException;

    /**
     * Says whether the master wins.
     *
     * @param name the device's name
     * @param allow whether it does
     * @throws ChorosException NOT_EXIST when none is registered, INVALID_PARAM when it has another name
     */
    void deviceMasterWins(String name, boolean allow) throws ChorosException;

    /** Ends the use and the tracking. */
    @Override
    void close();
}
