package org.choros.totem.rrp;

import java.nio.ByteBuffer;

import org.choros.wire.totem.RingId;
import org.choros.wire.totem.TokenView;

/** One link: everything goes straight through. */
final class SingleLink implements Replication {
    private final RedundantOutput out;

    SingleLink(RedundantOutput out) {
        this.out = out;
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        out.multicast(0, packet, everybody);
    }

    @Override
    public void unicast(ByteBuffer packet) {
        out.unicast(0, packet);
    }

    @Override
    public void onToken(int link, ByteBuffer packet, TokenView token, boolean flushing, long nowNs) {
        out.packet(link, packet, flushing);
    }

    @Override
    public void onOther(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        out.packet(link, packet, flushing);
    }

    @Override
    public void ring(RingId ring) {
        // one link needs no numbers
    }

    @Override
    public void reenable(int link) {
        // never faulty
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
