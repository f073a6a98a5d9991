package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/**
 * The life of one link of a udp or udpu transport: which interface it is bound to, and the local loop that carries a
 * lonely node while the interface is down.
 */
final class UdpLink {
    /** The real 2.4 reads into a buffer of this length and drops what is cut off. */
    private static final int LENGTH_MAX_2 = 10_000;
    private static final int BUFFER_LENGTH_2 = 160_000;
    private static final int BUFFER_LENGTH_UDP = 1 << 20;
    private static final int BUFFER_LENGTH_UDPU = 2_200_000;

    private final TransportSettings settings;
    private final LinkSettings link;
    private final TransportHost host;
    private final boolean unicast;
    private final GroupSockets groups;

    private State state = State.NEW;
    private IoLoop loop;
    private Inbox inbox;
    private SocketSet sockets;
    private InetAddress local;
    private InetSocketAddress target;
    private List<InetAddress> members;
    private List<InetAddress> ring = List.of();

    /** Where a transport is in its life. */
    private enum State {
        /** Not started. */
        NEW,
        /** Bound to an interface. */
        UP,
        /** Waiting for the interface; packets to ourselves go round in the local loop. */
        DOWN,
        /** Over. */
        CLOSED
    }

    UdpLink(TransportSettings settings, LinkSettings link, TransportHost host, GroupSockets groups) {
        this.settings = settings;
        this.link = link;
        this.host = host;
        this.groups = groups;
        this.unicast = settings.transport().equals("udpu");
        this.members = addresses(settings.members());
    }

    int number() {
        return link.number();
    }

    /** @return why udpu cannot start, as its interface is missing */
    String missing() {
        return "no interface that is up has or serves bindnetaddr "
                + Endpoint.text(new InetSocketAddress(link.bindAddress(), link.port()))
                + "; set the address up or change ring" + link.number() + "_addr";
    }

    boolean isPresent(List<LocalInterface> present) {
        return InterfaceLookup.choose(link.bindAddress(), present).isPresent();
    }

    /** Opens the sockets if the interface is there; on failure nothing is left open. */
    void start(IoLoop ioLoop, List<LocalInterface> present) throws TransportException {
        Optional<LocalInterface> found = InterfaceLookup.choose(link.bindAddress(), present);
        loop = ioLoop;
        inbox = new Inbox(host, link.number(), settings.dialect() == 2 ? LENGTH_MAX_2 : ReceiveBuffer.DATAGRAM_MAX - 1,
                loop.direct());
        try {
            local = link.bindAddress();
            if (found.isPresent()) {
                open(found.get());
            }
        } catch (TransportException e) {
            inbox.close();
            state = State.CLOSED;
            throw e;
        }
        state = found.isPresent() ? State.UP : State.DOWN;
    }

    /** Tells the node for the first time how the link is. */
    void announce() {
        if (state != State.CLOSED) {
            report();
            members.forEach(this::logAdded);
            host.onInterface(link.number(), local, state == State.UP);
        }
    }

    private void open(LocalInterface found) throws TransportException {
        if (unicast) {
            sockets = UnicastSockets.open(loop, inbox, settings, new InetSocketAddress(found.address(), link.port()),
                    members, settings.dialect() == 2 ? BUFFER_LENGTH_2 : BUFFER_LENGTH_UDPU);
        } else {
            sockets = MulticastSockets.open(loop, inbox, groups, link, found,
                    settings.dialect() == 2 ? BUFFER_LENGTH_2 : BUFFER_LENGTH_UDP);
        }
        sockets.ringMembers(ring);
        local = found.address();
    }

    private void report() {
        host.log(LogLevel.NOTICE, state == State.UP
                ? "The network interface [" + local.getHostAddress() + "] is now up."
                : "The network interface is down.");
    }

    /** Takes the answer of a look at the interfaces. */
    void seen(List<LocalInterface> present) {
        if (state == State.CLOSED) {
            return;
        }
        Optional<LocalInterface> found = InterfaceLookup.choose(link.bindAddress(), present);
        if (found.isEmpty() && state == State.UP) {
            closeSockets();
            enter(State.DOWN);
        } else if (found.isPresent() && (state == State.DOWN || !found.get().address().equals(local))) {
            rebind(found.get());
        }
    }

    private void rebind(LocalInterface found) {
        closeSockets();
        try {
            open(found);
            enter(State.UP);
        } catch (TransportException e) {
            host.log(LogLevel.ERROR, "The network interface [" + found.address().getHostAddress()
                    + "] cannot be used: " + e.getMessage());
            if (state == State.UP) {
                enter(State.DOWN);
            }
        }
    }

    private void enter(State next) {
        state = next;
        report();
        host.onInterface(link.number(), local, next == State.UP);
    }

    boolean isDown() {
        return state == State.DOWN;
    }

    private void closeSockets() {
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
    }

    void multicast(ByteBuffer packet, boolean everybody) {
        if (sockets != null) {
            sockets.multicast(packet, everybody);
        }
        // the group's socket does not hear ourselves; with udpu the system loops it, as long as there are sockets
        if (everybody && isOpen() && !(unicast && sockets != null)) {
            inbox.loop(packet);
        }
    }

    void target(InetAddress address) {
        target = new InetSocketAddress(address, link.port());
    }

    void unicast(ByteBuffer packet) {
        if (target == null) {
            return;
        }
        if (sockets != null) {
            sockets.unicast(packet, target);
        } else if (isOpen() && target.getAddress().equals(local)) {
            inbox.loop(packet);
        }
    }

    private boolean isOpen() {
        return state == State.UP || state == State.DOWN;
    }

    void flush() {
        if (sockets != null) {
            sockets.flush();
        }
    }

    void discardReceived() {
        if (sockets != null) {
            sockets.discardReceived();
        } else if (isOpen()) {
            inbox.discard();
        }
    }

    /** Takes the addresses on this link of the members of the ring. */
    void ringMembers(List<InetAddress> present) {
        ring = List.copyOf(present);
        if (sockets != null) {
            sockets.ringMembers(ring);
        }
    }

    void members(List<Member> configured) {
        List<InetAddress> before = members;
        members = addresses(configured);
        for (InetAddress address : before) {
            if (unicast && !members.contains(address)) {
                host.log(LogLevel.NOTICE, "removing UDPU member {" + address.getHostAddress() + "}");
            }
        }
        for (InetAddress address : members) {
            if (!before.contains(address)) {
                logAdded(address);
            }
        }
        if (sockets != null) {
            try {
                sockets.members(members);
            } catch (TransportException e) {
                host.log(LogLevel.ERROR, "A new member cannot be reached: " + e.getMessage());
            }
        }
    }

    private void logAdded(InetAddress address) {
        if (unicast) {
            host.log(LogLevel.NOTICE, "adding new UDPU member {" + address.getHostAddress() + "}");
        }
    }

    private List<InetAddress> addresses(List<Member> configured) {
        LinkedHashSet<InetAddress> distinct = new LinkedHashSet<>();
        for (Member member : configured) {
            InetAddress address = UnicastSockets.address(member, link.number());
            if (address != null) {
                distinct.add(address);
            }
        }
        return new ArrayList<>(distinct);
    }

    void close() {
        if (isOpen()) {
            closeSockets();
            inbox.close();
        }
        state = State.CLOSED;
    }
}
