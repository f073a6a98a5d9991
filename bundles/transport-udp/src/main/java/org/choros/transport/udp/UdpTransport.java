package org.choros.transport.udp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;

/** A udp or udpu transport: its links, each with a complete set of sockets, and what they share. */
final class UdpTransport implements Transport {
    private static final int LINKS_MAX = 8;

    private final TransportSettings settings;
    private final TransportHost host;
    private final Supplier<List<LocalInterface>> interfaces;
    private final List<UdpLink> links = new ArrayList<>();
    /** The same by number, so that sending needs no search; null where no link is configured. */
    private final UdpLink[] byNumber = new UdpLink[LINKS_MAX];

    private State state = State.NEW;
    private IoLoop loop;
    private InterfaceWatch watch;
    private List<Member> members;
    private List<InetAddress> ring = List.of();

    /** Where a transport is in its life. */
    private enum State {
        /** Not started. */
        NEW,
        /** Its links have sockets or wait for their interfaces. */
        OPEN,
        /** Over. */
        CLOSED
    }

    UdpTransport(TransportSettings settings, TransportHost host) {
        this(settings, host, InterfaceLookup::all);
    }

    UdpTransport(TransportSettings settings, TransportHost host, Supplier<List<LocalInterface>> interfaces) {
        this.settings = settings;
        this.host = host;
        this.interfaces = interfaces;
        this.members = settings.members();
        GroupSockets groups = new GroupSockets();
        for (LinkSettings link : settings.links()) {
            UdpLink made = new UdpLink(settings, link, host, groups);
            links.add(made);
            byNumber[link.number()] = made;
        }
    }

    @Override
    public void start() throws TransportException {
        if (state != State.NEW) {
            throw new IllegalStateException("a transport is started once, this one is " + state);
        }
        List<LocalInterface> present = interfaces.get();
        // with two links, one of them is enough
        if (settings.transport().equals("udpu") && links.stream().noneMatch(link -> link.isPresent(present))) {
            throw new TransportException(links.get(0).missing(), null);
        }
        loop = IoLoop.of(host.ringThread());
        try {
            for (UdpLink link : links) {
                link.start(loop, present);
            }
        } catch (TransportException e) {
            links.forEach(UdpLink::close);
            loop.close();
            state = State.CLOSED;
            throw e;
        }
        watch = new InterfaceWatch(interfaces, host.ringThread(), this::seen);
        state = State.OPEN;
        host.ringThread().execute(() -> {
            if (state == State.OPEN) {
                links.forEach(UdpLink::announce);
                keepLooking();
            }
        });
    }

    /** Takes the answer of a look at the interfaces. */
    private void seen(List<LocalInterface> present) {
        if (state == State.OPEN) {
            links.forEach(link -> link.seen(present));
            keepLooking();
        }
    }

    private void keepLooking() {
        if (state == State.OPEN && (ring.size() <= 1 || links.stream().anyMatch(UdpLink::isDown))) {
            watch.after(settings.downcheckMs());
        }
    }

    private UdpLink link(int number) {
        return number >= 0 && number < LINKS_MAX ? byNumber[number] : null;
    }

    @Override
    public void multicast(int number, ByteBuffer packet, boolean everybody) {
        UdpLink link = link(number);
        if (link != null) {
            link.multicast(packet, everybody);
        }
    }

    @Override
    public void target(int number, InetAddress address) {
        UdpLink link = link(number);
        if (link != null) {
            link.target(address);
        }
    }

    @Override
    public void unicast(int number, ByteBuffer packet) {
        UdpLink link = link(number);
        if (link != null) {
            link.unicast(packet);
        }
    }

    @Override
    public void flush() {
        for (int i = 0; i < links.size(); i++) {
            links.get(i).flush();
        }
    }

    @Override
    public void discardReceived() {
        links.forEach(UdpLink::discardReceived);
    }

    @Override
    public void checkInterfaces() {
        if (state == State.OPEN) {
            watch.now();
        }
    }

    @Override
    public void ringMembers(List<InetAddress> present) {
        ring = List.copyOf(present);
        for (UdpLink link : links) {
            link.ringMembers(link.number() == 0 ? ring : onLink(link.number()));
        }
        keepLooking();
    }

    /** A processor is known by its address on link 0; the configuration says what it is called on the others. */
    private List<InetAddress> onLink(int number) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Member member : members) {
            InetAddress address = UnicastSockets.address(member, number);
            if (address != null && ring.contains(UnicastSockets.address(member, 0))) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    @Override
    public void members(List<Member> configured) {
        members = List.copyOf(configured);
        links.forEach(link -> link.members(configured));
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            watch.close();
            links.forEach(UdpLink::close);
            loop.close();
        }
        state = State.CLOSED;
    }
}
