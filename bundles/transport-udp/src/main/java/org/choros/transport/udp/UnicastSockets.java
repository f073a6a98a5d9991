package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost.Drop;
import org.choros.spi.transport.TransportSettings;

import io.netty.buffer.ByteBuf;

/**
 * The sockets of {@code udpu} (totem.md 5.2): one that receives everything and sends tokens, and for each configured
 * member, ourselves included, one that sends it the multicasts.
 */
final class UnicastSockets implements SocketSet {
    private final IoLoop loop;
    private final Inbox inbox;
    private final InetAddress local;
    private final int port;
    private final int bufferLength;
    private final boolean toActiveOnly;
    private final long everybodyNs;
    private final Discarding discarding;
    private final Endpoint main;
    /** In configured order; {@link #reached} is the same as an array, so that sending makes no iterator. */
    private final Map<InetAddress, MemberSocket> sockets = new LinkedHashMap<>();
    private MemberSocket[] reached = {};
    private Set<InetAddress> active = Set.of();
    private volatile Set<InetAddress> listed = Set.of();
    private long lastToEverybodyNs = System.nanoTime();

    /** One member's socket and whether it is in the ring. */
    private static final class MemberSocket {
        private final Endpoint endpoint;
        private final InetSocketAddress target;
        private boolean active;

        MemberSocket(Endpoint endpoint, InetSocketAddress target) {
            this.endpoint = endpoint;
            this.target = target;
        }
    }

    private UnicastSockets(IoLoop loop, Inbox inbox, TransportSettings settings, InetSocketAddress local,
            int bufferLength) throws TransportException {
        this.loop = loop;
        this.inbox = inbox;
        this.local = local.getAddress();
        this.port = local.getPort();
        this.bufferLength = bufferLength;
        // 2.4 spares those that are not in the ring, but reminds them of us now and then
        this.toActiveOnly = settings.dialect() == 2;
        this.everybodyNs = 2_000_000L * settings.mergeMs();
        boolean block = settings.blockUnlisted();
        Receiver receiver = Receiver.of(inbox, source -> !block || listed.contains(source));
        this.main = Endpoint.open(loop, new Endpoint.Options(local, bufferLength, true), receiver).bind(local);
        this.discarding = new Discarding(loop, inbox, List.of(main));
    }

    static UnicastSockets open(IoLoop loop, Inbox inbox, TransportSettings settings, InetSocketAddress local,
            List<InetAddress> members, int bufferLength) throws TransportException {
        UnicastSockets opened = new UnicastSockets(loop, inbox, settings, local, bufferLength);
        try {
            opened.members(members);
        } catch (TransportException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** @return the member's address on a link, or null */
    static InetAddress address(Member member, int link) {
        return link < member.addresses().size() ? member.addresses().get(link) : null;
    }

    @Override
    public void members(List<InetAddress> members) throws TransportException {
        Iterator<Map.Entry<InetAddress, MemberSocket>> present = sockets.entrySet().iterator();
        while (present.hasNext()) {
            Map.Entry<InetAddress, MemberSocket> entry = present.next();
            if (!members.contains(entry.getKey())) {
                entry.getValue().endpoint.close();
                present.remove();
            }
        }
        for (InetAddress member : members) {
            if (!sockets.containsKey(member)) {
                InetSocketAddress ephemeral = new InetSocketAddress(local, 0);
                Endpoint endpoint = Endpoint.open(loop, new Endpoint.Options(ephemeral, bufferLength, false),
                        Receiver.of(inbox, source -> false)).bind(ephemeral);
                sockets.put(member, new MemberSocket(endpoint, new InetSocketAddress(member, port)));
            }
        }
        reached = new ArrayList<>(sockets.values()).toArray(MemberSocket[]::new);
        listed = Set.copyOf(sockets.keySet());
        markActive();
    }

    @Override
    public void ringMembers(List<InetAddress> members) {
        active = Set.copyOf(members);
        markActive();
    }

    private void markActive() {
        sockets.forEach((address, socket) -> socket.active = active.contains(address));
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        boolean all = everybody || !toActiveOnly;
        if (toActiveOnly) {
            long nowNs = System.nanoTime();
            all |= nowNs - lastToEverybodyNs >= everybodyNs;
            if (all) {
                lastToEverybodyNs = nowNs;
            }
        }
        ByteBuf copy = Endpoint.copy(packet);
        for (MemberSocket socket : reached) {
            if ((all || socket.active) && !socket.endpoint.write(copy.retainedDuplicate(), socket.target)) {
                inbox.dropped(Drop.SEND_FAILED);
            }
        }
        copy.release();
    }

    @Override
    public void unicast(ByteBuffer packet, InetSocketAddress target) {
        if (!main.write(Endpoint.copy(packet), target)) {
            inbox.dropped(Drop.SEND_FAILED);
        }
    }

    @Override
    public void flush() {
        for (MemberSocket socket : reached) {
            socket.endpoint.flush();
        }
        main.flush();
    }

    @Override
    public void discardReceived() {
        discarding.run();
    }

    @Override
    public void close() {
        for (MemberSocket socket : reached) {
            socket.endpoint.close();
        }
        main.close();
    }
}
