package org.choros.spi.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes transports of one kind. Published as an OSGi service with the property {@value #PROPERTY}; the node picks the
 * one that {@code totem.transport} names.
 */
@ConsumerType
public interface TransportFactory {
    /** Service property: the values of {@code totem.transport} that this factory serves (String or String[]). */
    String PROPERTY = "choros.transport";

    /**
     * Makes a transport; nothing is opened before {@link Transport#start()}.
     *
     * @param settings where to bind and whom to send to
     * @param host the node: its ring thread and its receiver
     * @return the transport
     * @throws TransportException when the settings cannot work (unknown address, port in use); the message names what
     *             and where
     */
    Transport create(TransportSettings settings, TransportHost host) throws TransportException;
}
