package org.choros.transport.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import org.choros.spi.transport.TransportHost.Drop;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/**
 * Takes the packets of one socket from the event loop.
 *
 * <p>A token is handed over only when the multicast sockets and the local loop are empty: the event loop may report the
 * token's socket first though messages wait on the other, and the ring would ask for them again (totem.md 4.8). So the
 * multicast sockets are read here and now, past the event loop, until the system says that there is nothing.
 */
final class Receiver extends ChannelInboundHandlerAdapter {
    private final Inbox inbox;
    private final Inbox.Sources sources;
    private final GroupSockets before;
    private final ByteBuffer scratch;
    private ReceiveBuffer buffer;
    private boolean inBatch;
    private int batchEpoch;

    private Receiver(Inbox inbox, Inbox.Sources sources, GroupSockets before) {
        this.inbox = inbox;
        this.sources = sources;
        this.before = before;
        this.scratch = before == null ? null : ByteBuffer.allocateDirect(ReceiveBuffer.DATAGRAM_MAX);
    }

    /** @return one for a socket that everything comes in on */
    static Receiver of(Inbox inbox, Inbox.Sources sources) {
        return new Receiver(inbox, sources, null);
    }

    /** @return one for a socket of tokens, with the multicast sockets that are to be empty first */
    static Receiver ofTokens(Inbox inbox, GroupSockets groups) {
        return new Receiver(inbox, source -> true, groups);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        buffer = context.channel().config().getRecvByteBufAllocator();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        buffer.free();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            if (!inBatch) {
                inBatch = true;
                batchEpoch = inbox.epoch();
            }
            InetAddress source = packet.sender().getAddress();
            if (!sources.listed(source)) {
                inbox.dropped(Drop.UNLISTED_SOURCE);
                return;
            }
            if (before != null && batchEpoch == inbox.epoch()) {
                before.readAll(scratch);
            }
            inbox.receive(buffer.bytes(packet.content()), before == null ? Lane.GROUP : Lane.TOKEN, source, batchEpoch);
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        inBatch = false;
        inbox.batchEnd();
    }

    /** What the system refused to send ends here; sockets stay open, for the next target may be reachable. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        inbox.failed(cause);
    }
}
