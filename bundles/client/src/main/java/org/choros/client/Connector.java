package org.choros.client;

import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens channels to the services of one node. For several threads. */
@ConsumerType
public interface Connector {
    /**
     * @param service the name of a service's IPC socket, for example {@code cpg}
     * @param timeoutMs how long it may take, 0 without limit
     * @param begun is given at once what ends the attempt when another thread runs it, and null when that must not be
     *            done any more
     * @return the channel
     * @throws ChorosException LIBRARY when there is no node, TRY_AGAIN when it is starting, ACCESS when we may not
     */
    Channel connect(String service, int timeoutMs, Consumer<Runnable> begun) throws ChorosException;
}
