package org.choros.configadmin;

import org.osgi.annotation.versioning.ProviderType;

/** The replication of the configurations of this container; an OSGi service for each that is configured. */
@ProviderType
public interface ConfigReplication {
    /** @return the name of the map that the configurations are in */
    String map();

    /** @return whether we are synchronised with the others */
    boolean synchronised();

    /** @return numbers for operators, since the start */
    ReplicationStatistics statistics();
}
