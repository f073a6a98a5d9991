package org.choros.spi.transport;

import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes transports of one kind or several. Published as an OSGi service with the property {@value #PROPERTY}; the node
 * picks the one that {@code totem.transport} names, and waits for it as long as it is not there. Where there is no
 * service registry it is found by {@link java.util.ServiceLoader}, and {@link #transports()} tells its names.
 *
 * <p>One factory serves all nodes of a framework: it may be called on several ring threads at a time. When the service
 * goes, each node closes the transport that was made by it before the unregistration returns.
 *
 * <p>Names of corosync's own ({@code udp udpu knet}, {@code iba} in dialect 2) keep their meaning in corosync.conf;
 * with any other name a section has what {@code udpu} has: {@code bindnetaddr}, {@code mcastport}, and the members of
 * the node list.
 */
@ConsumerType
public interface TransportFactory {
    /** Service property: the values of {@code totem.transport} that this factory serves (String or String[]). */
    String PROPERTY = "choros.transport";

    /**
     * Capability namespace in which a bundle declares those values, one capability of the name each; {@code corosync
     * -t} then accepts them, which looks at bundles without starting them:
     * {@code @Capability(namespace = TransportFactory.CAPABILITY, name = "local")}.
     */
    String CAPABILITY = "org.choros.transport";

    /**
     * Makes a transport; nothing is opened before {@link Transport#start()}. Called on the ring thread of the host.
     *
     * @param settings where to bind and whom to send to
     * @param host the node: its ring thread and its receiver
     * @return the transport, for this node alone
     * @throws TransportException when the settings cannot work, whatever the machine is like (no address, two links of
     *             one number, an impossible port); the message names the directive and its value
     */
    Transport create(TransportSettings settings, TransportHost host) throws TransportException;

    /**
     * The values of {@code totem.transport} that this factory serves, for nodes without a service registry. The same as
     * the service property.
     *
     * @return the names, or none when it is to be used as a service only
     */
    default List<String> transports() {
        return List.of();
    }
}
