package org.choros.crypto;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.tck.CryptoComplianceTest;

/** The contract of the SPI, with the algorithms of Bouncy Castle. */
class BouncyCastleComplianceTest extends CryptoComplianceTest {
    private final CryptoFactory factory = new BouncyCastleCryptoFactory();

    @Override
    protected CryptoFactory factory() {
        return factory;
    }
}
