package org.choros.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.choros.spi.config.ConfigurationException;
import org.choros.spi.crypto.CryptoSettings;

/** Which cipher and hash are wanted, and their key (config-and-tools.md 1.6, 1.14). */
final class CryptoChoice {
    /** Shortest key of dialect 3, and the length of every key of dialect 2. */
    private static final int KEY_MIN = 128;
    private static final int KEY_MAX = 4096;
    private static final String NONE = "none";

    private final Keys keys;
    private final HostEnvironment host;
    private final int dialect;
    private String cipher;
    private String hash;

    CryptoChoice(Keys keys, HostEnvironment host, int dialect) {
        this.keys = keys;
        this.host = host;
        this.dialect = dialect;
    }

    /** Reads cipher and hash. */
    void choose() throws ConfigurationException {
        String secauth = keys.text("totem.secauth");
        boolean on = dialect == 3 ? "on".equals(secauth) : !"off".equals(secauth);
        cipher = keys.text("totem.crypto_cipher", on ? "aes256" : NONE);
        String strongest = dialect == 3 ? "sha256" : "sha1";
        hash = keys.text("totem.crypto_hash", on ? strongest : NONE);
        if (!cipher.equals(NONE) && hash.equals(NONE)) {
            throw Faults.bare("crypto_cipher requires crypto_hash with value other than none");
        }
    }

    boolean wanted() {
        return !cipher.equals(NONE) || !hash.equals(NONE);
    }

    /**
     * Reads the key if one is needed.
     *
     * @param warnings gets a line when others can read the key file
     * @return cipher, hash and key
     */
    CryptoSettings withKey(List<String> warnings) throws ConfigurationException {
        return new CryptoSettings(dialect, cipher, hash, wanted() ? key(warnings) : new byte[0]);
    }

    private byte[] key(List<String> warnings) throws ConfigurationException {
        String file = keys.text("totem.keyfile");
        String inline = keys.text("totem.key");
        if (file == null && inline != null) {
            return inline(inline);
        }
        if (file == null) {
            String named = dialect == 2 ? host.variable("COROSYNC_TOTEM_AUTHKEY_FILE") : null;
            file = named == null ? "/etc/corosync/authkey" : named;
        }
        byte[] key;
        try {
            key = host.read(file, dialect == 3 ? KEY_MAX : KEY_MIN);
        } catch (HostFault e) {
            throw Faults.bare("Could not open " + file + ": " + e.getMessage());
        }
        if (key.length < KEY_MIN) {
            String wanted = dialect == 3 ? "minimum " + 8 * KEY_MIN + " bits" : 8 * KEY_MIN + " bits";
            throw Faults.bare("Could only read " + 8 * key.length + " bits of " + wanted + " from " + file + ".");
        }
        if (host.readableByOthers(file)) {
            warnings.add(
                    "Key file " + file + " can be read by others than its owner. Please restrict it to mode 0400.");
        }
        return key;
    }

    /** An inline key is the text with its terminating NUL, which becomes key material too. */
    private byte[] inline(String text) throws ConfigurationException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] key = Arrays.copyOf(bytes, bytes.length + 1);
        if (key.length > (dialect == 3 ? KEY_MAX : KEY_MIN)) {
            throw Faults.bare("key is too long");
        }
        if (dialect == 3 && key.length < KEY_MIN) {
            throw Faults.bare("key is too short");
        }
        return key;
    }
}
