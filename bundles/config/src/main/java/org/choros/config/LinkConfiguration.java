package org.choros.config;

import org.choros.spi.transport.LinkSettings;

/**
 * One link or ring.
 *
 * @param settings number, addresses and port, as transports take them
 * @param bindText {@code bindnetaddr} as it was written
 * @param knet the knet part
 */
public record LinkConfiguration(LinkSettings settings, String bindText, KnetLink knet) {
    /** @return the link number */
    public int number() {
        return settings.number();
    }
}
