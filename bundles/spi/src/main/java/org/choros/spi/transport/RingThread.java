package org.choros.spi.transport;

import java.util.Optional;
import java.util.concurrent.Executor;

import org.osgi.annotation.versioning.ProviderType;

/** The one thread on which a node's ring, engines and packet I/O run. For all threads. */
@ProviderType
public interface RingThread extends Executor {
    /**
     * Runs a task on this thread, never inside this call, also when called on it. Tasks run in the order given and must
     * not block. When the node has ended, a task is dropped silently.
     */
    @Override
    void execute(Runnable task);

    /** @return whether the caller runs on this thread */
    boolean inside();

    /**
     * Gives access to the event loop below, for plug-ins that do their I/O on it.
     *
     * @param type the wanted type, for example {@code io.netty.channel.EventLoop}
     * @param <T> the wanted type
     * @return the event loop, or empty when it is of another kind; the plug-in then brings its own thread and posts
     */
    <T> Optional<T> as(Class<T> type);
}
