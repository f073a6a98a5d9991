package org.choros.spi.engine;

import java.nio.file.Path;

import org.osgi.annotation.versioning.ProviderType;

/** What an engine needs that has threads or processes of its own: an ability of the node. */
@ProviderType
public interface EngineHome {
    /**
     * Has something done on the engine's thread, later, in the order of the calls; the one call that may come from any
     * thread.
     *
     * @param task what to do; not to throw
     * @return false when it will not be done, because the node has ended
     */
    boolean bring(Runnable task);

    /** @return the folder for files that outlive the node's process, its alone; not to be touched on the ring thread */
    Path directory();
}
