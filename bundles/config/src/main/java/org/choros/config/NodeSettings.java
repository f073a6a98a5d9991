package org.choros.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportSettings;

/**
 * Everything a node needs to know of its checked configuration.
 *
 * @param dialect 2 or 3
 * @param instance the instance name that separates nodes on one host, empty for the standard one
 * @param guardian whether the death of the process is announced to the ring where the launcher offers it
 * @param transport the effective transport: {@code udp udpu knet}, in dialect 2 {@code iba}, or that of a plug-in
 * @param clusterName the cluster name, empty when there is none
 * @param configVersion {@code totem.config_version}, 0 when not set
 * @param ipVersion the effective {@code ip_version}
 * @param localNodeId our id (unsigned); 0 when it is to be taken from the bound IPv4 address
 * @param clearNodeHighBit whether an id taken from an address loses its highest bit
 * @param localPosition our N in {@code nodelist.node.N}, -1 when we are not listed (dialect 2)
 * @param links the links, ascending by number
 * @param nodes the node list, ascending by position; in dialect 2 without a list the old style members
 * @param totem values of the ring protocol
 * @param redundantRings the redundant ring protocol, dialect 2
 * @param knet the links' common part, dialect 3
 * @param crypto cipher, hash and key
 * @param cryptoModel {@code crypto_model}, {@code nss} by default
 * @param system the process
 * @param warnings lines to be logged at warning level by subsystem MAIN, in this order
 * @param engines how much patience there is with engines on threads of their own
 * @param options the directives of section {@code choros} by their path in it, for plug-ins
 */
public record NodeSettings(int dialect, String instance, boolean guardian, String transport, String clusterName,
        long configVersion, String ipVersion, int localNodeId, boolean clearNodeHighBit, int localPosition,
        List<LinkConfiguration> links,
        List<ConfiguredNode> nodes, TotemSettings totem, RedundantRingSettings redundantRings, KnetSettings knet,
        CryptoSettings crypto, String cryptoModel, SystemSettings system, List<String> warnings,
        EngineSettings engines, Map<String, String> options) {

    /** No position: the local node is not in the node list. */
    public static final int NOT_LISTED = -1;

    /** @return the part that transports take */
    public TransportSettings transportSettings() {
        List<LinkSettings> bare = new ArrayList<>(links.size());
        for (LinkConfiguration link : links) {
            bare.add(link.settings());
        }
        List<Member> members = new ArrayList<>(nodes.size());
        for (ConfiguredNode node : nodes) {
            members.add(new Member(node.nodeId(), node.addresses()));
        }
        return new TransportSettings(transport, dialect, List.copyOf(bare), List.copyOf(members), localNodeId,
                totem.blockUnlistedIps(), clamp(totem.downcheckMs()), clamp(totem.mergeMs()), links.size(), clusterName,
                options);
    }

    private static int clamp(long ms) {
        return (int) Math.min(ms, Integer.MAX_VALUE);
    }
}
