package org.choros.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.choros.config.HostEnvironment.Family;

/** Addresses: resolution by ip_version, generated multicast groups, node ids from addresses, text forms. */
final class Addresses {
    private Addresses() {
    }

    /**
     * @param host the machine
     * @param name a name or numeric address
     * @param ipVersion {@code ipv4}, {@code ipv6}, {@code ipv4-6} or {@code ipv6-4}
     * @return the address, or null
     */
    static InetAddress resolve(HostEnvironment host, String name, String ipVersion) {
        Family first = ipVersion.startsWith("ipv6") ? Family.IPV6 : Family.IPV4;
        List<InetAddress> found = host.resolve(name, first);
        if (found.isEmpty() && ipVersion.length() > 4) {
            found = host.resolve(name, first == Family.IPV6 ? Family.IPV4 : Family.IPV6);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    static boolean isV6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /** The group for a cluster name; totem.md 5.3, the remainder by 255 included. */
    static InetAddress multicastGroup(String clusterName, int link, boolean v6) {
        int hash = 0;
        for (byte c : clusterName.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash << 1) + c;
        }
        int id = (hash & 0xFFFF) + link & 0xFFFF;
        byte[] raw;
        if (v6) {
            raw = new byte[16];
            raw[0] = (byte) 0xFF;
            raw[1] = 0x15;
            raw[14] = (byte) (id >> 8);
            raw[15] = (byte) id;
        } else {
            raw = new byte[]{(byte) 239, (byte) 192, (byte) (id >> 8), (byte) (id % 255)};
        }
        return of(raw);
    }

    static InetAddress broadcast() {
        return of(new byte[]{-1, -1, -1, -1});
    }

    private static InetAddress of(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    /** The id of a node that was given none: its IPv4 address, highest byte first. */
    static int nodeId(InetAddress v4, boolean clearHighBit) {
        byte[] b = v4.getAddress();
        int id = (b[0] & 0xFF) << 24 | (b[1] & 0xFF) << 16 | (b[2] & 0xFF) << 8 | b[3] & 0xFF;
        return clearHighBit ? id & 0x7FFF_FFFF : id;
    }

    /** The text form as inet_ntop makes it: the longest run of two or more zero groups becomes two colons. */
    static String text(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (b[2 * i] & 0xFF) << 8 | b[2 * i + 1] & 0xFF;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
