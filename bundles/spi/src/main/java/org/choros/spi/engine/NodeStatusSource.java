package org.choros.spi.engine;

import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows how the transport reaches each node: an ability of nodes whose transport has links (knet). Without it the cfg
 * service answers as for UDP, from {@link EngineContext#reachable} and {@link EngineContext#addresses}.
 */
@ProviderType
public interface NodeStatusSource {
    /**
     * @param nodeId a node, also our own
     * @return its status, empty when the transport does not know the node
     */
    Optional<NodeStatus> nodeStatus(int nodeId);
}
