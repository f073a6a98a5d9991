package org.choros.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.crypto.PacketCrypto.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one packet costs the collector after warm-up: nothing of ours, only what JCA takes. */
class AllocationTest {
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @CsvSource({"jdk, none, none, 0", "jdk, none, sha384, 300", "jdk, aes256, sha1, 200", "jdk, aes128, md5, 200",
            "jdk, 3des, sha512, 400", "bc, aes256, sha1, 200", "bc, 3des, sha512, 5000"})
    void onlyTheTagAllocates(String provider, String cipher, String hash, int bytesMax) {
        PacketCrypto crypto = (provider.equals("jdk") ? new JdkCryptoFactory() : new BouncyCastleCryptoFactory())
                .create(new CryptoSettings(2, cipher, hash, new byte[cipher.equals(hash) ? 0 : 128]));
        ByteBuffer message = ByteBuffer.allocateDirect(1000);
        ByteBuffer packet = ByteBuffer.allocateDirect(2000);
        ByteBuffer opened = ByteBuffer.allocateDirect(2000);
        run(crypto, message, packet, opened);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long startNs = System.nanoTime();
        long before = threads.getThreadAllocatedBytes(thread);
        run(crypto, message, packet, opened);
        long perPacket = (threads.getThreadAllocatedBytes(thread) - before) / (2 * ROUNDS);
        System.out.printf("%s %s/%s: %d bytes allocated and %d ns per packet%n", provider, cipher, hash, perPacket,
                (System.nanoTime() - startNs) / (2 * ROUNDS));
        assertTrue(perPacket <= bytesMax, perPacket + " bytes for each packet");
    }

    private static void run(PacketCrypto crypto, ByteBuffer message, ByteBuffer packet, ByteBuffer opened) {
        for (int i = 0; i < ROUNDS; i++) {
            crypto.seal(message, packet.clear());
            assertEquals(Result.OK, crypto.open(packet, opened.clear()));
        }
    }
}
