package org.choros.itests.interop;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A program for a host of the lab: sends the packets of a file to addresses, from the host's own address. */
public final class Flood {
    private static final int BURST = 32;
    private static final long PAUSE_NS = 3_000_000;

    private Flood() {
    }

    /**
     * @param args the file (a count, then length and bytes of each packet), then HOST:PORT of each target
     * @throws IOException when a packet cannot be sent
     */
    public static void main(String[] args) throws IOException {
        List<InetSocketAddress> targets = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            String[] parts = args[i].split(":");
            targets.add(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))));
                MulticastSocket socket = new MulticastSocket(0)) {
            socket.setNetworkInterface(NetworkInterface.getByName("eth0"));
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                byte[] packet = in.readNBytes(in.readInt());
                for (InetSocketAddress target : targets) {
                    socket.send(new DatagramPacket(packet, packet.length, target));
                }
                // The packets have to be read and judged, not lost in a full socket.
                if (i % BURST == BURST - 1) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        }
    }
}
