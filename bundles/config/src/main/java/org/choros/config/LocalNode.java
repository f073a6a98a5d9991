package org.choros.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.choros.config.HostEnvironment.LocalAddress;
import org.choros.spi.config.ConfigurationException;

/** Finds the local node in the node list (config-and-tools.md 1.12), unless {@code choros.node} says which it is. */
final class LocalNode {
    private static final String CHOSEN = "choros.node";

    private final Keys keys;
    private final HostEnvironment host;
    private final List<Integer> nodes;

    LocalNode(Keys keys, HostEnvironment host) {
        this.keys = keys;
        this.host = host;
        this.nodes = keys.nodes();
    }

    /** Whether the configuration says which node it is: several on one host, or a transport without interfaces. */
    boolean isChosen() {
        return keys.text(CHOSEN) != null;
    }

    /** The node that the configuration names by its id, its name or its address on link 0. */
    int chosen() throws ConfigurationException {
        String wanted = keys.text(CHOSEN, "");
        for (int node : nodes) {
            if (wanted.equals(Long.toString(keys.u32(NodeDraft.prefix(node) + "nodeid", -1)))) {
                return node;
            }
        }
        int found = called(wanted::equals);
        if (found < 0) {
            throw Faults.bare("No node of the nodelist has the id, the name or the ring0_addr '" + wanted
                    + "' that choros.node says");
        }
        return found;
    }

    /** Dialect 3: by name, by names of our addresses, by addresses of the nodes' names. */
    int findByName(String ipVersion) {
        if (nodes.isEmpty()) {
            return NodeSettings.NOT_LISTED;
        }
        String name = host.nodeName();
        int found = called(name::equals);
        while (found < 0 && name.indexOf('.') >= 0) {
            name = name.substring(0, name.lastIndexOf('.'));
            found = called(name::equals);
        }
        if (found < 0) {
            String bare = name;
            found = called(candidate -> shortName(candidate).equals(bare));
        }
        List<LocalAddress> ours = host.localAddresses();
        for (int i = 0; found < 0 && i < ours.size(); i++) {
            found = byAddressName(ours.get(i).address());
        }
        return found < 0 ? byResolution(ours, ipVersion) : found;
    }

    private static String shortName(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private int byAddressName(InetAddress address) {
        String name = host.nameOf(address);
        int found = NodeSettings.NOT_LISTED;
        if (name != null) {
            found = called(name::equals);
            if (found < 0) {
                found = called(shortName(name)::equals);
            }
        }
        return found < 0 ? called(Addresses.text(address)::equals) : found;
    }

    private int byResolution(List<LocalAddress> ours, String ipVersion) {
        for (int node : nodes) {
            for (String key : List.of("name", "ring0_addr")) {
                String text = keys.text(NodeDraft.prefix(node) + key);
                if (text != null && isOurs(ours, Addresses.resolve(host, text, ipVersion))) {
                    return node;
                }
            }
        }
        return NodeSettings.NOT_LISTED;
    }

    /** Dialect 2: the first node whose ring 0 address is one of ours. */
    int findByAddress(String ipVersion) {
        int loopback = byLoopbackBinding(ipVersion);
        if (loopback >= 0) {
            return loopback;
        }
        List<LocalAddress> ours = host.localAddresses();
        for (int node : nodes) {
            String text = keys.text(NodeDraft.prefix(node) + "ring0_addr");
            if (text != null && isOurs(ours, Addresses.resolve(host, text, ipVersion))) {
                return node;
            }
        }
        return NodeSettings.NOT_LISTED;
    }

    // Several nodes on one host have a loopback address each, 127.0.0.11 and so on. No interface lists those, but every
    // one of them is ours: which is meant, bindnetaddr has to say.
    private int byLoopbackBinding(String ipVersion) {
        String bind = keys.text(LinkDraft.prefix(0) + "bindnetaddr");
        InetAddress bound = bind == null ? null : Addresses.resolve(host, bind, ipVersion);
        if (bound == null || !bound.isLoopbackAddress()) {
            return NodeSettings.NOT_LISTED;
        }
        for (int node : nodes) {
            String text = keys.text(NodeDraft.prefix(node) + "ring0_addr");
            if (text != null && bound.equals(Addresses.resolve(host, text, ipVersion))) {
                return node;
            }
        }
        return NodeSettings.NOT_LISTED;
    }

    private static boolean isOurs(List<LocalAddress> ours, InetAddress address) {
        for (LocalAddress own : ours) {
            if (own.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** The first node one of whose names passes. */
    private int called(Predicate<String> test) {
        for (int node : nodes) {
            List<String> names = new ArrayList<>(2);
            names.add(keys.text(NodeDraft.prefix(node) + "name"));
            names.add(keys.text(NodeDraft.prefix(node) + "ring0_addr"));
            for (String name : names) {
                if (name != null && test.test(name)) {
                    return node;
                }
            }
        }
        return NodeSettings.NOT_LISTED;
    }
}
