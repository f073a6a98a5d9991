package org.choros.transport.local;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportSettings;

/** Settings of nodes 1, 2, 3... at 10.1.1.1, 10.1.1.2, 10.1.1.3... */
final class Settings {
    private Settings() {
    }

    static InetAddress address(int link, int node) {
        try {
            return InetAddress.getByAddress(new byte[]{10, 1, (byte) (link + 1), (byte) node});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static LinkSettings link(int link, int node, int port) {
        return new LinkSettings(link, address(link, node), null, port, 1, false);
    }

    static Member member(int node) {
        return new Member(node, List.of(address(0, node), address(1, node)));
    }

    /** Node {@code node} of a cluster of as many members. */
    static TransportSettings of(String cluster, int dialect, int node, int members) {
        List<Member> list = new ArrayList<>();
        for (int i = 1; i <= members; i++) {
            list.add(member(i));
        }
        return new TransportSettings("local", dialect, List.of(link(0, node, 5405)), list, node, true, 1000, 200, 1,
                cluster, Map.of());
    }
}
