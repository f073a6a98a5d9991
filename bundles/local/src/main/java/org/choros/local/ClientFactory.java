package org.choros.local;

import org.choros.base.ChorosException;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceException;
import org.osgi.framework.ServiceRegistration;

/**
 * Gives each bundle, or each of its service objects, a client of its own, and closes it when it is given back.
 *
 * @param <T> the service
 */
final class ClientFactory<T extends AutoCloseable> implements PrototypeServiceFactory<T> {
    /**
     * Makes clients.
     *
     * @param <T> the service
     */
    @FunctionalInterface
    interface Opener<T> {
        T open(String user) throws ChorosException;
    }

    private final Opener<T> opener;

    ClientFactory(Opener<T> opener) {
        this.opener = opener;
    }

    @Override
    public T getService(Bundle bundle, ServiceRegistration<T> registration) {
        try {
            return opener.open(bundle.getSymbolicName());
        } catch (ChorosException e) {
            throw new ServiceException(e.getMessage(), ServiceException.FACTORY_EXCEPTION, e);
        }
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<T> registration, T service) {
        try {
            service.close();
        } catch (Exception e) {
            throw new ServiceException(e.getMessage(), ServiceException.FACTORY_EXCEPTION, e);
        }
    }
}
