package org.choros.client;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The way into one node of this framework, an OSGi service for each, for bundles that offer the API of an engine of
 * their own. Its properties name the node as those of the other services do, and {@link #SERVICES} what it offers: a
 * filter for one of them, {@code (org.choros.services=NAME)}, holds while the node runs and has that engine.
 */
@ProviderType
public interface NodeClients {
    /** Property: the names of all services that the node offers now, a {@code String[]}. */
    String SERVICES = "org.choros.services";

    /**
     * @param user for whom clients are, for lists of clients: the symbolic name of a bundle
     * @return what makes clients of the node's services
     */
    ChorosClient of(String user);
}
