package org.choros.transport.local;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/** Makes the {@code local} transport: rings of nodes in one JVM, without sockets. */
@Capability(namespace = TransportFactory.CAPABILITY, name = LocalTransportFactory.NAME)
@Component(property = TransportFactory.PROPERTY + "=" + LocalTransportFactory.NAME)
public final class LocalTransportFactory implements TransportFactory {
    /** The value of {@code totem.transport}. */
    public static final String NAME = "local";

    private static final String HUB = "hub";
    private static final int LINKS_MAX = 8;

    @Override
    public Transport create(TransportSettings settings, TransportHost host) throws TransportException {
        if (settings.links().isEmpty()) {
            throw new TransportException("transport local needs an interface section, or a nodelist with ring0_addr",
                    null);
        }
        Set<Integer> numbers = new HashSet<>();
        for (LinkSettings link : settings.links()) {
            check(link);
            if (!numbers.add(link.number())) {
                throw new TransportException("two interface sections have the number " + link.number(), null);
            }
        }
        String hub = settings.options().getOrDefault(HUB, settings.clusterName());
        return new LocalTransport(LocalHub.named(hub), settings, host);
    }

    private static void check(LinkSettings link) throws TransportException {
        if (link.number() < 0 || link.number() >= LINKS_MAX) {
            throw new TransportException("interface section " + link.number() + " is not in 0 to " + (LINKS_MAX - 1),
                    null);
        }
        if (link.bindAddress() == null) {
            throw new TransportException("transport local needs bindnetaddr, or a nodelist that has our ring"
                    + link.number() + "_addr", null);
        }
        if (link.port() < 1 || link.port() > 0xFFFF) {
            throw new TransportException("mcastport " + link.port() + " is not in 1 to 65535", null);
        }
    }

    @Override
    public List<String> transports() {
        return List.of(NAME);
    }
}
