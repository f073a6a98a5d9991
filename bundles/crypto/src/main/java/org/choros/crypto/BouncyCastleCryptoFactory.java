package org.choros.crypto;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.osgi.service.component.annotations.Component;

/**
 * Packet crypto with the algorithms of Bouncy Castle, which has all of them whatever the Java runtime was stripped of.
 * The provider is this object's own and not registered with the runtime. Enabled by {@link BouncyCastleSwitch}.
 */
@Component(name = BouncyCastleSwitch.COMPONENT, enabled = false, property = CryptoFactory.PROPERTY + "="
        + BouncyCastleCryptoFactory.PROVIDER)
public final class BouncyCastleCryptoFactory implements CryptoFactory {
    static final String PROVIDER = "bc";

    private final JcaCrypto crypto = new JcaCrypto(new BouncyCastleProvider());

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
