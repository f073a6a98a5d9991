package org.choros.itests.osgi;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports that nobody uses on the loopback interface. */
final class FreePorts {
    private static final int TRIES = 100;

    private FreePorts() {
    }

    static int tcp() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** A ring uses the port and the one below. */
    static int pair() throws IOException {
        InetAddress address = InetAddress.getByName("127.0.0.1");
        for (int i = 0; i < TRIES; i++) {
            try (DatagramSocket one = new DatagramSocket(new InetSocketAddress(address, 0));
                    DatagramSocket below = new DatagramSocket(
                            new InetSocketAddress(address, one.getLocalPort() - 1))) {
                return below.getLocalPort() + 1;
            } catch (IOException e) {
                // the one below is taken
            }
        }
        throw new IOException("no two free ports");
    }
}
