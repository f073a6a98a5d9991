package org.choros.spi.cmap;

import java.net.InetAddress;
import java.util.List;

/**
 * The keys that tell of the members: {@code runtime.members.ID} in 3.1,
 * {@code runtime.totem.pg.mrp.srp.members.ID} in 2.4. The node writes all but the configuration version, which is the
 * cmap engine's.
 */
public final class MemberKeys {
    private static final int DIALECT_2 = 2;
    private static final String JOINED = "joined";
    private static final String LEFT = "left";

    private MemberKeys() {
    }

    /**
     * @param dialect 2 or 3
     * @param nodeId a node, unsigned
     * @return what its keys begin with, with the dot at the end
     */
    public static String prefix(int dialect, int nodeId) {
        return (dialect == DIALECT_2 ? "runtime.totem.pg.mrp.srp.members." : "runtime.members.")
                + Integer.toUnsignedString(nodeId) + ".";
    }

    /**
     * A node has become a member, for the first time or again.
     *
     * @param map the node's map
     * @param dialect 2 or 3
     * @param nodeId who
     * @param addresses its addresses by link; kept as they were at the first join
     */
    public static void joined(IcMap map, int dialect, int nodeId, List<InetAddress> addresses) {
        String prefix = prefix(dialect, nodeId);
        String count = prefix + "join_count";
        if (map.get(prefix + "ip") == null) {
            map.put(prefix + "ip", MapValue.str(text(addresses)));
        }
        map.put(count, MapValue.u32(map.getLong(count, 0) + 1));
        map.put(prefix + "status", MapValue.str(JOINED));
    }

    /**
     * A node is no member any more.
     *
     * @param map the node's map
     * @param dialect 2 or 3
     * @param nodeId who
     */
    public static void left(IcMap map, int dialect, int nodeId) {
        map.put(prefix(dialect, nodeId) + "status", MapValue.str(LEFT));
    }

    /**
     * @param map the node's map
     * @param dialect 2 or 3
     * @param nodeId who
     * @return whether the keys have it as a member
     */
    public static boolean isJoined(IcMap map, int dialect, int nodeId) {
        return JOINED.equals(map.getString(prefix(dialect, nodeId) + "status", null));
    }

    /**
     * @param addresses addresses by link
     * @return them as in the ip key and in log lines: {@code r(0) ip(10.0.0.1) } with a blank behind each
     */
    public static String text(List<InetAddress> addresses) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            text.append("r(").append(i).append(") ip(").append(addresses.get(i).getHostAddress()).append(") ");
        }
        return text.toString();
    }
}
