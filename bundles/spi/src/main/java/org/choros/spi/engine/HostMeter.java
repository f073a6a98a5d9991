package org.choros.spi.engine;

import java.util.function.Consumer;

import org.osgi.annotation.versioning.ProviderType;

/** Reads how busy the host is: an ability of the node, for the service mon. */
@ProviderType
public interface HostMeter {
    /** @return what was read last; a node reads before it loads an engine */
    HostReading latest();

    /**
     * Reads again. Returns at once; the reading happens outside the ring thread.
     *
     * @param done is told on the ring thread
     * @return false when it will not be told, because readings hang or the node ends
     */
    boolean read(Consumer<HostReading> done);
}
