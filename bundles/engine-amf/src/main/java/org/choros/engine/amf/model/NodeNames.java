package org.choros.engine.amf.model;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The nodes of the node list by whatever they are called there. */
final class NodeNames {
    private static final int NODES_MAX = 1024;

    private final Map<String, Integer> ids = new HashMap<>();
    private final SortedMap<Integer, String> names = new TreeMap<>(Integer::compareUnsigned);

    /** @param keys the keys of a configuration */
    NodeNames(SortedMap<String, String> keys) {
        for (int i = 0; i < NODES_MAX; i++) {
            String prefix = "nodelist.node." + i + '.';
            String id = keys.getOrDefault(prefix + "nodeid", "");
            if (!id.matches("[0-9]{1,10}") || Long.parseLong(id) >>> Integer.SIZE != 0 || Long.parseLong(id) == 0) {
                continue;
            }
            int node = (int) Long.parseLong(id);
            String address = keys.get(prefix + "ring0_addr");
            String name = keys.getOrDefault(prefix + "name", address == null ? id : address);
            names.put(node, name);
            ids.putIfAbsent(id, node);
            if (address != null) {
                ids.putIfAbsent(address, node);
            }
            ids.put(name, node);
        }
    }

    /** @return the node's id, or null */
    Integer find(String name) {
        return ids.get(name);
    }

    String name(int node) {
        return names.get(node);
    }

    /** All of them, for people. */
    String known() {
        return names.isEmpty()
                ? "there is no node with a nodeid in the nodelist"
                : "there are " + String.join(", ", names.values());
    }
}
