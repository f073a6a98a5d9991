package org.choros.totem.rrp;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;

/**
 * Every packet takes the next link that is not faulty. As everybody does so, every link brings the same number of
 * packets; one that falls behind is faulty.
 */
final class PassiveReplication implements Replication {
    private final Links links;
    private final RedundantOutput out;
    /** The links last used; the first use of both is link 1. */
    private int multicastLink;
    private int tokenLink;
    /** 64 bits do not run over, so nothing has to be subtracted from all of them now and then. */
    private final long[] tokens;
    private final long[] others;

    PassiveReplication(Links links, RedundantOutput out) {
        this.links = links;
        this.out = out;
        tokens = new long[links.count()];
        others = new long[links.count()];
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        int next = nextAfter(multicastLink);
        // with all faulty, it has to come back to ourselves at least
        multicastLink = next < 0 ? 0 : next;
        out.multicast(multicastLink, packet, everybody);
    }

    @Override
    public void unicast(ByteBuffer packet) {
        int next = nextAfter(tokenLink);
        // with all faulty, a token that goes on in turn finds the link that works after all
        tokenLink = next < 0 ? (tokenLink + 1) % links.count() : next;
        out.unicast(tokenLink, packet);
    }

    private int nextAfter(int last) {
        for (int i = 1; i <= links.count(); i++) {
            int link = (last + i) % links.count();
            if (!links.isFaulty(link)) {
                return link;
            }
        }
        return -1;
    }

    @Override
    public void onToken(int link, ByteBuffer packet, TokenView token, boolean flushing, long nowNs) {
        out.packet(link, packet, flushing);
        count(link, tokens, links.config().problemCountThreshold(), nowNs);
    }

    @Override
    public void onOther(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        out.packet(link, packet, flushing);
        count(link, others, links.config().mcastThreshold(), nowNs);
    }

    private void count(int link, long[] received, int threshold, long nowNs) {
        received[link]++;
        long most = 0;
        for (long n : received) {
            most = Math.max(most, n);
        }
        for (int i = 0; i < received.length; i++) {
            if (!links.isFaulty(i) && most - received[i] > threshold) {
                links.markFaulty(i, "Marking ringid " + i + " interface " + links.address(i) + " FAULTY", nowNs);
            }
        }
    }

    @Override
    public void ring(RingId ring) {
        // a token goes up whatever its number
    }

    @Override
    public void reenable(int link) {
        Arrays.fill(tokens, 0);
        Arrays.fill(others, 0);
    }

    @Override
    public long nextDeadlineNs() {
        return RedundantRings.NEVER;
    }

    @Override
    public void onDeadline(long nowNs) {
        // no timers
    }
}
