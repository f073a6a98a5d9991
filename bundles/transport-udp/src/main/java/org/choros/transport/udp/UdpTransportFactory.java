package org.choros.transport.udp;

import java.util.List;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/** Makes the {@code udp} (multicast, broadcast) and {@code udpu} (unicast) transports. */
@Capability(namespace = TransportFactory.CAPABILITY, name = "udp")
@Capability(namespace = TransportFactory.CAPABILITY, name = "udpu")
@Component(property = {TransportFactory.PROPERTY + "=udp", TransportFactory.PROPERTY + "=udpu"})
public final class UdpTransportFactory implements TransportFactory {
    /** Redundant rings, dialect 2 only. */
    private static final int RINGS_MAX = 2;

    @Override
    public Transport create(TransportSettings settings, TransportHost host) throws TransportException {
        boolean unicast = settings.transport().equals("udpu");
        if (!unicast && !settings.transport().equals("udp")) {
            throw refused("transport " + settings.transport() + " is not one of udp and udpu");
        }
        int most = settings.dialect() == 2 ? RINGS_MAX : 1;
        if (settings.links().isEmpty() || settings.links().size() > most) {
            throw refused(settings.transport() + " serves 1 to " + most + " interface sections in this dialect, "
                    + settings.links().size() + " are configured");
        }
        for (LinkSettings link : settings.links()) {
            check(settings, link, unicast);
        }
        if (settings.links().size() > 1 && settings.links().get(0).number() == settings.links().get(1).number()) {
            throw refused("two interface sections have the number " + settings.links().get(0).number());
        }
        return new UdpTransport(settings, host);
    }

    @Override
    public List<String> transports() {
        return List.of("udp", "udpu");
    }

    private static void check(TransportSettings settings, LinkSettings link, boolean unicast)
            throws TransportException {
        if (link.number() < 0 || link.number() >= RINGS_MAX) {
            throw refused("interface section " + link.number() + " is not one of 0 and 1");
        }
        if (link.bindAddress() == null) {
            throw refused(settings.transport() + " needs bindnetaddr or a nodelist with the local node");
        }
        if (unicast) {
            checkMembers(settings, link);
        } else {
            checkGroup(link);
        }
        // the sending socket of udp takes the port below
        int lowest = unicast ? 1 : 2;
        if (link.port() < lowest || link.port() > 0xFFFF) {
            throw refused("mcastport " + link.port() + " is not in " + lowest + " to 65535");
        }
    }

    private static void checkGroup(LinkSettings link) throws TransportException {
        if (link.multicastAddress() == null) {
            throw refused("udp needs mcastaddr or cluster_name");
        }
        String group = link.multicastAddress().getHostAddress();
        if (!link.broadcast() && !link.multicastAddress().isMulticastAddress()) {
            throw refused("mcastaddr " + group + " is not a multicast address");
        }
        if (link.multicastAddress().getClass() != link.bindAddress().getClass()) {
            throw refused("mcastaddr " + group + " and bindnetaddr " + link.bindAddress().getHostAddress()
                    + " are not of one family");
        }
    }

    private static void checkMembers(TransportSettings settings, LinkSettings link) throws TransportException {
        for (Member member : settings.members()) {
            if (UnicastSockets.address(member, link.number()) == null) {
                throw refused("node " + Integer.toUnsignedString(member.nodeId()) + " has no ring" + link.number()
                        + "_addr");
            }
        }
    }

    private static TransportException refused(String message) {
        return new TransportException(message, null);
    }
}
