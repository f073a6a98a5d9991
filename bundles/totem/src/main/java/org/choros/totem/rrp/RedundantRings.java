package org.choros.totem.rrp;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.totem.ring.RingEvent.Severity;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Malformed;
import org.choros.wire.totem.PacketType;
import org.choros.wire.totem.Packets;
import org.choros.wire.totem.RingId;
import org.choros.wire.totem.RingTestView;
import org.choros.wire.totem.TokenView;

/**
 * Spreads the packets of one ring over one or two links, finds out which link fails, and tests it until it works again.
 * Stands between a ring and the network. Pure: bytes and time come in as arguments. For one thread.
 */
public final class RedundantRings {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Dialect dialect;
    private final int nodeId;
    private final RedundantOutput out;
    private final Links links;
    private final Replication replication;
    private final TokenView token;
    private final RingTestView test = new RingTestView();
    private final ByteBuffer testBytes = ByteBuffer.allocate(RingTestView.LENGTH);
    private int[] members = {};

    /**
     * @param config the settings
     * @param dialect the dialect; in dialect 3 there is one link
     * @param nodeId our node id
     * @param out who does what is wanted
     */
    public RedundantRings(RedundancyConfig config, Dialect dialect, int nodeId, RedundantOutput out) {
        this.dialect = dialect;
        this.nodeId = nodeId;
        this.out = out;
        links = new Links(config, out);
        token = new TokenView(dialect);
        replication = switch (config.links() == 1 ? RedundancyMode.NONE : config.mode()) {
            case NONE -> new SingleLink(out);
            case PASSIVE -> new PassiveReplication(links, out);
            case ACTIVE -> new ActiveReplication(links, out);
        };
    }

    /** @return how many links there are */
    public int links() {
        return links.count();
    }

    /**
     * Sends what is for all.
     *
     * @param packet the packet
     * @param everybody whether it is to reach every configured processor and ourselves
     */
    public void multicast(ByteBuffer packet, boolean everybody) {
        replication.multicast(packet, everybody);
    }

    /**
     * Sends to the next processor.
     *
     * @param packet a token or commit token
     */
    public void unicast(ByteBuffer packet) {
        replication.unicast(packet);
    }

    /**
     * A packet has come.
     *
     * @param link the link it came in on
     * @param packet the totemsrp message, position to limit; its byte order may be changed
     * @param flushing whether a token waits behind it
     * @param nowNs the time
     */
    public void onPacket(int link, ByteBuffer packet, boolean flushing, long nowNs) {
        if (links.count() == 1 || link >= links.count() || Packets.check(dialect, packet) != Malformed.NO) {
            // the ring counts and drops what is wrong, and tests that nobody asked for
            out.packet(link, packet, flushing);
            return;
        }
        switch (Packets.type(dialect, packet)) {
            case TOKEN -> replication.onToken(link, packet, token.wrap(packet), flushing, nowNs);
            case RING_TEST_ACTIVE -> onTest(link, packet);
            case RING_TEST_ACTIVATE -> onActivate(link, packet);
            default -> replication.onOther(link, packet, flushing, nowNs);
        }
    }

    /** A test of a link goes round to whoever sent it: then the link works everywhere. */
    private void onTest(int link, ByteBuffer packet) {
        out.trace(new RedundancyEvent(Severity.DEBUG, link, "received message requesting test of ring now active"));
        int activator = test.wrap(packet).activator();
        if (activator == nodeId) {
            sendTest(PacketType.RING_TEST_ACTIVATE, link);
        } else if (isMember(activator)) {
            out.unicast(link, packet);
        }
    }

    private void onActivate(int link, ByteBuffer packet) {
        int ring = test.wrap(packet).ring();
        int activator = test.activator();
        out.trace(new RedundancyEvent(Severity.DEBUG, link, "Received ring test activate message for ring " + ring
                + " sent by node " + Integer.toUnsignedString(activator)));
        if (links.isFaulty(link)) {
            out.trace(new RedundancyEvent(Severity.NOTICE, link, "Automatically recovered ring " + ring));
        }
        reenable(link);
        if (activator != nodeId && isMember(activator)) {
            out.unicast(link, packet);
        }
    }

    /**
     * Nobody but the activator takes a test off the ring. One whose activator has gone would go round as fast as the
     * network is: from the commit on, when the next processors of all are chosen without it.
     */
    private boolean isMember(int id) {
        for (int member : members) {
            if (member == id) {
                return true;
            }
        }
        return false;
    }

    private void sendTest(PacketType type, int link) {
        test.wrap(testBytes).write(type, link, nodeId);
        out.unicast(link, testBytes);
    }

    private void reenable(int link) {
        replication.reenable(link);
        links.clear(link);
    }

    /** The operator says that all links work. */
    public void reenableAll() {
        for (int link = 0; link < links.count(); link++) {
            reenable(link);
        }
    }

    /**
     * A ring is being formed: its tokens are the ones that count, and unicasts go round among its members from now on.
     *
     * @param ring its id
     * @param nodeIds its members
     */
    public void ring(RingId ring, int[] nodeIds) {
        replication.ring(ring);
        members = Arrays.copyOf(nodeIds, nodeIds.length);
    }

    /**
     * @param link a link
     * @param text our address on it, for the log
     */
    public void address(int link, String text) {
        if (link < links.count()) {
            links.address(link, text);
        }
    }

    /**
     * Takes over new times and thresholds; mode and number of links stay.
     *
     * @param changed the settings
     */
    public void reconfigure(RedundancyConfig changed) {
        links.config(links.config().retuned(changed));
    }

    /**
     * @param link a link
     * @return whether it is not used because it fails
     */
    public boolean isFaulty(int link) {
        return link < links.count() && links.isFaulty(link);
    }

    /**
     * @param link a link
     * @return how it is, in corosync's words
     */
    public String status(int link) {
        return links.status(link);
    }

    /** @return when {@link #onDeadline} wants to be called */
    public long nextDeadlineNs() {
        return Math.min(links.nextTestNs(), replication.nextDeadlineNs());
    }

    /**
     * Time has come.
     *
     * @param nowNs the time
     */
    public void onDeadline(long nowNs) {
        for (int link = 0; link < links.count(); link++) {
            if (links.takeTest(link, nowNs)) {
                sendTest(PacketType.RING_TEST_ACTIVE, link);
            }
        }
        replication.onDeadline(nowNs);
    }
}
