package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportHost.Drop;

import io.netty.channel.ChannelOption;

/**
 * The sockets of {@code udp} (totem.md 5.1): one that receives tokens, one that receives the group's traffic, and one
 * on the port below that sends everything.
 */
final class MulticastSockets implements SocketSet {
    private final Inbox inbox;
    private final GroupSockets groups;
    private final InetSocketAddress group;
    private final Endpoint received;
    private final Endpoint tokens;
    private final Endpoint sending;
    private final Discarding discarding;

    private MulticastSockets(IoLoop loop, Inbox inbox, GroupSockets groups, InetSocketAddress group, Endpoint received,
            Endpoint tokens,
            Endpoint sending) {
        this.inbox = inbox;
        this.groups = groups;
        this.group = group;
        this.received = received;
        this.tokens = tokens;
        this.sending = sending;
        this.discarding = new Discarding(loop, inbox, List.of(received, tokens));
        groups.add(received, inbox);
    }

    static MulticastSockets open(IoLoop loop, Inbox inbox, GroupSockets groups, LinkSettings link, LocalInterface local,
            int bufferLength) throws TransportException {
        InetAddress address = local.address();
        InetSocketAddress group = new InetSocketAddress(link.multicastAddress(), link.port());
        InetSocketAddress tokenAddress = new InetSocketAddress(address, link.port());
        InetSocketAddress sendAddress = new InetSocketAddress(address, link.port() - 1);
        Endpoint received = null;
        Endpoint tokens = null;
        try {
            // several clusters on one host may share a group address, so only this socket may be bound twice
            received = Endpoint.open(loop, new Endpoint.Options(group, bufferLength, true),
                    Receiver.of(inbox, source -> true)).option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.SO_BROADCAST, link.broadcast()).bind(group);
            if (!link.broadcast()) {
                received.join(group, local.device());
            }
            tokens = Endpoint.open(loop, new Endpoint.Options(tokenAddress, bufferLength, true),
                    Receiver.ofTokens(inbox, groups)).bind(tokenAddress);
            Endpoint sending = Endpoint
                    .open(loop, new Endpoint.Options(sendAddress, bufferLength, false), Receiver.of(inbox, s -> false))
                    .option(ChannelOption.SO_BROADCAST, link.broadcast());
            if (!link.broadcast()) {
                sending.multicasting(local, link.ttl());
            }
            return new MulticastSockets(loop, inbox, groups, group, received, tokens, sending.bind(sendAddress));
        } catch (TransportException e) {
            close(tokens);
            close(received);
            throw e;
        }
    }

    private static void close(Endpoint endpoint) {
        if (endpoint != null) {
            endpoint.close();
        }
    }

    @Override
    public void multicast(ByteBuffer packet, boolean everybody) {
        send(packet, group);
    }

    @Override
    public void unicast(ByteBuffer packet, InetSocketAddress target) {
        send(packet, target);
    }

    private void send(ByteBuffer packet, InetSocketAddress target) {
        if (!sending.write(Endpoint.copy(packet), target)) {
            inbox.dropped(Drop.SEND_FAILED);
        }
    }

    @Override
    public void flush() {
        sending.flush();
    }

    @Override
    public void discardReceived() {
        discarding.run();
    }

    @Override
    public void members(List<InetAddress> members) {
        // whoever listens to the group is reached
    }

    @Override
    public void ringMembers(List<InetAddress> members) {
        // nothing depends on it
    }

    @Override
    public void close() {
        groups.remove(received);
        sending.close();
        tokens.close();
        received.close();
    }
}
