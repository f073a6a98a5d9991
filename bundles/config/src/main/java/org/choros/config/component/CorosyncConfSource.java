package org.choros.config.component;

import org.choros.config.CorosyncConf;
import org.choros.config.HostEnvironment;
import org.choros.config.system.SystemEnvironment;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.config.ConfigurationSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Configuration from corosync.conf of this machine, as a service. */
@Component(property = ConfigurationSource.PROPERTY + "=" + CorosyncConfSource.NAME)
public final class CorosyncConfSource implements ConfigurationSource {
    /** The name of this source. */
    public static final String NAME = "corosync.conf";

    private final CorosyncConf conf;

    /** The source of the machine that we run on. */
    @Activate
    public CorosyncConfSource() {
        this(new SystemEnvironment());
    }

    CorosyncConfSource(HostEnvironment host) {
        conf = new CorosyncConf(host);
    }

    @Override
    public int load(String location, IcMap map) throws ConfigurationException {
        return conf.load(location, map);
    }

    @Override
    public String name() {
        return NAME;
    }
}
