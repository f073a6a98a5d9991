package org.choros.lock.component;

import org.choros.base.ChorosException;
import org.choros.client.NodeClients;
import org.choros.lock.Locks;
import org.choros.lock.client.LockClient;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceException;
import org.osgi.framework.ServiceRegistration;

/** Gives each bundle, or each of its service objects, a client of its own; what it holds ends when it is given back. */
final class LocksFactory implements PrototypeServiceFactory<Locks> {
    private final NodeClients clients;

    LocksFactory(NodeClients clients) {
        this.clients = clients;
    }

    @Override
    public Locks getService(Bundle bundle, ServiceRegistration<Locks> registration) {
        try {
            return new LockClient(clients.of(bundle.getSymbolicName()));
        } catch (ChorosException e) {
            throw new ServiceException(e.getMessage(), ServiceException.FACTORY_EXCEPTION, e);
        }
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<Locks> registration, Locks service) {
        service.close();
    }
}
