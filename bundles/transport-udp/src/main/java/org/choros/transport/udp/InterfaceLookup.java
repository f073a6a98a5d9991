package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.choros.posix.InterfaceFlags;
import org.choros.posix.PosixException;

/** Finds the interface that {@code bindnetaddr} means (totem.md 5.5). */
final class InterfaceLookup {
    private InterfaceLookup() {
    }

    /** @return all addresses of this host, by interface; may take milliseconds where there are many interfaces */
    static List<LocalInterface> all() {
        List<LocalInterface> found = new ArrayList<>();
        try {
            for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                add(device, found);
            }
        } catch (SocketException noneAtAll) {
            return List.of();
        }
        return found;
    }

    private static void add(NetworkInterface device, List<LocalInterface> found) {
        boolean up;
        try {
            // As corosync: an interface whose cable is pulled keeps its address, and the node its place. Moving would
            // change the membership though the other link of two still works.
            up = device.isUp() || InterfaceFlags.up(device.getName());
        } catch (SocketException | PosixException goneMeanwhile) {
            return;
        }
        for (InterfaceAddress address : device.getInterfaceAddresses()) {
            if (address != null && address.getAddress() != null) {
                found.add(new LocalInterface(device, address.getAddress(), address.getNetworkPrefixLength(), up));
            }
        }
    }

    /**
     * An exact address wins, otherwise the first interface on whose network {@code bindnetaddr} is. All of 127.0.0.0/8
     * is this host though only one address of it is listed, so a loopback address means itself.
     *
     * @param bindAddress a host address or the address of a network
     * @param candidates the addresses of this host
     * @return the one, when there is one and it is up
     */
    static Optional<LocalInterface> choose(InetAddress bindAddress, List<LocalInterface> candidates) {
        LocalInterface chosen = null;
        for (LocalInterface candidate : candidates) {
            if (candidate.address().getClass() != bindAddress.getClass()) {
                continue;
            }
            if (candidate.address().equals(bindAddress)) {
                chosen = candidate;
                break;
            }
            if (chosen == null && sameNetwork(candidate.address(), bindAddress, candidate.prefixLength())) {
                chosen = bindAddress.isLoopbackAddress() && !isNetwork(bindAddress, candidate.prefixLength())
                        ? new LocalInterface(candidate.device(), bindAddress, candidate.prefixLength(), candidate.up())
                        : candidate;
            }
        }
        return Optional.ofNullable(chosen).filter(LocalInterface::up);
    }

    /** @return whether all bits of the host part are zero */
    private static boolean isNetwork(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] >> 7 - bit % 8 & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNetwork(InetAddress a, InetAddress b, int prefixLength) {
        byte[] left = a.getAddress();
        byte[] right = b.getAddress();
        for (int bit = 0; bit < Math.min(prefixLength, left.length * 8); bit++) {
            if (((left[bit / 8] ^ right[bit / 8]) >> 7 - bit % 8 & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
