package org.choros.crypto;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.osgi.service.component.annotations.Component;

/** Packet crypto with the algorithms of the Java runtime, which uses the processor's AES and SHA instructions. */
@Component(property = CryptoFactory.PROPERTY + "=" + JdkCryptoFactory.PROVIDER)
public final class JdkCryptoFactory implements CryptoFactory {
    static final String PROVIDER = "jdk";

    private final JcaCrypto crypto = new JcaCrypto(null);

    @Override
    public boolean supports(CryptoSettings settings) {
        return crypto.supports(settings);
    }

    @Override
    public PacketCrypto create(CryptoSettings settings) {
        return crypto.create(settings);
    }

    @Override
    public String provider() {
        return PROVIDER;
    }
}
