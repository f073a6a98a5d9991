package org.choros.transport.udp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What waits in the UDP sockets of the calling thread's network namespace, as the kernel shows it. */
final class SocketRoom {
    private SocketRoom() {
    }

    /**
     * Waits until so many bytes wait in a socket.
     *
     * @param address where it is bound, as the kernel shows it
     * @param port likewise
     * @param bytes of the kernel's memory, which are more than those of the packets
     * @return how many there are
     */
    static long await(String address, int port, long bytes) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long waiting = waiting(address, port);
        while (waiting < bytes) {
            assertTrue(System.nanoTime() - endNs < 0, "the packets do not arrive");
            Thread.onSpinWait();
            waiting = waiting(address, port);
        }
        return waiting;
    }

    private static long waiting(String address, int port) throws IOException {
        long bytes = 0;
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/udp"))) {
            String[] words = line.strip().split("\\s+");
            if (words[1].equals("%s:%04X".formatted(address, port))) {
                bytes += Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16);
            }
        }
        return bytes;
    }
}
