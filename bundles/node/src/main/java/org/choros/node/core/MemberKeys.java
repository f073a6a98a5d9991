package org.choros.node.core;

import java.net.InetAddress;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.wire.totem.Dialect;

/** The keys that say who is a member: {@code ip}, {@code join_count} and {@code status} of every node ever seen. */
final class MemberKeys {
    private final String prefix;
    private final IcMap map;

    MemberKeys(Dialect dialect, IcMap map) {
        this.prefix = dialect == Dialect.V2 ? "runtime.totem.pg.mrp.srp.members." : "runtime.members.";
        this.map = map;
    }

    void joined(int nodeId, List<InetAddress> addresses) {
        String key = prefix + Integer.toUnsignedString(nodeId);
        if (map.get(key + ".ip") == null) {
            StringBuilder ip = new StringBuilder();
            for (int link = 0; link < addresses.size(); link++) {
                if (addresses.get(link) != null) {
                    ip.append("r(").append(link).append(") ip(").append(addresses.get(link).getHostAddress())
                            .append(") ");
                }
            }
            map.put(key + ".ip", MapValue.str(ip.toString()));
        }
        map.put(key + ".join_count", MapValue.u32(map.getExact(key + ".join_count", ValueType.UINT32, 0) + 1));
        map.put(key + ".status", MapValue.str("joined"));
    }

    void left(int nodeId) {
        map.put(prefix + Integer.toUnsignedString(nodeId) + ".status", MapValue.str("left"));
    }
}
