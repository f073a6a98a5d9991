package org.choros.spi.transport;

import java.util.List;
import java.util.Map;

/**
 * What a transport needs to know. Checked and resolved by the configuration: a transport checks only what is peculiar
 * to it.
 *
 * @param transport the value of {@code totem.transport}
 * @param dialect the wire dialect, 2 or 3
 * @param links the links, ascending by number; one with dialect 3 (unless the transport is knet), one or two with
 *            dialect 2
 * @param members the configured processors, ourselves included; empty when the configuration lists none
 * @param localNodeId our node id (unsigned), 0 when it is to be taken from the bound address
 * @param blockUnlisted drop datagrams from addresses that are no member
 * @param downcheckMs how often a lonely node looks at its interfaces, milliseconds
 * @param mergeMs the merge timeout, milliseconds
 * @param ringNumberCount how many rings are configured
 * @param clusterName {@code totem.cluster_name}, empty when there is none
 * @param options the directives of the section {@code choros}, by their path in it; those of a plug-in stand in a
 *            section of its name: {@code choros { ucx { device: mlx5_0 } }} is {@code ucx.device}. Not checked by
 *            anybody else
 */
public record TransportSettings(String transport, int dialect, List<LinkSettings> links, List<Member> members,
        int localNodeId, boolean blockUnlisted, int downcheckMs, int mergeMs, int ringNumberCount, String clusterName,
        Map<String, String> options) {

    /**
     * @param transport see {@link #transport()}
     * @param dialect see {@link #dialect()}
     * @param links see {@link #links()}
     * @param members see {@link #members()}
     * @param localNodeId see {@link #localNodeId()}
     * @param blockUnlisted see {@link #blockUnlisted()}
     * @param downcheckMs see {@link #downcheckMs()}
     * @param mergeMs see {@link #mergeMs()}
     * @param ringNumberCount see {@link #ringNumberCount()}
     * @param clusterName see {@link #clusterName()}
     * @param options see {@link #options()}
     */
    public TransportSettings {
        links = List.copyOf(links);
        members = List.copyOf(members);
        options = Map.copyOf(options);
    }

    /**
     * Settings without a cluster name and options.
     *
     * @param transport see {@link #transport()}
     * @param dialect see {@link #dialect()}
     * @param links see {@link #links()}
     * @param members see {@link #members()}
     * @param localNodeId see {@link #localNodeId()}
     * @param blockUnlisted see {@link #blockUnlisted()}
     * @param downcheckMs see {@link #downcheckMs()}
     * @param mergeMs see {@link #mergeMs()}
     * @param ringNumberCount see {@link #ringNumberCount()}
     */
    public TransportSettings(String transport, int dialect, List<LinkSettings> links, List<Member> members,
            int localNodeId, boolean blockUnlisted, int downcheckMs, int mergeMs, int ringNumberCount) {
        this(transport, dialect, links, members, localNodeId, blockUnlisted, downcheckMs, mergeMs, ringNumberCount, "",
                Map.of());
    }
}
