package org.choros.tools.notifyd;

import java.util.Optional;

import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapEvent.Change;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/**
 * Reads notices out of changes of the map: which keys of the map mean what. Of the many keys of a member or of a
 * connection one stands for all.
 */
final class MapNotices {
    /** Members, in a node of dialect 3. */
    static final String MEMBERS_3 = "runtime.members.";
    /** Members, in a node of dialect 2. */
    static final String MEMBERS_2 = "runtime.totem.pg.mrp.srp.members.";
    /** Connections, in the statistics of a node of dialect 3. */
    static final String CONNECTIONS_3 = "stats.ipcs.";
    /** Connections, in a node of dialect 2. */
    static final String CONNECTIONS_2 = "runtime.connections.";
    /** Links, in the statistics of a node of dialect 3. */
    static final String LINKS = "stats.knet.";
    /** Redundant rings, in a node of dialect 2. */
    static final String RINGS = "runtime.totem.pg.mrp.rrp.";

    private static final String STATUS = ".status";
    private static final String PROCESS = ".procname";
    private static final String SERVICE = ".service_id";
    private static final String CONNECTED = ".connected";
    private static final String FAULTY = ".faulty";

    private final LocalNode local;
    private final Addresses addresses;
    private final NoticeSink out;

    /** Who we are, known by the first notice. */
    interface LocalNode {
        String name();

        long nodeId();
    }

    /** What else is known of members. */
    interface Addresses {
        /** The value of a key, empty when there is none. */
        String text(String key);

        /** What to call the node with an address. */
        String name(String address);
    }

    MapNotices(LocalNode local, Addresses addresses, NoticeSink out) {
        this.local = local;
        this.addresses = addresses;
        this.out = out;
    }

    /** A key below {@link #MEMBERS_3} or {@link #MEMBERS_2} has changed. */
    void member(CMapEvent event, String prefix) {
        String key = event.key();
        if (event.change() == Change.DELETE || !key.endsWith(STATUS)) {
            return;
        }
        long nodeId = number(key, prefix.length(), key.length() - STATUS.length());
        String state = text(event.newValue());
        if (nodeId < 0 || state.isEmpty()) {
            return;
        }
        String address = lastAddress(addresses.text(prefix + nodeId + ".ip"));
        String name = nodeId == local.nodeId() ? local.name() : addresses.name(address);
        out.tell(new Notice.Node(name, nodeId, address, state));
    }

    /** The address of the last link in {@code r(0) ip(10.0.0.1) r(1) ip(10.1.0.1) }; empty when there is none. */
    static String lastAddress(String links) {
        int from = links.lastIndexOf("ip(");
        int to = links.indexOf(')', from + 1);
        return from < 0 || to < 0 ? "" : links.substring(from + 3, to);
    }

    /** A key below {@link #CONNECTIONS_3}, {@code stats.ipcs.serviceS.PID.ADDR.procname}, has come or gone. */
    void connection3(CMapEvent event) {
        String key = event.key();
        boolean connected = event.change() == Change.ADD;
        if (event.change() == Change.MODIFY || !key.endsWith(PROCESS)) {
            return;
        }
        String process = text(connected ? event.newValue() : event.oldValue());
        String path = key.substring(0, key.length() - PROCESS.length());
        int address = path.lastIndexOf('.');
        int pid = address < 0 ? -1 : path.lastIndexOf('.', address - 1);
        if (pid > 0) {
            String connection = path.substring(address + 1) + path.substring(pid, address) + "." + process;
            out.tell(new Notice.Connection(local.name(), local.nodeId(), connection, connected));
        }
    }

    /** A key below {@link #CONNECTIONS_2}, {@code runtime.connections.NAME:PID:ADDR.service_id}, has come or gone. */
    void connection2(CMapEvent event) {
        String key = event.key();
        if (event.change() != Change.MODIFY && key.endsWith(SERVICE)) {
            String connection = key.substring(CONNECTIONS_2.length(), key.length() - SERVICE.length());
            boolean connected = event.change() == Change.ADD;
            out.tell(new Notice.Connection(local.name(), local.nodeId(), connection, connected));
        }
    }

    /** Whether a key says that a link is up: {@code stats.knet.nodeN.linkL.connected}. */
    static boolean isLink(String key) {
        return key.endsWith(CONNECTED) && peer(key) >= 0 && link(key) >= 0;
    }

    private static long peer(String key) {
        String head = LINKS + "node";
        return key.startsWith(head) ? number(key, head.length(), key.indexOf('.', head.length())) : -1;
    }

    private static long link(String key) {
        int from = key.indexOf(".link", LINKS.length());
        return from < 0 ? -1 : number(key, from + 5, key.length() - CONNECTED.length());
    }

    /** A key that {@link #isLink} has another value. */
    void link(CMapEvent event) {
        Optional<CMapValue> up = event.newValue();
        if (event.change() == Change.MODIFY && up.isPresent() && up.get().type() == ValueType.UINT8) {
            out.tell(new Notice.Link(local.name(), local.nodeId(), (int) link(event.key()), peer(event.key()),
                    up.get().asLong() != 0));
        }
    }

    /** A key below {@link #RINGS} has changed. */
    void ring(CMapEvent event) {
        String key = event.key();
        Optional<CMapValue> faulty = event.newValue();
        if (event.change() != Change.MODIFY || !key.endsWith(FAULTY) || faulty.isEmpty()
                || faulty.get().type() != ValueType.UINT8) {
            return;
        }
        long ring = number(key, RINGS.length(), key.length() - FAULTY.length());
        if (ring >= 0) {
            out.tell(new Notice.Ring(local.name(), local.nodeId(), (int) ring, faulty.get().asLong() != 0));
        }
    }

    private static String text(Optional<CMapValue> value) {
        return value.isPresent() && value.get().type() == ValueType.STRING ? value.get().asString() : "";
    }

    /** An unsigned number of 32 bits in decimal, or -1. */
    private static long number(String text, int from, int to) {
        if (to <= from || to - from > 10) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value > 0xFFFF_FFFFL ? -1 : value;
    }
}
