package org.choros.spi.transport;

import java.util.List;

/**
 * What a transport needs to know.
 *
 * @param transport the value of {@code totem.transport}
 * @param dialect the wire dialect, 2 or 3
 * @param links the links, by number
 * @param members the configured processors, ourselves included; empty when the configuration lists none
 * @param localNodeId our node id, 0 when it is to be taken from the bound address
 * @param blockUnlisted drop datagrams from addresses that are no member (udpu)
 * @param downcheckMs how often a lonely node looks at its interfaces, milliseconds
 * @param mergeMs the merge timeout, milliseconds
 * @param ringNumberCount how many rings are configured
 */
public record TransportSettings(String transport, int dialect, List<LinkSettings> links, List<Member> members,
        int localNodeId, boolean blockUnlisted, int downcheckMs, int mergeMs, int ringNumberCount) {
}
