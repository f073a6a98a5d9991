package org.choros.availability.component;

import org.choros.availability.Availability;
import org.choros.availability.client.AvailabilityClient;
import org.choros.base.ChorosException;
import org.choros.client.NodeClients;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceException;
import org.osgi.framework.ServiceRegistration;

/** Gives each bundle, or each of its service objects, a client of its own; its watches end when it is given back. */
final class AvailabilityFactory implements PrototypeServiceFactory<Availability> {
    private final NodeClients clients;

    AvailabilityFactory(NodeClients clients) {
        this.clients = clients;
    }

    @Override
    public Availability getService(Bundle bundle, ServiceRegistration<Availability> registration) {
        try {
            return new AvailabilityClient(clients.of(bundle.getSymbolicName()));
        } catch (ChorosException e) {
            throw new ServiceException(e.getMessage(), ServiceException.FACTORY_EXCEPTION, e);
        }
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<Availability> registration, Availability service) {
        service.close();
    }
}
