package org.choros.crypto;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Enables {@link BouncyCastleCryptoFactory} when Bouncy Castle is there; its import is optional. */
@Component(immediate = true, service = {})
public final class BouncyCastleSwitch {
    static final String COMPONENT = "org.choros.crypto.bc";
    private static final String PROVIDER = "org.bouncycastle.jce.provider.BouncyCastleProvider";

    @Activate
    void activate(ComponentContext context) {
        if (present(BouncyCastleSwitch.class.getClassLoader())) {
            context.enableComponent(COMPONENT);
        }
    }

    /** @return whether classes of Bouncy Castle can be loaded; nothing of it is initialised */
    static boolean present(ClassLoader loader) {
        try {
            return Class.forName(PROVIDER, false, loader) != null;
        } catch (ClassNotFoundException notThere) {
            return false;
        }
    }
}
