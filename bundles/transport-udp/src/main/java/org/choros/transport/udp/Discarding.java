package org.choros.transport.udp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.transport.TransportHost.Drop;

/** Empties receive sockets: what waits in them is too old to be believed (totem.md 4.13). */
final class Discarding {
    /** Datagrams that are thrown away from one socket at once; more than a receive buffer holds. */
    private static final int DISCARDED_MAX = 65536;

    private final IoLoop loop;
    private final Inbox inbox;
    private final List<Endpoint> endpoints;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(ReceiveBuffer.DATAGRAM_MAX);

    Discarding(IoLoop loop, Inbox inbox, List<Endpoint> endpoints) {
        this.loop = loop;
        this.inbox = inbox;
        this.endpoints = endpoints;
    }

    void run() {
        inbox.discard();
        if (loop.direct()) {
            empty();
        } else {
            inbox.discarding();
            loop.eventLoop().execute(() -> {
                empty();
                inbox.discarded();
            });
        }
    }

    private void empty() {
        for (Endpoint endpoint : endpoints) {
            try {
                int count = 0;
                while (count < DISCARDED_MAX && endpoint.receive(scratch)) {
                    count++;
                }
            } catch (IOException e) {
                inbox.dropped(Drop.SEND_FAILED);
            }
        }
    }
}
