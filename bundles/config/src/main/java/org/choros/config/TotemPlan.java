package org.choros.config;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.choros.spi.crypto.CryptoSettings;

/** What the reading of the totem section has found so far; the checks of both dialects fill it. */
final class TotemPlan {
    String transport;
    String ipVersion;
    int localPosition = NodeSettings.NOT_LISTED;
    int localNodeId;
    boolean clearHighBit;
    CryptoSettings crypto;
    TotemSettings totem;
    RedundantRingSettings redundantRings;
    final NavigableMap<Integer, LinkDraft> links = new TreeMap<>();
    final List<NodeDraft> nodes = new ArrayList<>();

    LinkDraft link(int number) {
        return links.computeIfAbsent(number, LinkDraft::new);
    }

    List<LinkConfiguration> finishedLinks(Keys keys) {
        List<LinkConfiguration> finished = new ArrayList<>(links.size());
        for (LinkDraft link : links.values()) {
            finished.add(link.finish(keys, totem.tokenMs()));
        }
        return List.copyOf(finished);
    }

    List<ConfiguredNode> finishedNodes() {
        List<NodeDraft> sorted = new ArrayList<>(nodes);
        sorted.sort((a, b) -> Integer.compare(a.position, b.position));
        List<ConfiguredNode> finished = new ArrayList<>(sorted.size());
        for (NodeDraft node : sorted) {
            finished.add(node.finish());
        }
        return List.copyOf(finished);
    }
}
