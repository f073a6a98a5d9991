package org.choros.node.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import org.choros.wire.totem.Processor;

/** IP addresses as the wire carries them, turned into Java's. */
public final class Addresses {
    private static final int LINKS = 2;

    private Addresses() {
    }

    /**
     * @param processor a processor of dialect 2
     * @return its addresses by link, null where there is none; empty in dialect 3, which carries none
     */
    public static List<InetAddress> of(Processor processor) {
        List<InetAddress> addresses = new ArrayList<>(LINKS);
        for (int link = 0; link < LINKS; link++) {
            byte[] raw = processor.address(link);
            if (raw.length != 0) {
                while (addresses.size() < link) {
                    addresses.add(null);
                }
                addresses.add(of(raw));
            }
        }
        return addresses;
    }

    /**
     * @param raw 4 or 16 bytes
     * @return the address
     */
    public static InetAddress of(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + raw.length, e);
        }
    }
}
