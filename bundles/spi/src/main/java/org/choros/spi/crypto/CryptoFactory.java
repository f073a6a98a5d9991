package org.choros.spi.crypto;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes packet crypto from one provider of algorithms. Published as an OSGi service with the property
 * {@value #PROPERTY}; the node takes the provider that it is told, else {@code jdk}, else any that supports what is
 * configured, and waits while there is none. Where there is no service registry it is found by
 * {@link java.util.ServiceLoader}, and {@link #provider()} tells its name.
 *
 * <p>One factory serves all nodes of a framework and may be called on any thread, on several at a time. Its methods are
 * not called on a ring thread: they may take a moment. When the service goes, each node gives up the crypto that was
 * made by it before the unregistration returns.
 */
@ConsumerType
public interface CryptoFactory {
    /** Service property: the provider's name, for example {@code jdk} or {@code bc}. */
    String PROPERTY = "choros.crypto";

    /**
     * Tells whether {@link #create} would take these algorithms for this dialect; the key is not looked at.
     *
     * @param settings what is wanted
     * @return whether this provider has the algorithms; false for unknown names, never an exception
     */
    boolean supports(CryptoSettings settings);

    /**
     * Makes a crypto. What costs time (self-tests, loading of libraries) is best done here.
     *
     * @param settings dialect, algorithms and key
     * @return the crypto, for use by one thread, which need not be the caller's; it shares nothing with others
     * @throws IllegalArgumentException when the algorithms are unknown or may not be combined (a cipher needs a hash),
     *             or the key does not fit; the message names cipher and hash as configured, and never the key
     */
    PacketCrypto create(CryptoSettings settings);

    /**
     * The provider's name, for nodes without a service registry. The same as the service property.
     *
     * @return the name, or an empty text when it is to be used as a service only
     */
    default String provider() {
        return "";
    }
}
