package org.choros.spi.config;

import org.choros.spi.cmap.IcMap;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads the configuration of a node into a map; an OSGi service with the property {@value #PROPERTY}. */
@ConsumerType
public interface ConfigurationSource {
    /** Service property: the source's name, for example {@code corosync.conf}. */
    String PROPERTY = "choros.config";

    /**
     * Reads everything again.
     *
     * @param location where to read; for corosync.conf the path of the file
     * @param map receives all keys; empty before
     * @return the dialect that the configuration asks for, 2 or 3
     * @throws ConfigurationException when the configuration is wrong: nothing may be started from it
     */
    int load(String location, IcMap map) throws ConfigurationException;

    /**
     * The source's name, for nodes without a service registry. The same as the service property.
     *
     * @return the name, or an empty text when it is to be used as a service only
     */
    default String name() {
        return "";
    }
}
