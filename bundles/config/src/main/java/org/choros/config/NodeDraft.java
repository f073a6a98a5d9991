package org.choros.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A node of the list while it is being put together. */
final class NodeDraft {
    final int position;
    int nodeId;
    String name = "";
    long votes = 1;
    private final List<InetAddress> addresses = new ArrayList<>();

    NodeDraft(int position) {
        this.position = position;
    }

    static String prefix(int position) {
        return "nodelist.node." + position + '.';
    }

    void readPlain(Keys keys) {
        nodeId = (int) keys.u32(prefix(position) + "nodeid", 0);
        name = keys.text(prefix(position) + "name", "");
        votes = keys.u32(prefix(position) + "quorum_votes", 1);
    }

    void address(int link, InetAddress address) {
        while (addresses.size() <= link) {
            addresses.add(null);
        }
        addresses.set(link, address);
    }

    InetAddress address(int link) {
        return link < addresses.size() ? addresses.get(link) : null;
    }

    ConfiguredNode finish() {
        return new ConfiguredNode(position, nodeId, name, Collections.unmodifiableList(new ArrayList<>(addresses)),
                votes);
    }
}
