package org.choros.crypto;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.tck.CryptoComplianceTest;

/** The contract of the SPI, with the algorithms of the Java runtime. */
class JdkComplianceTest extends CryptoComplianceTest {
    @Override
    protected CryptoFactory factory() {
        return new JdkCryptoFactory();
    }
}
