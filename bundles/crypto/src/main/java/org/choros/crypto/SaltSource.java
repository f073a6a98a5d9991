package org.choros.crypto;

/** Where the 16 salt bytes of a packet come from; recorded packets are sealed again with the recorded salt. */
@FunctionalInterface
interface SaltSource {
    /**
     * @param target where to put the salt
     * @param offset index of its first byte
     * @param length how many bytes
     */
    void next(byte[] target, int offset, int length);
}
