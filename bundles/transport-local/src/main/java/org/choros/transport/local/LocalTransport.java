package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportHost.Drop;
import org.choros.spi.transport.TransportSettings;

/**
 * One node on a hub. Packets are copied into the inboxes of those who get them when they are given; {@link #flush}
 * wakes the receivers. There is nothing below that could fail.
 */
final class LocalTransport implements Transport {
    private final TransportHost host;
    private final LocalHub hub;
    private final Inbox inbox;
    private final List<Port> ports = new ArrayList<>();
    /** Inboxes that were put something into; at most one for each node of the hub. */
    private final List<Inbox> unflushed = new ArrayList<>();
    private State state = State.NEW;

    /** Where a transport is in its life. */
    private enum State {
        /** Not started. */
        NEW,
        /** Plugged into the hub. */
        OPEN,
        /** Over. */
        CLOSED
    }

    LocalTransport(LocalHub hub, TransportSettings settings, TransportHost host) {
        this.hub = hub;
        this.host = host;
        this.inbox = new Inbox(host);
        for (LinkSettings link : settings.links()) {
            ports.add(new Port(hub, settings, link, inbox, unflushed));
        }
    }

    @Override
    public void start() throws TransportException {
        if (state != State.NEW) {
            throw new IllegalStateException("a transport is started once, this one is " + state);
        }
        try {
            for (Port port : ports) {
                hub.plugIn(port);
            }
        } catch (TransportException e) {
            end();
            throw e;
        }
        state = State.OPEN;
        host.ringThread().execute(this::announce);
    }

    private void announce() {
        for (Port port : ports) {
            if (state == State.OPEN) {
                host.log(LogLevel.NOTICE, "The network interface [" + port.address().getHostAddress() + "] is now up.");
                host.onInterface(port.number(), port.address(), true);
            }
        }
    }

    /** Null when there is no such link, and before the start and after the end. */
    private Port port(int link) {
        for (int i = 0; state == State.OPEN && i < ports.size(); i++) {
            if (ports.get(i).number() == link) {
                return ports.get(i);
            }
        }
        return null;
    }

    private boolean fits(ByteBuffer packet) {
        boolean fits = packet.remaining() <= PACKET_MAX;
        if (!fits) {
            host.onDropped(Drop.SEND_FAILED);
        }
        return fits;
    }

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        Port port = port(link);
        if (port != null && fits(packet)) {
            port.multicast(packet, everybody);
        }
    }

    @Override
    public void target(int link, InetAddress target) {
        Port port = port(link);
        if (port != null) {
            port.target(target);
        }
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        Port port = port(link);
        if (port != null && fits(packet)) {
            port.unicast(packet);
        }
    }

    @Override
    public void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).wake();
        }
        unflushed.clear();
    }

    @Override
    public void discardReceived() {
        if (state == State.OPEN) {
            inbox.discard();
        }
    }

    @Override
    public void checkInterfaces() {
        // a hub is always up
    }

    @Override
    public void ringMembers(List<InetAddress> members) {
        // nobody is spared: to pass somebody by would cost as much
    }

    @Override
    public void members(List<Member> members) {
        for (Port port : ports) {
            port.members(members);
        }
    }

    @Override
    public void close() {
        if (state != State.CLOSED) {
            flush();
            end();
        }
    }

    private void end() {
        state = State.CLOSED;
        inbox.close();
        ports.forEach(Port::leave);
    }
}
