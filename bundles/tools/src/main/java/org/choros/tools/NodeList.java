package org.choros.tools;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.base.ChorosException;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapValue;
import org.choros.cmap.ValueType;

/** The nodes that the node list names, by their ids. */
final class NodeList {
    private static final String NODES = "nodelist.node.";
    private static final String NODE_ID = ".nodeid";

    private final SortedMap<Long, String> names;

    private NodeList(SortedMap<Long, String> names) {
        this.names = names;
    }

    /** What a map says; where a node is listed twice the first place counts. */
    static NodeList read(CMap map, Dialect dialect) throws ChorosException {
        SortedMap<Long, String> names = new TreeMap<>();
        for (CMapKey key : map.keys(NODES)) {
            if (key.name().endsWith(NODE_ID) && key.type() == ValueType.UINT32) {
                Optional<CMapValue> id = map.find(key.name());
                if (id.isPresent() && id.get().type() == ValueType.UINT32 && !names.containsKey(id.get().asLong())) {
                    String node = key.name().substring(0, key.name().length() - NODE_ID.length());
                    names.put(id.get().asLong(), name(map, node, dialect));
                }
            }
        }
        return new NodeList(names);
    }

    /** Nobody. */
    static NodeList empty() {
        return new NodeList(new TreeMap<>());
    }

    private static String name(CMap map, String node, Dialect dialect) throws ChorosException {
        Optional<CMapValue> name = map.find(node + (dialect == Dialect.V2 ? ".ring0_addr" : ".name"));
        return name.isPresent() && name.get().type() == ValueType.STRING ? name.get().asString() : "";
    }

    /** The node ids, ascending. */
    Iterable<Long> ids() {
        return names.keySet();
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** A node's name; empty when it has none or is not listed. */
    String name(long nodeId) {
        String name = names.get(nodeId);
        return name == null ? "" : name;
    }

    /** A node's name for JSON: null when it has none. */
    String nameOrNull(long nodeId) {
        String name = name(nodeId);
        return name.isEmpty() ? null : name;
    }
}
