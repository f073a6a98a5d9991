package org.choros.totem.rrp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.choros.totem.ring.RingEvent.Severity;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.Seq;
import org.choros.wire.totem.TokenView;

/**
 * Every packet takes every link that is not faulty. A token goes up when it has come on all of them; a link on which it
 * is still missing when its time is over has a problem, and with too many of them is faulty.
 */
final class ActiveReplication implements Replication {
    private final Links links;
    private final RedundantOutput out;
    private final ByteBuffer held = ByteBuffer.allocate(TokenView.LENGTH_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private final boolean[] came;
    private final int[] problems;
    private RingId ring;
    /** Whether a token of this ring has come at all; {@link #lastSeq} is the number of the newest. */
    private boolean seen;
    private int lastSeq;
    private int heldLink;
    private long expiresNs = RedundantRings.NEVER;
    private long countdownNs = RedundantRings.NEVER;

    ActiveReplication(Links links, RedundantOutput out) {
        this.links = links;
        this.out = out;
        came = new boolean[links.count()];
        problems = new int[links.count()];
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        boolean sent = false;
        for (int link = 0; link < links.count(); link++) {
            if (!links.isFaulty(link)) {
                out.multicast(link, packet, everybody);
                sent = true;
            }
        }
        if (!sent) {
            out.multicast(0, packet, everybody);
        }
    }

    @Override
    public void unicast(ByteBuffer packet) {
        boolean sent = false;
        for (int link = 0; link < links.count(); link++) {
            if (!links.isFaulty(link)) {
                out.unicast(link, packet);
                sent = true;
            }
        }
        if (!sent) {
            out.unicast(0, packet);
        }
    }

    @Override
    public void onOther(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        out.packet(link, packet, flushing);
    }

    @Override
    public void onToken(int link, ByteBuffer packet, TokenView token, boolean flushing, long nowNs) {
        // A late copy of an old token, or one of another ring, must not take the place of the one that is held: that
        // would be lost until its sender repeats it. The ring knows what to do with such a token.
        if (ring == null || !token.isOf(ring) || seen && Seq.before(token.tokenSeq(), lastSeq)) {
            out.packet(link, packet, flushing);
            return;
        }
        if (!seen || token.tokenSeq() != lastSeq) {
            hold(link, packet, token.tokenSeq(), nowNs);
        }
        came[link] = true;
        if (isComplete()) {
            expiresNs = RedundantRings.NEVER;
            out.packet(link, packet, flushing);
        }
    }

    private void hold(int link, ByteBuffer packet, int tokenSeq, long nowNs) {
        seen = true;
        lastSeq = tokenSeq;
        Arrays.fill(came, false);
        held.clear();
        held.put(0, packet, packet.position(), packet.remaining()).limit(packet.remaining());
        heldLink = link;
        expiresNs = nowNs + links.config().tokenExpiredNs();
    }

    private boolean isComplete() {
        for (int link = 0; link < came.length; link++) {
            if (!came[link] && !links.isFaulty(link)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void ring(RingId next) {
        ring = next;
        seen = false;
        expiresNs = RedundantRings.NEVER;
    }

    @Override
    public void reenable(int link) {
        problems[link] = 0;
        came[link] = false;
        for (int count : problems) {
            if (count > 0) {
                return;
            }
        }
        countdownNs = RedundantRings.NEVER;
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(expiresNs, countdownNs);
    }

    @Override
    public void onDeadline(long nowNs) {
        if (countdownNs <= nowNs) {
            countDown(nowNs);
        }
        if (expiresNs <= nowNs) {
            expiresNs = RedundantRings.NEVER;
            blame(nowNs);
            out.packet(heldLink, held, false);
        }
    }

    /** The time of a token is over: links that have not brought it have a problem. */
    private void blame(long nowNs) {
        int threshold = links.config().problemCountThreshold();
        for (int link = 0; link < came.length; link++) {
            // What is known to be faulty stays so until it is tested, and its line stays FAULTY.
            if (came[link] || links.isFaulty(link)) {
                continue;
            }
            problems[link]++;
            if (countdownNs == RedundantRings.NEVER) {
                countdownNs = nowNs + links.config().problemCountTimeoutNs();
            }
            links.say(link, Severity.WARNING, "Incrementing problem counter for seqid " + lastSeq + " iface "
                    + links.address(link) + " to [" + problems[link] + " of " + threshold + "]");
            if (problems[link] >= threshold) {
                links.markFaulty(link, "Marking seqid " + lastSeq + " ringid " + link + " interface "
                        + links.address(link) + " FAULTY", nowNs);
            }
        }
    }

    private void countDown(long nowNs) {
        countdownNs = RedundantRings.NEVER;
        for (int link = 0; link < problems.length; link++) {
            if (problems[link] == 0 || links.isFaulty(link)) {
                continue;
            }
            if (--problems[link] == 0) {
                links.sayHealthy(link);
            } else {
                countdownNs = nowNs + links.config().problemCountTimeoutNs();
                links.say(link, Severity.WARNING, "Decrementing problem counter for iface " + links.address(link)
                        + " to [" + problems[link] + " of " + links.config().problemCountThreshold() + "]");
            }
        }
    }
}
