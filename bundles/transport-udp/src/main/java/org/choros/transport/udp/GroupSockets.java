package org.choros.transport.udp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The multicast sockets of all links of a transport: before a token goes up, what waits on any of them does, as the
 * messages in front of a token may have taken the other link.
 */
final class GroupSockets {
    /** Datagrams that are read out of one socket before one token; a flood must not keep the token waiting for ever. */
    private static final int BEFORE_TOKEN_MAX = 4096;

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    private record Entry(Endpoint endpoint, Inbox inbox) {
    }

    /** Adds a socket; on the ring thread. */
    void add(Endpoint endpoint, Inbox inbox) {
        entries.add(new Entry(endpoint, inbox));
    }

    /** Removes a socket; on the ring thread. */
    void remove(Endpoint endpoint) {
        entries.removeIf(entry -> entry.endpoint == endpoint);
    }

    /** Reads what waits; on the I/O thread. */
    void readAll(ByteBuffer scratch) throws IOException {
        // by index: this is done for every token, and an iterator would be garbage
        for (int i = 0; i < entries.size(); i++) {
            read(entries.get(i), scratch);
        }
    }

    private static void read(Entry entry, ByteBuffer scratch) throws IOException {
        int epoch = entry.inbox.epoch();
        for (int count = 0; count < BEFORE_TOKEN_MAX && epoch == entry.inbox.epoch()
                && entry.endpoint.receive(scratch); count++) {
            entry.inbox.receive(scratch, Lane.BEFORE_TOKEN, null, epoch);
        }
    }
}
