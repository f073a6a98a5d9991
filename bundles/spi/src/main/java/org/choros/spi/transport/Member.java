package org.choros.spi.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * One configured processor.
 *
 * @param nodeId its node id (unsigned); 0 when it is not known, for members of the old style of dialect 2
 * @param addresses its address on each link, by link number; an element is null where it has none, and the list may be
 *            shorter than there are links
 */
public record Member(int nodeId, List<InetAddress> addresses) {
    /**
     * @param link a link number
     * @return its address on that link, or null
     */
    public InetAddress address(int link) {
        return link >= 0 && link < addresses.size() ? addresses.get(link) : null;
    }
}
