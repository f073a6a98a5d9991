package org.choros.totem.rrp;

import java.nio.ByteBuffer;

import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;

/** One way of spreading packets over the links and of finding out which of them fail. */
interface Replication {
    /** Sends to all. */
    void multicast(ByteBuffer packet, boolean everybody);

    /** Sends a token or commit token to the next processor. */
    void unicast(ByteBuffer packet);

    /** Takes a regular token. */
    void onToken(int link, ByteBuffer packet, TokenView token, boolean flushing, long nowNs);

    /** Takes any other packet of the ring. */
    void onOther(int link, ByteBuffer packet, boolean flushing, long nowNs);

    /** A new ring is formed: its tokens are numbered from the start again. */
    void ring(RingId ring);

    /** A link is free of faults again: what was counted against it is forgotten. */
    void reenable(int link);

    long nextDeadlineNs();

    void onDeadline(long nowNs);
}
