package org.choros.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of CBC that takes a new IV for each packet without being initialised again.
 *
 * <p>{@link Cipher#init} expands the key and allocates, each time. But CBC only XORs the block before (the
 * <em>chain</em>) onto the first block, so a cipher that runs on from packet to packet gives the bytes of a fresh one
 * when the first block is XORed with {@code chain ^ iv}: in front of it when encrypting, behind it when decrypting.
 */
final class CbcStream {
    private final Cipher cipher;
    private final boolean encrypting;
    private final int block;
    /** The last block of cipher text that went through. */
    private final byte[] chain;

    CbcStream(CipherAlgorithm algorithm, byte[] key, boolean encrypting, Provider provider)
            throws GeneralSecurityException {
        this.cipher = JcaCrypto.cipher(algorithm, provider);
        this.encrypting = encrypting;
        this.block = algorithm.blockLength();
        this.chain = new byte[block];
        cipher.init(encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                new SecretKeySpec(algorithm.keyFrom(key), algorithm.jcaKey()), new IvParameterSpec(chain));
    }

    /**
     * Works on whole blocks.
     *
     * @param iv array with the IV, {@code ivAt} its index
     * @param input array with the blocks, from {@code from}; when encrypting its first block is overwritten
     * @param length a positive multiple of the block length
     * @param output another array, the result begins at {@code to}
     */
    void run(byte[] iv, int ivAt, byte[] input, int from, int length, byte[] output, int to) {
        try {
            if (encrypting) {
                mix(input, from, iv, ivAt);
            }
            int done = cipher.update(input, from, length, output, to);
            if (done != length) {
                throw new IllegalStateException("cipher " + cipher.getAlgorithm() + " of " + cipher.getProvider()
                        + " kept back " + (length - done) + " of " + length + " bytes");
            }
            if (!encrypting) {
                mix(output, to, iv, ivAt);
            }
            byte[] cipherText = encrypting ? output : input;
            int start = encrypting ? to : from;
            System.arraycopy(cipherText, start + length - block, chain, 0, block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cipher " + cipher.getAlgorithm() + " failed on whole blocks", e);
        }
    }

    private void mix(byte[] data, int at, byte[] iv, int ivAt) {
        for (int i = 0; i < block; i++) {
            data[at + i] ^= (byte) (chain[i] ^ iv[ivAt + i]);
        }
    }
}
