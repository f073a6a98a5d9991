package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.base.ChorosException;
import org.choros.cmap.CMap;

/**
 * A node of the cluster, as one of them sees it.
 *
 * @param nodeId its id
 * @param name its name in the node list, or its first address there; empty when it is not listed
 * @param status {@code joined}, {@code left} or, of one that is only listed, {@code not seen}
 * @param address its addresses as the ring knows them, empty when it was not seen
 */
public record Member(long nodeId, String name, String status, String address) {

    private static final String LIST = "nodelist.node.";
    private static final String LISTED_ID = ".nodeid";
    // of dialect 3 and of dialect 2; a node has either
    private static final List<String> SEEN = List.of("runtime.members.", "runtime.totem.pg.mrp.srp.members.");

    /** @return whether it is in the ring */
    public boolean joined() {
        return "joined".equals(status);
    }

    /** @return its id, and its name where it has one */
    public String label() {
        return name.isEmpty() ? Long.toString(nodeId) : nodeId + " (" + name + ")";
    }

    /**
     * @param map the map of a node
     * @return the nodes that are listed and those that were ever seen, by their ids
     * @throws ChorosException when the node cannot be asked
     */
    public static List<Member> read(CMap map) throws ChorosException {
        SortedMap<Long, Member> found = new TreeMap<>();
        for (String place : Values.between(map, LIST, LISTED_ID)) {
            long id = Values.number(map, LIST + place + LISTED_ID, 0);
            String name = Values.text(map, LIST + place + ".name");
            String address = Values.text(map, LIST + place + ".ring0_addr");
            found.putIfAbsent(id, new Member(id, name.isEmpty() ? address : name, "not seen", ""));
        }
        for (String prefix : SEEN) {
            for (String id : Values.between(map, prefix, ".status")) {
                long number = Long.parseUnsignedLong(id);
                String name = found.containsKey(number) ? found.get(number).name() : "";
                found.put(number, new Member(number, name, Values.text(map, prefix + id + ".status"),
                        Values.text(map, prefix + id + ".ip").strip()));
            }
        }
        return new ArrayList<>(found.values());
    }
}
