package org.choros.base;

import org.osgi.annotation.versioning.ProviderType;

/** A listener at work; closing it ends that. Closing twice is no error. */
@ProviderType
public interface Tracking extends AutoCloseable {
    /**
     * Ends it: the listener is not called any more, but a call that has begun may still run.
     *
     * @throws ChorosException when the node could not be told; the listener is off all the same
     */
    @Override
    void close() throws ChorosException;
}
