package org.choros.tools;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.cfg.Cfg;
import org.choros.cmap.CMap;
import org.choros.posix.NameInfo;

/** Finds out what to call nodes: by the node list, or by the names of their addresses. */
final class NodeNames {
    private final NodeList listed;
    private final Cfg cfg;
    private final boolean all;
    private final boolean numeric;
    private final Console console;

    NodeNames(Dialect dialect, CMap map, Cfg cfg, QuorumOptions options, Console console) {
        this.listed = options.addresses() ? NodeList.empty() : listed(map, dialect);
        this.cfg = cfg;
        this.all = options.allNames();
        this.numeric = options.addresses();
        this.console = console;
    }

    private static NodeList listed(CMap map, Dialect dialect) {
        try {
            return NodeList.read(map, dialect);
        } catch (ChorosException e) {
            // then the addresses have to do
            return NodeList.empty();
        }
    }

    /** A node's names or addresses as the options want them; without {@code -a} there is one, or none. */
    List<String> of(long nodeId) {
        List<String> names = new ArrayList<>();
        String name = listed.name(nodeId);
        if (!name.isEmpty()) {
            names.add(name);
        }
        List<InetAddress> addresses;
        try {
            addresses = cfg.addresses((int) nodeId);
        } catch (ChorosException e) {
            console.error("Unable to get node address for nodeid " + nodeId + ": " + e.error().text());
            return names;
        }
        for (int i = names.size(); i < addresses.size() && (all || i == 0); i++) {
            InetAddress address = addresses.get(i);
            names.add(numeric ? AddressText.of(address) : NameInfo.host(address));
        }
        return names;
    }
}
