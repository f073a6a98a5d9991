package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportSettings;

/** One link of one node, plugged into a hub. For the node's ring thread, unless said otherwise. */
final class Port {
    private final LocalHub hub;
    private final LinkSettings link;
    private final int nodeId;
    private final boolean blockUnlisted;
    private final Inbox inbox;
    private final List<Inbox> unflushed;
    /** Whom we know on this link; empty for everybody. Read by senders. */
    private volatile Set<InetAddress> members;
    private InetAddress target;

    /**
     * @param unflushed gets the inboxes that were put something into and have to be woken
     */
    Port(LocalHub hub, TransportSettings settings, LinkSettings link, Inbox inbox, List<Inbox> unflushed) {
        this.hub = hub;
        this.link = link;
        this.nodeId = settings.localNodeId() != 0
                ? settings.localNodeId()
                : ByteBuffer.wrap(link.bindAddress().getAddress()).getInt();
        this.blockUnlisted = settings.blockUnlisted();
        this.inbox = inbox;
        this.unflushed = unflushed;
        members(settings.members());
    }

    int number() {
        return link.number();
    }

    int nodeId() {
        return nodeId;
    }

    InetAddress address() {
        return link.bindAddress();
    }

    /** Whether both cannot be on one hub; for all threads. */
    boolean collides(Port other) {
        return address().equals(other.address()) && link.port() == other.link.port();
    }

    /** Whether they are on the same link and port, as sockets would have to be; for all threads. */
    private boolean meets(Port other) {
        return number() == other.number() && link.port() == other.link.port();
    }

    void members(List<Member> configured) {
        Set<InetAddress> addresses = new HashSet<>();
        for (Member member : configured) {
            if (member.address(number()) != null) {
                addresses.add(member.address(number()));
            }
        }
        members = Set.copyOf(addresses);
    }

    private boolean knows(InetAddress address) {
        Set<InetAddress> listed = members;
        return listed.isEmpty() || listed.contains(address);
    }

    void target(InetAddress address) {
        target = address;
    }

    void multicast(ByteBuffer packet, boolean everybody) {
        for (Port to : hub.ports()) {
            if (to == this) {
                if (everybody) {
                    putOwn(packet);
                }
            } else if (meets(to) && knows(to.address())) {
                cross(to, packet, false);
            }
        }
    }

    void unicast(ByteBuffer packet) {
        for (Port to : hub.ports()) {
            if (to.address().equals(target) && meets(to)) {
                if (to == this) {
                    putOwn(packet);
                } else {
                    cross(to, packet, true);
                }
            }
        }
    }

    private void putOwn(ByteBuffer packet) {
        inbox.put(packet, number(), null);
        toWake(inbox);
    }

    private void cross(Port to, ByteBuffer packet, boolean token) {
        Faults faults = hub.faults();
        if (faults == Faults.NONE || faults.pass(this, to, packet, token)) {
            to.receive(packet, address());
            toWake(to.inbox);
        }
    }

    private void toWake(Inbox filled) {
        if (!unflushed.contains(filled)) {
            unflushed.add(filled);
        }
    }

    /** Takes a copy of a packet from the network; for all threads. */
    private void receive(ByteBuffer packet, InetAddress source) {
        if (blockUnlisted && !knows(source)) {
            inbox.refuse();
        } else {
            inbox.put(packet, number(), source);
        }
    }

    /** The same for one that comes late; for all threads. */
    void receiveLate(ByteBuffer packet, InetAddress source) {
        if (hub.has(this)) {
            receive(packet, source);
            inbox.wake();
        }
    }

    void leave() {
        hub.leave(this);
    }

    @Override
    public String toString() {
        return address().getHostAddress() + " port " + link.port();
    }
}
