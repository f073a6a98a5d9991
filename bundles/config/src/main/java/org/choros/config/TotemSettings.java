package org.choros.config;

/**
 * Effective values of the ring protocol: defaults filled in, computed ones computed, all checked. Times are
 * milliseconds; every number is an unsigned 32-bit one of the file.
 *
 * @param tokenMs the token timeout with the coefficient added
 * @param tokenWarningPercent when to warn of a late token, percent of the timeout, 0 never (dialect 2: 0)
 * @param tokenRetransmitMs when to send the token again
 * @param holdMs how long the representative keeps an idle token
 * @param retransmitsBeforeLoss {@code token_retransmits_before_loss_const}
 * @param joinMs between joins
 * @param sendJoinMs upper bound of the random delay before a join, 0 none
 * @param consensusMs to reach consensus
 * @param mergeMs between merge detects
 * @param downcheckMs between looks at a lost interface
 * @param maxNetworkDelayMs for the heartbeat timeout
 * @param failRecvConst token visits without progress before a processor failed to receive
 * @param seqnoUnchangedConst token visits without traffic before the token is held
 * @param heartbeatFailuresAllowed lost heartbeats, 0 switches the heartbeat off
 * @param windowSize messages in one rotation, whole ring
 * @param maxMessages messages in one visit, one node
 * @param missCountConst visits before a missing message is asked for
 * @param netMtu {@code totem.netmtu}, nothing subtracted
 * @param threads {@code totem.threads}: accepted, without effect
 * @param blockUnlistedIps drop datagrams from strangers (udpu)
 * @param cancelTokenHoldOnRetransmit do not hold the token while messages are missing
 */
public record TotemSettings(long tokenMs, long tokenWarningPercent, long tokenRetransmitMs, long holdMs,
        long retransmitsBeforeLoss, long joinMs, long sendJoinMs, long consensusMs, long mergeMs, long downcheckMs,
        long maxNetworkDelayMs, long failRecvConst, long seqnoUnchangedConst, long heartbeatFailuresAllowed,
        long windowSize, long maxMessages, long missCountConst, long netMtu, long threads, boolean blockUnlistedIps,
        boolean cancelTokenHoldOnRetransmit) {
}
