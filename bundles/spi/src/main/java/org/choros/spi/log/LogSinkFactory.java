package org.choros.spi.log;

import org.choros.spi.cmap.IcMap;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the log sink of a node from its {@code logging} keys. An OSGi service; without one, the node logs through
 * SLF4J and the container stays in charge.
 */
@ConsumerType
public interface LogSinkFactory {
    /**
     * Opens the targets that the map names.
     *
     * @param map the node's map, keys {@code logging.*}; watched for changes by the node, which then calls
     *            {@link Opened#reconfigure}
     * @param dialect the dialect, which picks defaults and line format, 2 or 3
     * @return the sink
     * @throws IllegalArgumentException when a value is wrong or a file cannot be opened: corosync's text
     */
    Opened open(IcMap map, int dialect);

    /** An open sink. */
    interface Opened extends LogSink, AutoCloseable {
        /** The logging keys have changed; wrong values are ignored. */
        void reconfigure();

        /** Closes and opens every file again (rotation). */
        void reopen();

        /** Writes what is queued and closes. */
        @Override
        void close();
    }
}
