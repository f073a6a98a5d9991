package org.choros.spi.crypto;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes packet crypto from one provider of algorithms. Published as an OSGi service with the property
 * {@value #PROPERTY}.
 */
@ConsumerType
public interface CryptoFactory {
    /** Service property: the provider's name, for example {@code jdk} or {@code bc}. */
    String PROPERTY = "choros.crypto";

    /**
     * @param settings what is wanted
     * @return whether this provider has the algorithms
     */
    boolean supports(CryptoSettings settings);

    /**
     * @param settings dialect, algorithms and key
     * @return the crypto, for use by one thread
     * @throws IllegalArgumentException when the algorithms are unknown or the key does not fit; the message names both
     */
    PacketCrypto create(CryptoSettings settings);
}
