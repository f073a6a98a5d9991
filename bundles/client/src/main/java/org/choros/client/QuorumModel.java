package org.choros.client;

/** How much the quorum service tells. */
public enum QuorumModel {
    /** Whether we are quorate and the nodes of the ring, of the ring only its sequence. All nodes know it. */
    V0,
    /** The whole ring id as well, and when nodes come and go. Nodes since corosync 3.1 know it. */
    V1
}
