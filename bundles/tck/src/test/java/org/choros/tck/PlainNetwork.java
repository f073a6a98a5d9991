package org.choros.tck;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network in the memory of the test: who has which address. For all threads. */
final class PlainNetwork {
    private final Map<InetAddress, PlainTransport> bound = new HashMap<>();

    /** Returns false when somebody has it. */
    synchronized boolean bind(InetAddress address, PlainTransport transport) {
        return bound.putIfAbsent(address, transport) == null;
    }

    synchronized void release(InetAddress address, PlainTransport transport) {
        bound.remove(address, transport);
    }

    synchronized PlainTransport at(InetAddress address) {
        return bound.get(address);
    }

    synchronized List<PlainTransport> all() {
        return new ArrayList<>(bound.values());
    }
}
