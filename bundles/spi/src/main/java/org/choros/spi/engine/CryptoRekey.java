package org.choros.spi.engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes the key of a running ring in phases that all nodes take at the same point of the message stream (3.1, knet):
 * an ability of nodes whose transport can. After a reload the new key is known beside the old one and accepted; then
 * it is used for sending; then the old one is forgotten.
 */
@ProviderType
public interface CryptoRekey {
    /** @return whether the last reload has brought a new key that is not used for sending yet */
    boolean pending();

    /** Sends with the new key from now on. */
    void activate();

    /** Forgets the old key. */
    void cleanUp();
}
