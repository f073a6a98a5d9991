package org.choros.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;

import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;

/** Checks settings and makes packet crypto from the algorithms of one JCA provider. */
final class JcaCrypto {
    /** What is used of a key file; an inline key may be shorter. */
    static final int KEY_LENGTH_MAX = 128;

    private final Provider provider;

    /** @param provider whose algorithms to use, null for whatever the Java runtime prefers */
    JcaCrypto(Provider provider) {
        this.provider = provider;
    }

    boolean supports(CryptoSettings settings) {
        CipherAlgorithm cipher = CipherAlgorithm.named(settings.cipher());
        HashAlgorithm hash = HashAlgorithm.named(settings.hash());
        if (cipher == null || hash == null || refusal(settings.dialect(), cipher, hash) != null) {
            return false;
        }
        try {
            if (cipher != CipherAlgorithm.NONE) {
                cipher(cipher, provider);
            }
            if (hash != HashAlgorithm.NONE) {
                mac(hash, provider);
            }
            return true;
        } catch (GeneralSecurityException notThere) {
            return false;
        }
    }

    PacketCrypto create(CryptoSettings settings) {
        return create(settings, new SaltPool());
    }

    PacketCrypto create(CryptoSettings settings, SaltSource salts) {
        String wanted = "crypto_cipher " + settings.cipher() + " with crypto_hash " + settings.hash();
        CipherAlgorithm cipher = CipherAlgorithm.named(settings.cipher());
        HashAlgorithm hash = HashAlgorithm.named(settings.hash());
        if (cipher == null || hash == null) {
            throw new IllegalArgumentException(wanted + ": unknown " + (cipher == null ? "cipher" : "hash"));
        }
        String refusal = refusal(settings.dialect(), cipher, hash);
        if (refusal != null) {
            throw new IllegalArgumentException(wanted + ": " + refusal);
        }
        if (settings.dialect() == 3) {
            return new IdentityCrypto();
        }
        if (hash != HashAlgorithm.NONE && settings.key().length == 0) {
            throw new IllegalArgumentException(wanted + ": the key is empty");
        }
        byte[] key = Arrays.copyOf(settings.key(), Math.min(settings.key().length, KEY_LENGTH_MAX));
        try {
            return new EnvelopeCrypto(cipher, hash, key, provider, salts);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    wanted + ", key of " + key.length + " bytes: refused by the provider, " + e.getMessage(), e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** @return why this combination cannot be, or null */
    private static String refusal(int dialect, CipherAlgorithm cipher, HashAlgorithm hash) {
        if (dialect != 2 && dialect != 3) {
            return "unknown dialect " + dialect;
        }
        if (dialect == 3 && (cipher != CipherAlgorithm.NONE || hash != HashAlgorithm.NONE)) {
            return "dialect 3 has no cryptography on udp and udpu";
        }
        if (cipher != CipherAlgorithm.NONE && hash == HashAlgorithm.NONE) {
            return "crypto_cipher requires crypto_hash with value other than none";
        }
        return null;
    }

    static Cipher cipher(CipherAlgorithm algorithm, Provider provider) throws GeneralSecurityException {
        return provider == null
                ? Cipher.getInstance(algorithm.transformation())
                : Cipher.getInstance(algorithm.transformation(), provider);
    }

    static Mac mac(HashAlgorithm algorithm, Provider provider) throws GeneralSecurityException {
        return provider == null ? Mac.getInstance(algorithm.jcaMac()) : Mac.getInstance(algorithm.jcaMac(), provider);
    }
}
