package org.choros.tools;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.cfg.Cfg;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;
import org.choros.posix.NameInfo;

/** Finds out what to call nodes: by the node list, or by the names of their addresses. */
final class NodeNames {
    private static final String NODES = "nodelist.node.";
    private static final String NODE_ID = ".nodeid";

    private final Dialect dialect;
    private final CMap map;
    private final Cfg cfg;
    private final boolean all;
    private final boolean numeric;
    private final Console console;

    NodeNames(Dialect dialect, CMap map, Cfg cfg, QuorumOptions options, Console console) {
        this.dialect = dialect;
        this.map = map;
        this.cfg = cfg;
        this.all = options.allNames();
        this.numeric = options.addresses();
        this.console = console;
    }

    String of(long nodeId) {
        String listed = numeric ? "" : listed(nodeId);
        List<InetAddress> addresses;
        try {
            addresses = cfg.addresses((int) nodeId);
        } catch (ChorosException e) {
            console.error("Unable to get node address for nodeid " + nodeId + ": " + e.error().text());
            return listed;
        }
        List<String> names = new ArrayList<>();
        if (!listed.isEmpty()) {
            names.add(listed);
        }
        for (int i = names.size(); i < addresses.size() && (all || i == 0); i++) {
            InetAddress address = addresses.get(i);
            names.add(numeric ? AddressText.of(address) : NameInfo.host(address));
        }
        return String.join(", ", names);
    }

    private String listed(long nodeId) {
        try {
            for (CMapKey key : map.keys(NODES)) {
                if (key.name().endsWith(NODE_ID) && key.type() == ValueType.UINT32) {
                    Optional<CMapValue> id = map.find(key.name());
                    if (id.isPresent() && id.get().asLong() == nodeId) {
                        return listed(key.name().substring(0, key.name().length() - NODE_ID.length()));
                    }
                }
            }
        } catch (ChorosException e) {
            // then the addresses have to do
            return "";
        }
        return "";
    }

    private String listed(String node) throws ChorosException {
        Optional<CMapValue> name = map.find(node + (dialect == Dialect.V2 ? ".ring0_addr" : ".name"));
        return name.isPresent() && name.get().type() == ValueType.STRING ? name.get().asString() : "";
    }
}
